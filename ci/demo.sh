#!/usr/bin/env bash
# The tool in one go: installs what is missing, builds slogate, starts the embedded demo app, walks the go-live suite
# once against it (smoke), then puts its ten-second load on it. Prints both verdicts and where the reports are.
# Exit 0 only if both passed. Runs from any directory, as often as wanted.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if (($# > 0)); then
  sed -n '2,4s/^# //p' ci/demo.sh
  [[ $1 == --help ]] && exit 0
  echo "ci/demo.sh takes no arguments" >&2
  exit 2
fi

# shellcheck source=ci/packages.sh
. ci/packages.sh
slogate_install build

echo "Building slogate into build/release ..."
cmake --preset release -Wno-dev >/dev/null
cmake --build --preset release --target slogate
slogate=$PWD/build/release/slogate

scratch=$(mktemp -d)
demo_pid=
# Ends the demo that this script started, and nothing else.
# shellcheck disable=SC2317  # called by the trap
tidy_up() {
  if [[ -n $demo_pid ]]; then
    kill "$demo_pid" 2>/dev/null || true
    wait "$demo_pid" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap tidy_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Starts the demo on a free port and takes over the variables that it prints.
start_demo() {
  local line
  "$slogate" demo --listen 127.0.0.1:0 >"$scratch/demo.log" 2>&1 &
  demo_pid=$!
  for _ in $(seq 200); do
    if grep -q 'listening on' "$scratch/demo.log" && grep -q '^export BASE_URL=' "$scratch/demo.log"; then
      sleep 0.2  # the lines come in one go; a slow machine may be in the middle of them
      while read -r line; do
        [[ $line =~ ^export\ [A-Z0-9_]+= ]] && eval "$line"
      done <"$scratch/demo.log"
      return 0
    fi
    kill -0 "$demo_pid" 2>/dev/null || break
    sleep 0.1
  done
  echo "The demo did not start:" >&2
  cat "$scratch/demo.log" >&2
  return 1
}

# Runs `slogate ARGS...` and puts its exit code into $code.
run() {
  echo
  echo "\$ slogate $*"
  code=0
  "$slogate" "$@" || code=$?
}

verdict() {
  case $1 in
    0) echo "pass" ;;
    1) echo "FAIL" ;;
    3) echo "inconclusive" ;;
    *) echo "no verdict (exit $1)" ;;
  esac
}

start_demo
echo "The demo app answers on $BASE_URL (process $demo_pid)."
out=slogate-results/demo-$(date -u +%Y%m%dT%H%M%SZ)-$$

run smoke --wait-ready 30s --out "$out/smoke"
smoke=$code
run load --out "$out/load"
load=$code

echo
echo "smoke: $(verdict "$smoke")  $PWD/$out/smoke/report.html"
echo "load:  $(verdict "$load")  $PWD/$out/load/report.html"
echo "Beside each report: junit.xml, report.json, summary.md and run.db, from which \`slogate report\` makes them again."
((smoke == 0)) || exit "$smoke"
exit "$load"
