#include "runner/slo/step_outcome.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/runner/slo/run_builder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

// 1,000 iterations of one request each, 5 ms, against p99 < 2 s.
RunBuilder step() {
  RunBuilder run(false);
  run.iterations(0, 1000, 0).iterations(1, 0, 0).requests(0, 1000, 5ms);
  run.claims(objective(Measure::quantile, 2));
  return run;
}

StepReading reading(const RunBuilder& run, StepFacts facts = {}) {
  if (facts.due == 0) facts.due = 1000;
  facts.drain = 10s;
  return read_step(run.result, run.verdict(), facts);
}

TEST(StepOutcome, HoldsWhereTheVerdictPassesAndAllIsFinished) {
  const StepReading read = reading(step());
  EXPECT_EQ(read.outcome, StepOutcome::held);
  EXPECT_EQ(read.reason, "");
  EXPECT_EQ(read.finished, 1000U);
}

TEST(StepOutcome, BreaksWithTheObjectiveThatFailed) {
  const StepReading read = reading(step().requests(0, 100, 3s));
  EXPECT_EQ(read.outcome, StepOutcome::broke);
  EXPECT_EQ(read.reason, "p99 of all requests is 3 s, limit 2 s");
}

TEST(StepOutcome, BreaksByARequestThatNoObjectiveAllowsToFail) {
  RunBuilder run = step();
  run.requests(0, 1, 5ms, Outcome::check_failed, 500).finding(0, "status is 200", "500");
  EXPECT_EQ(reading(run).outcome, StepOutcome::broke);
}

TEST(StepOutcome, HoldsWithOneInAHundredIterationsLeftAndBreaksWithMore) {
  EXPECT_EQ(reading(step(), {.due = 1010}).outcome, StepOutcome::held);
  const StepReading read = reading(step(), {.due = 1011});
  EXPECT_EQ(read.outcome, StepOutcome::broke);
  EXPECT_EQ(
      read.reason,
      "the target did not keep up: 11 of 1,011 iterations that were due did not come to their "
      "end within 10 s of the last start");
}

TEST(StepOutcome, CountsIterationsOfTheWarmUpAsFinished) {
  RunBuilder run = step();
  run.result.warm_up = Interval(5, 2);
  run.result.warm_up.flows[0].succeeded = 500;
  run.result.warm_up.flows[0].started = 500;
  EXPECT_EQ(reading(run, {.due = 1500}).outcome, StepOutcome::held);
}

TEST(StepOutcome, BreaksByAQueueThatGrowsAlthoughNoObjectiveSaysSo) {
  const QueueGrowth growth{
      .grew = true, .before = 36, .after = 61, .response_before = 0.18, .response_after = 0.41};
  const StepReading read = reading(step(), {.growth = growth});
  EXPECT_EQ(read.outcome, StepOutcome::broke);
  EXPECT_EQ(read.reason,
            "the target did not keep up: 36 iterations were waiting or under way in the middle of "
            "the step and 61 towards its end, and an answer took 180 ms on average, then 410 ms");
}

TEST(StepOutcome, IsTheGeneratorsWhereItWasLateEvenWhereTheVerdictIsAFail) {
  RunBuilder run = step().requests(0, 100, 3s);
  for (int i = 0; i < 100; ++i) run.result.totals.dispatch_lag.record(50ms);
  ASSERT_EQ(run.verdict().overall, Judgement::fail);
  const StepReading read = reading(run);
  EXPECT_EQ(read.outcome, StepOutcome::generator);
  EXPECT_EQ(read.reason,
            "the generator started iterations late (dispatch lag p99 50 ms, at most 20 ms): use a "
            "faster or less busy machine, more workers, or a lower rate");
}

TEST(StepOutcome, IsTheGeneratorsWhereItStoodStill) {
  RunBuilder run = step();
  run.result.totals.stopped_ns = 2'000'000'000;
  EXPECT_EQ(reading(run).outcome, StepOutcome::generator);
}

TEST(StepOutcome, IsTheTargetsWhereDescriptorsRunShortBecauseItFails) {
  RunBuilder run = step();
  run.requests(0, 1, 5ms, Outcome::connect_exhausted, 0);
  EXPECT_EQ(reading(run).outcome, StepOutcome::generator);
  run.requests(0, 100, 3s);
  EXPECT_EQ(reading(run).outcome, StepOutcome::broke);
}

TEST(StepOutcome, IsTheProfilesWhereAllUsersWereBusyAndTheTargetWasAsFastAsEver) {
  RunBuilder run = step();
  for (int i = 0; i < 1000; ++i) run.result.totals.wait_for_user.record(300ms);
  const StepFacts facts{.due = 1200, .max_users = 4, .usual_service = 0.0045};
  const StepReading read = reading(run, facts);
  EXPECT_EQ(read.outcome, StepOutcome::generator);
  EXPECT_EQ(read.reason,
            "all 4 users that the profile allows were busy, and the target answered no slower than "
            "before: allow more (max_users)");
}

TEST(StepOutcome, IsTheTargetsWhereAllUsersWereBusyBecauseItBecameSlow) {
  RunBuilder run = step();
  for (int i = 0; i < 1000; ++i) run.result.totals.wait_for_user.record(300ms);
  EXPECT_EQ(reading(run, {.due = 1200, .max_users = 4, .usual_service = 0.002}).outcome,
            StepOutcome::broke);
}

// Its answers lay unread, which makes all users busy and each answer a slow one.
TEST(StepOutcome, IsTheGeneratorsWhereAWorkerHadNoCpuLeft) {
  constexpr WorkerTimes kFull{9'900'000, 0, 9'000'000, 8'950'000};
  const std::string reason = "worker 1 was at 99 % CPU for 9 s: use --workers 2, or more shards";
  RunBuilder run = step();
  run.result.totals.workers = {kFull};
  EXPECT_EQ(reading(run).outcome, StepOutcome::held);
  for (int i = 0; i < 1000; ++i) run.result.totals.wait_for_user.record(300ms);
  const StepFacts facts{.due = 1200, .max_users = 4, .usual_service = 0.002};
  EXPECT_EQ(reading(run, facts).outcome, StepOutcome::generator);
  EXPECT_EQ(reading(run, facts).reason, reason);
  run.requests(0, 100, 3s);
  ASSERT_EQ(run.verdict().overall, Judgement::inconclusive);
  EXPECT_EQ(reading(run).outcome, StepOutcome::generator);
  EXPECT_EQ(reading(run).reason, reason);
  run.claims(objective(Measure::error_rate, 0.005)).requests(0, 100, 5ms, Outcome::check_failed);
  EXPECT_EQ(reading(run).outcome, StepOutcome::broke);
}

TEST(StepOutcome, HasTooLittleDataAndSaysHowMuchMoreItTakes) {
  RunBuilder run(false);
  run.iterations(0, 100, 0).iterations(1, 0, 0).requests(0, 100, 5ms);
  run.claims(objective(Measure::quantile, 2)).claims(objective(Measure::error_rate, 0.005));
  const StepReading read = reading(run, {.due = 100});
  EXPECT_EQ(read.outcome, StepOutcome::too_little);
  EXPECT_DOUBLE_EQ(read.short_by, 5.98);
  EXPECT_NE(read.reason.find("299 requests prove p99 < 2 s; there were 100"), std::string::npos)
      << read.reason;
}

TEST(StepOutcome, IsOutOfReachWhereNoSuchRequestIsSent) {
  Objective nobody = objective(Measure::quantile, 2);
  nobody.over.flow = "admin";
  RunBuilder run = step();
  run.claims(nobody);
  const StepReading read = reading(run);
  EXPECT_EQ(read.outcome, StepOutcome::too_little);
  EXPECT_TRUE(std::isinf(read.short_by));
}

TEST(StepOutcome, IsUnclearWhereEnoughDataLiesTooNearToTheLimit) {
  RunBuilder run(false);
  run.iterations(0, 1000, 0).iterations(1, 0, 0).requests(0, 996, 5ms);
  run.requests(0, 4, 5ms, Outcome::check_failed, 500);
  run.claims(objective(Measure::error_rate, 0.005));
  const StepReading read = reading(run);
  EXPECT_EQ(read.outcome, StepOutcome::unclear);
  EXPECT_EQ(read.short_by, 1);
}

TEST(StepOutcome, IsUnclearWhereTheLoadEndedBeforeItsTime) {
  RunBuilder run = step();
  run.result.end.early = "every flow had come to the end of its rows after 3 s";
  const StepReading read = reading(run, {.due = 5000});
  EXPECT_EQ(read.outcome, StepOutcome::unclear);
  EXPECT_EQ(read.reason,
            "the load ended early: every flow had come to the end of its rows after 3 s");
}

TEST(NearestToLimit, IsTheObjectiveWithTheLeastRoom) {
  RunBuilder run = step();
  run.claims(objective(Measure::error_rate, 0.005));
  const Verdict verdict = run.verdict();
  EXPECT_EQ(nearest_to_limit(verdict), &verdict.objectives[1]);  // at most 0.3 % of 0.5 %
  EXPECT_EQ(nearest_to_limit(RunBuilder(false).verdict()), nullptr);
}

TEST(MeanService, IsThatOfRequestsAndNotOfGroups) {
  RunBuilder run(false);
  run.requests(0, 10, 10ms).requests(2, 10, 30ms).requests(3, 10, 5s);
  EXPECT_NEAR(mean_service(run.result), 0.02, 0.0001);
}

}  // namespace
}  // namespace slogate
