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

// 3 s of standing still in the second interval; all that was due meanwhile is sent in the third.
RunBuilder stopped_load(std::uint64_t calm, std::uint64_t burst) {
  RunBuilder run(false);
  run.requests(0, 1000 - calm - burst, 5ms)
      .requests(0, calm + burst, 5ms, Outcome::check_failed, 503);
  run.result.totals.stopped_ns = 3'000'000'000;
  run.point(0s, 1s, 100, 0).point(1s, 4s, 100, 0, 3'000'000'000).point(5s, 1s, 400, burst);
  run.point(6s, 4s, 400, calm);
  return run;
}

TEST(MadeUpTime, BehindAStopFailsNoRate) {
  const Objective rate = objective(Measure::error_rate, 0.005);
  const Verdict verdict = stopped_load(0, 300).claims(rate).verdict();
  EXPECT_EQ(verdict.overall, Judgement::inconclusive);
  EXPECT_EQ(verdict.objectives[0].judgement, Judgement::inconclusive);
  EXPECT_EQ(stopped_load(100, 300).claims(rate).verdict().overall, Judgement::fail);
}

TEST(MadeUpTime, IsThatOfLateStartsToo) {
  RunBuilder run = stopped_load(100, 0).claims(objective(Measure::error_rate, 0.005));
  run.result.series.back().dispatch_lag_p99_us = 9'000;
  EXPECT_EQ(run.verdict().overall, Judgement::fail);
  run.result.series.back().dispatch_lag_p99_us = 40'000;
  EXPECT_EQ(run.verdict().overall, Judgement::inconclusive);
  // The backlog is worked off in between: then lateness is not the standstill's.
  run.point(10s, 1s, 100, 0).point(11s, 1s, 100, 100);
  run.result.series.back().dispatch_lag_p99_us = 40'000;
  EXPECT_EQ(run.verdict().overall, Judgement::fail);
}

TEST(MadeUpTime, ComesBehindAStopAndNotBeforeIt) {
  RunBuilder run = RunBuilder(false).requests(0, 1000, 5ms, Outcome::check_failed, 503);
  run.claims(objective(Measure::error_rate, 0.005));
  run.result.totals.stopped_ns = 3'000'000'000;
  run.point(0s, 5s, 800, 800).point(5s, 4s, 200, 200, 3'000'000'000);
  run.result.series.front().dispatch_lag_p99_us = 15'000;
  EXPECT_EQ(run.verdict().overall, Judgement::fail);
}

TEST(MadeUpTime, IsNoneInASmoke) {
  RunBuilder run =
      RunBuilder(true).requests(0, 9, 5ms).requests(0, 1, 5ms, Outcome::check_failed, 404);
  run.claims(objective(Measure::max, 2)).result.totals.stopped_ns = 1'100'000'000;
  run.point(0s, 2s, 5, 0, 1'100'000'000).point(2s, 1s, 5, 1);
  EXPECT_EQ(run.verdict().overall, Judgement::fail);
}

TEST(MadeUpTime, FailsNoRunOfWhoseFailuresNoObjectiveSpeaks) {
  const Objective latency = objective(Measure::quantile, 2);
  const Verdict verdict = stopped_load(0, 300).claims(latency).verdict();
  EXPECT_EQ(verdict.overall, Judgement::inconclusive);
  EXPECT_THAT(verdict.failed_flows, IsEmpty());
  EXPECT_THAT(verdict.reasons,
              testing::Contains(testing::HasSubstr("(300 of 1,000 requests failed)")));
  EXPECT_EQ(stopped_load(0, 300).verdict().overall, Judgement::inconclusive);
  EXPECT_EQ(stopped_load(1, 300).claims(latency).verdict().overall, Judgement::fail);
  EXPECT_EQ(stopped_load(1, 300).verdict().overall, Judgement::fail);
}

TEST(MadeUpTime, ExcusesEachStepAndFlowByItself) {
  RunBuilder run = stopped_load(1, 0).claims(objective(Measure::quantile, 2));
  run.requests(1, 300, 5ms, Outcome::check_failed, 503);
  run.result.series[2].failed[1] = 300;
  run.result.header.objectives.back().over.flow = "public";
  Objective rate = objective(Measure::error_rate, 0.05);
  rate.over.flow = "public";
  run.claims(rate).iterations(1, 0, 300).result.series[2].flows[1].failed = 300;
  EXPECT_EQ(run.verdict().overall, Judgement::inconclusive);
  run.result.series[3].flows[1].failed = 1;
  EXPECT_EQ(run.verdict().overall, Judgement::fail);
}

TEST(FullWorker, FailsNoLatency) {
  RunBuilder run = RunBuilder(false).requests(0, 500, 3s).claims(objective(Measure::quantile, 2));
  run.result.totals.workers = {{5'000'000, 0, 4'900'000, 4'800'000}};
  EXPECT_EQ(run.verdict().overall, Judgement::fail);  // not half of the 10 s
  run.result.totals.workers = {{9'000'000, 0, 9'000'000, 8'900'000}};
  const Verdict verdict = run.verdict();
  EXPECT_EQ(verdict.overall, Judgement::inconclusive);
  EXPECT_THAT(
      verdict.objectives[0].evidence,
      testing::EndsWith("over the limit, but worker 1 was at 98 % CPU for 9 s: use --workers "
                        "2, or more shards"));
}

TEST(FullWorker, IsNoTroubleToAPass) {
  RunBuilder run = RunBuilder(false).requests(0, 500, 5ms).claims(objective(Measure::quantile, 2));
  run.result.totals.workers = {{9'000'000, 0, 9'000'000, 8'900'000}};
  EXPECT_EQ(run.verdict().overall, Judgement::pass);
}

}  // namespace
}  // namespace slogate
