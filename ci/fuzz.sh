#!/usr/bin/env bash
# Builds the fuzz targets with clang 19 and libFuzzer, under ASan and UBSan, and runs each for a while.
#
#   ci/fuzz.sh                    every target, 60 s each
#   ci/fuzz.sh --seconds N        so long each
#   ci/fuzz.sh --only REGEX       only the targets whose names match
#   ci/fuzz.sh --keep             adds what was found new to the corpus in tests/fuzz/corpus, made small
#
# A crash, a leak, an input that takes over 10 s or over 2 GiB ends the run with exit 1; the input is then in
# build/fuzz/found. Without --keep new inputs stay in build/fuzz/corpus, where the next run begins.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=60
only=.
keep=no

usage() { sed -n '2,10s/^# \{0,1\}//p' ci/fuzz.sh; }

while (($# > 0)); do
  case $1 in
    --keep) keep=yes ;;
    --seconds | --only)
      (($# > 1)) || { echo "ci/fuzz.sh: $1 needs a value" >&2; exit 2; }
      if [[ $1 == --seconds ]]; then seconds=$2; else only=$2; fi
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) echo "ci/fuzz.sh: unknown argument '$1'" >&2; usage >&2; exit 2 ;;
  esac
  shift
done
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "ci/fuzz.sh: --seconds is a whole number" >&2; exit 2; }

# shellcheck source=ci/packages.sh
. ci/packages.sh
slogate_install build fuzz

echo "Configuring build/fuzz ..."
cmake --preset fuzz -Wno-dev >/dev/null
cmake --build --preset fuzz --target fuzz_targets

mkdir -p build/fuzz/found
failed=()
ran=0
for program in build/fuzz/tests/fuzz/*_fuzz; do
  name=$(basename "$program" _fuzz)
  [[ $name =~ $only ]] || continue
  ran=$((ran + 1))
  mkdir -p "build/fuzz/corpus/$name"
  echo "== $name, $seconds s"
  if ! "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/found/$name-" "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" \
    >"build/fuzz/$name.log" 2>&1; then
    failed+=("$name")
    tail -n 40 "build/fuzz/$name.log" >&2
  fi
  grep -E '^stat::number_of_executed_units|^Done ' "build/fuzz/$name.log" || true
  if [[ $keep == yes ]]; then
    "$program" -merge=1 "tests/fuzz/corpus/$name" "build/fuzz/corpus/$name" >>"build/fuzz/$name.log" 2>&1
  fi
done
((ran > 0)) || { echo "ci/fuzz.sh: no target matches $only" >&2; exit 2; }
if ((${#failed[@]} > 0)); then
  echo "Found something: ${failed[*]}. The inputs are in build/fuzz/found." >&2
  exit 1
fi
echo "Fuzzed $ran targets for $seconds s each: nothing found."
