// What a verdict says of a rule that is looked at again and again, and how long is missing.
#include <gtest/gtest.h>

#include "runner/slo/grounds.h"
#include "runner/slo/rates.h"
#include "tests/runner/slo/run_builder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

// A day of 10 s intervals with 10 requests each; in the first `bad` intervals after six hours one of
// them fails.
RunBuilder a_day(int bad) {
  Objective rollback = objective(Measure::rate_5xx, 0.01);
  rollback.window = 15min;
  RunBuilder run(false);
  run.lasts(24h).claims(rollback);
  for (int i = 0; i < 8'640; ++i)
    run.point(i * 10s, 10s, 10, i >= 2'160 && i < 2'160 + bad ? 1 : 0);
  return run;
}

TEST(Looks, AreCountedAndTold) {
  const auto v = a_day(0).first();
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(v.looks, 8'551U);
  EXPECT_EQ(v.separate_windows, 96U);
  EXPECT_EQ(
      v.caveats,
      std::vector<std::string>{
          "looked at 8,551 times, about 96 separate windows: at 95 % each, chance alone would "
          "confirm one of them in over 99 of 100 runs of a target exactly at its limit"});
}

TEST(Looks, ThatMayHaveFoundChanceSaySo) {
  const auto v = a_day(15).first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_TRUE(v.may_be_chance);
  EXPECT_TRUE(v.caveats.at(0).ends_with("; this may be such a window")) << v.caveats.at(0);
}

TEST(Looks, LeaveAClearOutageClear) {
  const auto v = a_day(60).first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_FALSE(v.may_be_chance);
  EXPECT_TRUE(v.caveats.at(0).ends_with("; this one is confirmed at 95 % for all of them together"))
      << v.caveats.at(0);
}

TEST(Looks, AtWindowsThatOverlapAreMoreThanOne) {
  RunBuilder run(false);
  Objective rollback = objective(Measure::rate_5xx, 0.01);
  rollback.window = 15min;
  run.lasts(16min).claims(rollback);
  for (int i = 0; i < 96; ++i) run.point(i * 10s, 10s, 10, 0);
  EXPECT_EQ(run.first().caveats,
            std::vector<std::string>{
                "looked at 7 times, about 1 separate window: at 95 % each, chance alone would "
                "confirm one of them in over 5 of 100 runs of a target exactly at its limit"});
}

TEST(Looks, OfAnObservedRuleNameTheWorst) {
  RunBuilder run = a_day(0);
  run.result.header.objectives[0].decision = Decision::observed;
  EXPECT_EQ(run.first().caveats,
            std::vector<std::string>{
                "looked at 8,551 times, about 96 separate windows, and the worst decides"});
}

TEST(Looks, OneIsNotTold) {
  RunBuilder run(false);
  Objective rollback = objective(Measure::rate_5xx, 0.01);
  rollback.window = 15min;
  run.lasts(15min).claims(rollback);
  for (int i = 0; i < 90; ++i) run.point(i * 10s, 10s, 10, 0);
  EXPECT_EQ(run.first().looks, 1U);
  EXPECT_EQ(run.first().caveats, std::vector<std::string>());
}

std::int64_t ns(std::chrono::nanoseconds time) {
  return time.count();
}

TEST(MoreTime, IsThatOfTheMissingSamplesAtTheRateOfTheRun) {
  EXPECT_EQ(more_time(598, 240, ns(24s)), ": at this rate 36 s more");
  EXPECT_EQ(more_time(299, 120, ns(12s)), ": at this rate 18 s more");
  EXPECT_EQ(more_time(598, 12, ns(6s)), ": at this rate 4 min 53 s more");
  EXPECT_EQ(more_time(299, 5, ns(5min)), ": at this rate 4 h 54 min more");
}

TEST(MoreTime, IsNotToldWhereItIsUnknownOrAbsurd) {
  EXPECT_EQ(more_time(598, 0, ns(24s)), "");
  EXPECT_EQ(more_time(598, 240, 0), "");
  EXPECT_EQ(more_time(598, 598, ns(24s)), "");
  EXPECT_EQ(more_time(2'995, 1, ns(1h)), "");
  EXPECT_EQ(more_time(1'000'000'000, 240, ns(1ms)), "");
}

}  // namespace
}  // namespace slogate
