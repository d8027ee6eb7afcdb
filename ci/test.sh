#!/usr/bin/env bash
# Installs what is missing, builds with all cores and passes every test. Runs from any directory, as often as wanted.
#
#   ci/test.sh                  the release build and the whole test list
#   ci/test.sh --sanitizers     the same list under ASan and UBSan, the threaded part under TSan
#   ci/test.sh --only REGEX     only the tests whose names match
#   ci/test.sh --jobs N         so many tests at once (2)
#   ci/test.sh --seeds N        only the simulated worlds, of the seeds 1 to N (in the whole list: 20)
#
# Ends with ctest's closing line. Exit 0 only if everything passed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

sanitizers=no
only=
jobs=2
seeds=

usage() { sed -n '2,10s/^# \{0,1\}//p' ci/test.sh; }

while (($# > 0)); do
  case $1 in
    --sanitizers) sanitizers=yes ;;
    --only | --jobs | --seeds)
      (($# > 1)) || { echo "ci/test.sh: $1 needs a value" >&2; exit 2; }
      case $1 in
        --only) only=$2 ;;
        --jobs) jobs=$2 ;;
        --seeds) seeds=$2 ;;
      esac
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) echo "ci/test.sh: unknown argument '$1'" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

if [[ -n $seeds ]]; then
  [[ $seeds =~ ^[1-9][0-9]*$ ]] || { echo "ci/test.sh: --seeds needs a whole number" >&2; exit 2; }
  [[ $sanitizers == no && -z $only ]] || { echo "ci/test.sh: --seeds goes with --jobs only" >&2; exit 2; }
  export SLOGATE_SEEDS=$seeds
  only='^seeds_test$'
fi
select_tests=(--no-tests=error)
[[ -z $only ]] || select_tests+=(-R "$only")

# g++ 12's sanitizers expect their shadow memory where a kernel with high address randomisation may have put
# something else. Containers may forbid switching it off; then they run as they are.
steady=()
if setarch "$(uname -m)" -R true 2>/dev/null; then steady=(setarch "$(uname -m)" -R); fi

configure() {
  echo "Configuring build/$1 ..."
  cmake --preset "$1" -Wno-dev >/dev/null
}

run_ctest() {
  local preset=$1
  shift
  "${steady[@]}" ctest --test-dir "build/$preset" --output-on-failure --no-label-summary -j "$jobs" \
    "${select_tests[@]}" "$@" 2>&1 | tee "build/$preset/closing.log"
}

# Prints the names of the tests that carry a label, separated by commas.
labelled() {
  ctest --test-dir "build/$1" -N -L "^$2\$" | sed -n 's/^ *Test *#[0-9]*: //p' | paste -sd, | sed 's/,/, /g'
}

# bites PRESET PROGRAM MODE WORDS: a program with a seeded fault must end with a failure and the sanitizer's report.
bites() {
  local preset=$1 program=$2 mode=$3 words=$4 output code=0
  output=$("${steady[@]}" "build/$preset/tests/lint/$program" "$mode" 2>&1) || code=$?
  if ((code == 0)) || [[ $output != *"$words"* ]]; then
    echo "The sanitizers of preset $preset do not bite: $program $mode ended with $code and without \"$words\":" >&2
    echo "$output" >&2
    return 1
  fi
  echo "The sanitizers bite: $program $mode ended with $code and \"$words\"."
}

release() {
  configure release
  if [[ -n $seeds ]]; then
    cmake --build --preset release --target seeds_test
  else
    cmake --build --preset release
  fi
  run_ctest release
}

under_asan() {
  local left_out
  configure asan
  cmake --build --preset asan
  cmake --build --preset asan --target seeded_overflow
  bites asan seeded_overflow heap "AddressSanitizer: heap-buffer-overflow"
  bites asan seeded_overflow signed "runtime error: signed integer overflow"
  left_out=$(labelled asan memory)
  echo "Left out under ASan, because they measure memory and belong to the release build: ${left_out:-no test}"
  run_ctest asan -LE "^memory\$"
}

under_tsan() {
  local targets
  configure tsan
  mapfile -t targets < <(/usr/bin/python3 -B ci/targets_of_label.py build/tsan threads)
  cmake --build --preset tsan --target seeded_race "${targets[@]}"
  bites tsan seeded_race threads "ThreadSanitizer: data race"
  echo "Under TSan, the threaded part: $(labelled tsan threads)"
  [[ -z $only ]] || select_tests+=(--no-tests=ignore)
  run_ctest tsan -L "^threads\$" -LE "^memory\$"
}

# shellcheck source=ci/packages.sh
. ci/packages.sh
slogate_install build test

export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=$PWD/tests/e2e/tsan.supp

if [[ $sanitizers == yes ]]; then
  under_asan
  under_tsan
else
  release
fi
