// How many independent answers correlated ones are worth, and what a verdict says of it.
#include "runner/slo/effective_size.h"

#include <gtest/gtest.h>

#include <random>

#include "runner/slo/evidence.h"
#include "tests/runner/slo/run_builder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using Known = EffectiveSize::Known;

std::vector<Trials> intervals(std::size_t count, std::uint64_t n, std::uint64_t events) {
  return std::vector<Trials>(count, Trials{n, events});
}

TEST(EffectiveSize, IsNotEstimatedFromUnderTenEvents) {
  std::vector<Trials> trials = intervals(100, 100, 0);
  trials[7].events = 9;
  EXPECT_EQ(effective_size(trials).known, Known::few_events);
  EXPECT_EQ(effective_size(trials).inflation, 1);
  trials[8].events = 1;
  EXPECT_EQ(effective_size(trials).known, Known::estimated);
}

TEST(EffectiveSize, IsNotEstimatedFromUnderTwentyIntervals) {
  std::vector<Trials> trials = intervals(19, 100, 0);
  trials[3].events = 50;
  EXPECT_EQ(effective_size(trials).known, Known::few_intervals);
  EXPECT_EQ(effective_size(trials).of(1'900), 1'900U);
  EXPECT_EQ(effective_size({}).known, Known::few_events);
}

TEST(EffectiveSize, IsNotEstimatedWhereNearlyAllAreEvents) {
  EXPECT_EQ(effective_size(intervals(30, 10, 10)).known, Known::few_others);
  EXPECT_EQ(effective_size(intervals(30, 10, 10)).inflation, 1);
}

TEST(EffectiveSize, IsNeverAboveTheNumberOfAnswers) {
  const EffectiveSize even = effective_size(intervals(400, 100, 1));
  EXPECT_EQ(even.known, Known::estimated);
  EXPECT_EQ(even.inflation, 1);
  EXPECT_EQ(even.of(40'000), 40'000U);
}

TEST(EffectiveSize, OneOutageIsWorthAboutOneEvent) {
  std::vector<Trials> trials = intervals(8'640, 20, 0);
  for (std::size_t i = 2'160; i < 2'180; ++i) trials[i].events = 12;
  const EffectiveSize size = effective_size(trials);
  // 240 events in one batch of twenty: 240, and what Student adds for nineteen degrees of freedom.
  EXPECT_NEAR(size.inflation, 240 * 1.105, 1);
  EXPECT_EQ(size.of(240), 0U);
  EXPECT_NEAR(static_cast<double>(size.of(172'800)), 172'800 / (240 * 1.105), 4);
}

TEST(EffectiveSize, OfIndependentAnswersIsNearlyTheirNumber) {
  std::mt19937_64 random(11);
  std::binomial_distribution<std::uint64_t> events(500, 0.01);
  double sum = 0;
  int told_as_bursts = 0;
  for (int run = 0; run < 1'000; ++run) {
    std::vector<Trials> trials = intervals(60, 500, 0);
    for (Trials& each : trials) each.events = events(random);
    const double inflation = effective_size(trials).inflation;
    sum += inflation;
    if (inflation >= 2) ++told_as_bursts;
  }
  EXPECT_LT(sum / 1'000, 1.35);
  EXPECT_LT(told_as_bursts, 60);
}

TEST(EffectiveSize, SeesBurstsThatAreLongerThanABatch) {
  // Twenty-four intervals with events and as many without, by turns: four batches each.
  std::vector<Trials> trials = intervals(120, 100, 0);
  for (std::size_t i = 0; i < trials.size(); ++i) trials[i].events = i % 48 < 24 ? 4 : 0;
  // Twenty batches of 600 answers: twelve have 24 events where 14.4 are to be expected, eight none.
  const double squares = 12 * 9.6 * 9.6 + 8 * 14.4 * 14.4;
  const double twenty = squares * 20 / 19 / (12'000 * 0.024 * 0.976);
  EXPECT_GT(effective_size(trials).inflation, 1.8 * twenty);
}

TEST(EffectiveSize, GivesEachIntervalToExactlyOneBatch) {
  // 59 intervals: a last one left out would leave nothing to see.
  std::vector<Trials> trials = intervals(59, 100, 0);
  trials.back().events = 50;
  EXPECT_GT(effective_size(trials).inflation, 40);
}

// A load of `count` intervals of 1 s with 200 requests each; `bad` failures in one of ten.
RunBuilder with_bursts(int count, std::uint64_t bad) {
  RunBuilder run(false);
  run.lasts(count * 1s);
  for (int i = 0; i < count; ++i) {
    const std::uint64_t failed = i % 10 == (i / 10) % 7 ? bad : 0;
    run.point(i * 1s, 1s, 200, i < count / 2 ? failed : 0);
    run.counts(0, 200, i < count / 2 ? failed : 0);
  }
  return run;
}

ObjectiveVerdict error_rate(RunBuilder run) {
  return run.claims(objective(Measure::error_rate, 0.005)).first();
}

TEST(Evidence, SaysWhatRequestsCountLikeWhereFailuresCameInBursts) {
  const auto v = error_rate(with_bursts(600, 8));
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(v.samples, 120'000U);
  EXPECT_EQ(v.effective_samples, 3'615U);
  EXPECT_EQ(v.bound, "at most 0.4058 % (95 %)");
  EXPECT_EQ(v.evidence,
            "120,000 requests, 240 failures: proves error rate < 0.5 % (95 %); they count like "
            "3,615: failures came in bursts");
  EXPECT_EQ(v.caveats, std::vector<std::string>());
}

TEST(Evidence, BurstsLeaveOpenWhatIndependentFailuresWouldProve) {
  const auto v = error_rate(with_bursts(600, 13));
  EXPECT_LT(share_upper_bound(390, 120'000), 0.005);
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(
      v.evidence,
      "158,470 requests with 390 failures in such bursts prove error rate < 0.5 %; there were "
      "120,000, which count like 2,222 (failures came in bursts): at this rate 3 min 13 s more "
      "without another failure");
}

TEST(Evidence, BurstsLeaveOpenAFailToo) {
  const auto v = error_rate(with_bursts(600, 22));
  EXPECT_GT(share_lower_bound(660, 120'000), 0.005);
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(v.measured, "0.55 %");
  EXPECT_EQ(v.evidence,
            "the measured value is not under the limit, but 120,000 requests, which count like "
            "1,310 (failures came in bursts), prove neither error rate < 0.5 % nor its opposite; "
            "5,211,035 at this share would prove the opposite: at this rate 7 h 4 min more");
}

TEST(Evidence, ManyBurstsFailAsTheyShould) {
  const auto v = error_rate(with_bursts(600, 60));
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_EQ(v.evidence,
            "120,000 requests, 1,800 failures: error rate is at least 0.7123 % (95 %); they count "
            "like 475: failures came in bursts");
}

TEST(Evidence, UnderTenEventsSaysThatAnswersAreTakenAsIndependent) {
  RunBuilder run = with_bursts(600, 0);
  run.result.series[5].failed[0] = 4;
  run.counts(0, 0, 4);
  const auto v = error_rate(run);
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(v.effective_samples, v.samples);
  EXPECT_EQ(v.caveats,
            std::vector<std::string>{"answers are taken as independent: 4 failures are too few to "
                                     "see whether they come in bursts"});
  EXPECT_EQ(
      error_rate(with_bursts(600, 0)).caveats,
      std::vector<std::string>{"answers are taken as independent: without a failure no burst can "
                               "show"});
}

TEST(Evidence, FewIntervalsSaySoToo) {
  EXPECT_EQ(error_rate(with_bursts(19, 60)).caveats,
            std::vector<std::string>{"answers are taken as independent: 19 intervals are too few "
                                     "to see whether failures come in bursts"});
}

TEST(Evidence, AnObservedValueTakesNothingForGranted) {
  RunBuilder run = with_bursts(600, 0);
  const auto v =
      run.claims(with_decision(objective(Measure::error_rate, 0.005), Decision::observed)).first();
  EXPECT_EQ(v.caveats, std::vector<std::string>());
}

// The same with slow answers: by interval, of the objective at its place in the header.
TEST(Evidence, OfAQuantileKnowsBurstsOfSlowAnswers) {
  RunBuilder run(false);
  run.lasts(600s).claims(objective(Measure::error_rate, 0.005)).claims(api_p99());
  for (int i = 0; i < 600; ++i) {
    const std::uint64_t slow = i % 60 == 30 ? 60 : 0;
    run.point(i * 1s, 1s, 200, 0).slow({{}, {200, slow, slow}});
    run.timed(0, 1s, 200 - slow).timed(0, 3s, slow);
  }
  const auto v = run.verdict().objectives.at(1);
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(
      v.evidence,
      "120,000 requests: proves p99 < 2 s (95 %); they count like 3,421: slow answers came in "
      "bursts");
}

TEST(Evidence, OfAvailabilityKnowsThatDownMinutesStandTogether) {
  RunBuilder run(false);
  run.lasts(1'440min);
  for (int i = 0; i < 1'440; ++i)
    run.point(i * 1min, 1min, 0, 0).tried(0, i >= 700 && i < 712 ? 0 : 1, 1);
  const auto v = run.claims(objective(Measure::availability, 0.985)).first();
  EXPECT_GT(share_lower_bound(1'428, 1'440), 0.985);
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(v.evidence,
            "1,428 of 1,440 minutes up; they count like 107: down minutes came in bursts; 5,335 "
            "minutes with 12 of them down prove availability >= 98.5 %: at this rate 64 h 55 min "
            "more");
}

}  // namespace
}  // namespace slogate
