// The rollback trigger and availability: objectives that look at the run's intervals.
#include <gtest/gtest.h>

#include "tests/runner/slo/run_builder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

Objective rollback() {
  Objective rolling = objective(Measure::rate_5xx, 0.01);
  rolling.window = 15min;
  return rolling;
}

// An hour of 10 s intervals with `finished` requests each; `bad` of them from minute 20 to minute
// 35.
RunBuilder an_hour(std::uint64_t finished, std::uint64_t bad,
                   std::chrono::nanoseconds jitter = 0ns) {
  RunBuilder run(false);
  run.lasts(1h);
  for (int i = 0; i < 360; ++i) {
    const bool outage = i >= 120 && i < 210;
    run.point(i * 10s + (i % 2) * jitter, 10s, finished, outage ? bad : 0);
  }
  return run;
}

TEST(RollbackTrigger, HoldsInAQuietHour) {
  const auto v = an_hour(10, 0).claims(rollback()).first();
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(v.measured, "0 %");
  EXPECT_EQ(v.samples, 900U);
}

TEST(RollbackTrigger, FailsWhereTheWorstWindowIsConfirmed) {
  const auto v = an_hour(10, 1).claims(rollback()).first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_EQ(v.measured, "10 %");
  EXPECT_EQ(v.evidence,
            "90 of 900 requests were 5xx or failed in the worst 15 min, which ended 35 min after "
            "the start; "
            "confirmed: at least 8.4 % (95 %)");
}

TEST(RollbackTrigger, FindsTheWindowThoughIntervalEndsAreNotExact) {
  const auto v = an_hour(10, 1, 3ms).claims(rollback()).first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_EQ(v.samples, 900U);
}

RunBuilder with_bad_requests(int bad) {
  RunBuilder run(false);
  run.lasts(15min);
  for (int i = 0; i < 90; ++i) run.point(i * 10s, 10s, 10, i < bad ? 1 : 0);
  return run;
}

TEST(RollbackTrigger, OverTheLimitButNotConfirmedIsInconclusive) {
  const auto v = with_bad_requests(10).claims(rollback()).first();
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(v.measured, "1.11 %");
}

TEST(RollbackTrigger, OverTheLimitButNotConfirmedFailsWhereObserved) {
  const auto v =
      with_bad_requests(10).claims(with_decision(rollback(), Decision::observed)).first();
  EXPECT_EQ(v.judgement, Judgement::fail);
}

TEST(RollbackTrigger, AboutFifteenErrorsInNineHundredConfirmIt) {
  EXPECT_EQ(with_bad_requests(14).claims(rollback()).first().judgement, Judgement::inconclusive);
  EXPECT_EQ(with_bad_requests(15).claims(rollback()).first().judgement, Judgement::fail);
}

TEST(RollbackTrigger, NeedsThreeHundredRequestsInAWindow) {
  const auto v = an_hour(3, 3).claims(rollback()).first();
  EXPECT_EQ(v.judgement, Judgement::not_applicable);
  EXPECT_EQ(v.evidence, "needs 300 requests in a window of 15 min; there were at most 270");
}

TEST(RollbackTrigger, APartOfAWindowIsNotJudged) {
  RunBuilder run(false);
  run.lasts(16min);
  for (int i = 0; i < 96; ++i) run.point(i * 10s, 10s, 400, i == 0 ? 40 : 0);
  const auto v = run.claims(rollback()).first();
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(v.measured, "0.1111 %");
}

TEST(RollbackTrigger, JudgesWhatIsThereOfAnInterruptedRun) {
  RunBuilder run = an_hour(10, 1);
  run.result.end = {};
  EXPECT_EQ(run.claims(rollback()).first().judgement, Judgement::fail);
}

TEST(RollbackTrigger, AFailInStoppedIntervalsAloneIsInconclusive) {
  RunBuilder run(false);
  run.lasts(15min).requests(0, 1, 1ms);
  for (int i = 0; i < 90; ++i)
    run.point(i * 10s, 10s, 10, i == 5 ? 10 : i < 5 ? 2 : 0, i <= 5 ? 1'000 : 0);
  run.result.totals.stopped_ns = 6'000;
  const auto v = run.claims(rollback()).first();
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
}

// Minutes of a run, each with six intervals; in those of `down` the public flow only fails.
RunBuilder minutes(int count, const std::vector<int>& down) {
  RunBuilder run(false);
  run.lasts(count * 1min);
  for (int minute = 0; minute < count; ++minute) {
    const bool is_down = std::find(down.begin(), down.end(), minute) != down.end();
    for (int i = 0; i < 6; ++i) {
      run.point(minute * 1min + i * 10s, 10s, 0, 0).tried(0, is_down ? 0 : 1, 1).tried(1, 2, 0);
    }
  }
  return run;
}

Objective availability() {
  return objective(Measure::availability, 0.99);
}

TEST(Availability, IsTheShareOfMinutesInWhichNoCoreFlowWasDown) {
  const auto v = minutes(600, {17, 18, 200}).claims(availability()).first();
  EXPECT_EQ(v.samples, 600U);
  EXPECT_EQ(v.measured, "99.5 %");
  EXPECT_EQ(v.limit, ">= 99 %");
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
}

TEST(Availability, IsProvenByEnoughMinutes) {
  const auto v = minutes(299, {}).claims(availability()).first();
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(v.evidence, "299 of 299 minutes up: proves availability >= 99 % (95 %)");
}

TEST(Availability, FewMinutesAreInconclusiveUnderConfident) {
  const auto v = minutes(5, {}).claims(availability()).first();
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(
      v.evidence,
      "5 of 5 minutes up; 299 minutes with 0 of them down prove availability >= 99 %: at this "
      "rate 4 h 54 min more");
}

TEST(Availability, ObservedTakesTheMeasuredShare) {
  EXPECT_EQ(
      minutes(5, {}).claims(with_decision(availability(), Decision::observed)).first().judgement,
      Judgement::pass);
  EXPECT_EQ(
      minutes(5, {2}).claims(with_decision(availability(), Decision::observed)).first().judgement,
      Judgement::fail);
}

TEST(Availability, ALongOutageFailsIt) {
  const auto v = minutes(60, {10, 11, 12, 13, 14}).claims(availability()).first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_EQ(v.evidence, "55 of 60 minutes up");
}

TEST(Availability, AFlowThatIsNotCoreDoesNotCount) {
  RunBuilder run = minutes(5, {0, 1, 2, 3, 4});
  run.result.header.flows[0].core = false;
  EXPECT_EQ(run.claims(availability()).first().measured, "100 %");
}

TEST(Availability, AMinuteInWhichNothingWasTriedDoesNotCount) {
  RunBuilder run = minutes(2, {});
  run.point(10min, 10s, 0, 0);
  EXPECT_EQ(run.claims(availability()).first().samples, 2U);
}

TEST(Availability, IsNotApplicableToARunUnderAMinute) {
  const auto v = RunBuilder(false).claims(availability()).first();
  EXPECT_EQ(v.judgement, Judgement::not_applicable);
  EXPECT_EQ(v.evidence, "availability is counted in minutes; the run took 10 s");
}

TEST(Availability, WithoutAnyTryIsInconclusive) {
  const auto v = RunBuilder(false).lasts(2min).claims(availability()).first();
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(v.evidence, "no core flow was tried");
}

TEST(Window, MustFitBehindTheWarmUp) {
  RunBuilder run(false);
  Objective rollback = objective(Measure::rate_5xx, 0.01);
  rollback.window = 15min;
  run.claims(rollback).lasts(20min);
  run.result.warm_up.end_ns = std::chrono::nanoseconds(6min).count();
  EXPECT_EQ(run.first().judgement, Judgement::not_applicable);
  EXPECT_EQ(run.first().evidence, "a 15 min window in a 14 min run");
}

TEST(Availability, IsCountedInTheMinutesBehindTheWarmUp) {
  RunBuilder run(false);
  run.claims(objective(Measure::availability, 0.5)).lasts(90s);
  run.result.warm_up.end_ns = std::chrono::nanoseconds(40s).count();
  EXPECT_EQ(run.first().evidence, "availability is counted in minutes; the run took 50 s");
}

}  // namespace
}  // namespace slogate
