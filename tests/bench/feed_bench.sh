#!/usr/bin/env bash
# Time and memory of a feed of 1 GiB: looked through once, 100,000 rows read in order and 5,000 at random, as CSV and
# as JSON lines. The test itself fails where the memory grows with the file. Needs Debian's time and so much free space
# in the folder for temporary files.
#
#   tests/bench/feed_bench.sh [MIB]     (1024)
#
# The times hold the writing of the file too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

export SLOGATE_FEED_MIB=${1:-1024}
test=${SLOGATE_FEED_TEST:-$PWD/build/release/tests/scenarios/data/scenarios_data_memory_test}
for format in Csv JsonLines; do
  echo "$format, $SLOGATE_FEED_MIB MiB"
  /usr/bin/time -f '  %U s user, %S s system, %e s in all, %M kB at most' \
    "$test" --gtest_brief=1 --gtest_filter="*More$format"
done
