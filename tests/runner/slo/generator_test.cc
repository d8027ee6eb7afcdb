// What a verdict says of the machine that the generator ran on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/slo/generator.h"
#include "tests/runner/slo/run_builder.h"

namespace slogate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

// A load without objectives, of two workers, in which iterations started late.
RunBuilder late_load() {
  RunBuilder run = RunBuilder(false).requests(0, 500, 5ms).requests(1, 500, 5ms);
  for (int i = 0; i < 100; ++i) run.result.totals.dispatch_lag.record(35ms);
  run.result.totals.workers.resize(2);
  return run;
}

std::vector<std::string> reasons(const RunBuilder& run) {
  return find_trouble(run.result, {}).reasons;
}

TEST(LateStarts, NameTheWorkerThatHadNoCpuLeft) {
  RunBuilder run = late_load();
  run.result.totals.workers[0] = {9'900'000, 0, 1'000'000, 960'000};
  run.result.totals.workers[1] = {9'900'000, 0, 7'000'000, 6'898'000};
  EXPECT_THAT(reasons(run),
              ElementsAre("the generator started iterations late (dispatch lag p99 35 ms, at most "
                          "10 ms): worker 2 was at 98 % CPU for 7 s: use --workers 3, or more "
                          "shards"));
}

TEST(LateStarts, NameAWorkerThatOtherWorkKeptFromItsCore) {
  RunBuilder run = late_load();
  run.result.totals.workers[1] = {2'000'000, 4'800'000, 0, 0};
  EXPECT_THAT(reasons(run),
              ElementsAre("the generator started iterations late (dispatch lag p99 35 ms, at most "
                          "10 ms): worker 2 waited 48 % of the time for a core that other work "
                          "had: use a less busy machine, or one with more cores"));
}

TEST(LateStarts, NameNobodyWhereNoWorkerWasFullForASecond) {
  RunBuilder run = late_load();
  run.result.totals.workers[0] = {5'000'000, 900'000, 899'000, 899'000};
  EXPECT_THAT(reasons(run),
              ElementsAre("the generator started iterations late (dispatch lag p99 35 ms, at most "
                          "10 ms): use a faster or less busy machine, more workers, or a lower "
                          "rate"));
  run.result.totals.workers.clear();  // a run of an older version
  EXPECT_EQ(reasons(run).size(), 1U);
}

TEST(BusiestWorker, IsAtA100PercentOnlyWhereItHadNothingLeft) {
  RunBuilder run = late_load();
  run.result.totals.workers[0] = {1'000'000, 0, 1'000'000, 999'000};
  EXPECT_EQ(busiest_worker(run.result),
            "worker 1 was at 99 % CPU for 1 s: use --workers 3, or more shards");
  run.result.totals.workers[0].full_cpu_us = 1'000'000;
  EXPECT_EQ(busiest_worker(run.result),
            "worker 1 was at 100 % CPU for 1 s: use --workers 3, or more shards");
}

RunBuilder still(std::chrono::nanoseconds stopped, std::chrono::nanoseconds suspended) {
  RunBuilder run = RunBuilder(false).requests(0, 500, 5ms).requests(1, 500, 5ms);
  run.result.totals.stopped_ns = stopped.count();
  run.result.totals.suspended_ns = suspended.count();
  return run;
}

TEST(LostTime, WasSuspended) {
  RunBuilder run = still(3s, 3s);
  run.result.totals.cpu_us = 5'000'000;
  EXPECT_THAT(reasons(run), ElementsAre("the generator stood still for 3 s (suspended): run again "
                                        "on a machine that stays awake"));
  EXPECT_EQ(run.verdict().overall, Judgement::inconclusive);
}

TEST(LostTime, WasStoppedOrStarvedWhereNoCpuWasUsed) {
  EXPECT_THAT(reasons(still(3s, 0s)),
              ElementsAre("the generator stood still for 3 s (stopped or starved): let it run on a "
                          "machine that has a core to spare"));
}

TEST(LostTime, WasPartlyBoth) {
  EXPECT_THAT(reasons(still(5s, 3s)),
              ElementsAre("the generator stood still for 5 s (3 s suspended, 2 s stopped or "
                          "starved): let it run on a machine that stays awake and has a core to "
                          "spare"));
}

TEST(LostTime, OfALoadThatUsedCpuMayHaveBeenItsOwnWork) {
  RunBuilder run = still(3s, 0s);
  run.result.totals.cpu_us = 5'000'000;
  EXPECT_THAT(
      reasons(run),
      ElementsAre("the generator stood still for 3 s (stopped, starved or busy with its own "
                  "work): let it run on a machine that has a core to spare, with cheaper "
                  "checks or more workers"));
}

TEST(LostTime, IsNoneInACalmRun) {
  EXPECT_THAT(reasons(still(0s, 0s)), IsEmpty());
}

}  // namespace
}  // namespace slogate
