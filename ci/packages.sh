# shellcheck shell=bash
# The one list of Debian 12 packages that slogate needs, and the way to install what is missing of it.
# Sourced by ci/demo.sh and ci/test.sh:
#
#   . ci/packages.sh
#   slogate_install build         # compiler, libraries
#   slogate_install build test    # and what the tests start or call
#   slogate_install build fuzz    # and what ci/fuzz.sh builds with
#
# Installs only what dpkg does not know as installed, says it first, and uses sudo where the user is not root.
# Returns 0, or 1 after a plain sentence that says what to do.

slogate_packages_build=(
  build-essential cmake ninja-build ccache mold pkg-config
  libboost1.81-dev libboost-program-options1.81-dev libssl-dev ca-certificates nlohmann-json3-dev libcpp-httplib-dev
  libsqlite3-dev libfmt-dev libre2-dev libxml2-dev libpugixml-dev libpsl-dev
  zlib1g-dev libbrotli-dev libzstd-dev libvalijson-dev
  libgtest-dev libgmock-dev libbenchmark-dev
)

slogate_packages_test=(
  python3 python3-fastapi python3-uvicorn python3-multipart python3-junitparser python3-yaml
  nginx-light apache2-bin openssl curl sqlite3 libxml2-utils
  openjdk-17-jdk-headless libhdrhistogram-java
  shellcheck yamllint systemd procps iproute2 lsof stress-ng
)

slogate_packages_fuzz=(clang-19 libclang-rt-19-dev)

# Prints which of the given packages are not installed, one a line.
slogate_missing() {
  local package status
  for package in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
    [[ $status == ?i* ]] || echo "$package"
  done
}

# Debian's two Boost versions cannot stand side by side; removing somebody's packages is not this script's business.
slogate_check_boost() {
  local old
  [[ " $* " == *" libboost1.81-dev "* || " $* " == *" libboost-program-options1.81-dev "* ]] || return 0
  for old in libboost1.74-dev libboost-program-options1.74-dev; do
    if [[ -z $(slogate_missing "$old") ]]; then
      echo "$old is installed, and Debian lets only one Boost version have its headers on a machine." >&2
      echo "slogate needs 1.81. Where nothing else here needs 1.74, remove it and start again:" >&2
      echo "  apt-get remove $old" >&2
      return 1
    fi
  done
}

# Runs apt-get as root, without questions. Nothing that is installed may start a service: nginx is needed as a
# program only. Where the machine has no policy of its own about that, one stands there while apt-get runs.
slogate_apt() (
  as_root=()
  [[ $(id -u) == 0 ]] || as_root=(sudo)
  policy=${SLOGATE_POLICY_FILE:-/usr/sbin/policy-rc.d}
  if [[ ! -e $policy ]]; then
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get -q -y -o DPkg::Lock::Timeout=120 "$@"
)

# A freshly installed nginx would be started at the next boot; it came for the tests alone.
slogate_leave_nginx_off() {
  local as_root=()
  [[ $(id -u) == 0 ]] || as_root=(sudo)
  "${as_root[@]}" systemctl disable --quiet nginx.service >/dev/null 2>&1 || true
  echo "nginx came as a program for the tests: its service was not started and is not enabled at boot."
}

# slogate_install build|test ...: installs what is missing of the named lists.
slogate_install() {
  local kind wanted=() missing=() nginx_is_new=
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "This script installs Debian 12 packages and finds no apt-get here." >&2
    echo "Install the packages that ci/packages.sh lists by their names in your system, then use cmake directly." >&2
    return 1
  fi
  for kind in "$@"; do
    case $kind in
      build) wanted+=("${slogate_packages_build[@]}") ;;
      test) wanted+=("${slogate_packages_test[@]}") ;;
      fuzz) wanted+=("${slogate_packages_fuzz[@]}") ;;
      *) echo "slogate_install: $kind is neither build nor test nor fuzz" >&2; return 1 ;;
    esac
  done
  mapfile -t missing < <(slogate_missing "${wanted[@]}")
  if ((${#missing[@]} == 0)); then
    echo "Packages: all ${#wanted[@]} that are needed are installed."
    return 0
  fi
  slogate_check_boost "${missing[@]}" || return 1
  if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
    echo "These Debian packages are missing and installing them needs root, or sudo: ${missing[*]}" >&2
    return 1
  fi
  echo "Packages: ${#missing[@]} of ${#wanted[@]} are missing. Installing from Debian, without recommended extras:"
  printf '  %s\n' "${missing[@]}"
  [[ " ${missing[*]} " == *" nginx-light "* && -n $(slogate_missing nginx) ]] && nginx_is_new=yes
  slogate_apt update || echo "apt-get update failed; going on with the package lists that are here." >&2
  if ! slogate_apt install --no-install-recommends "${missing[@]}"; then
    echo "apt-get could not install all of them; its own words stand above." >&2
    return 1
  fi
  [[ -z $nginx_is_new ]] || slogate_leave_nginx_off
}
