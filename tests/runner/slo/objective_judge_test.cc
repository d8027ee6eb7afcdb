#include <gtest/gtest.h>

#include "tests/runner/slo/run_builder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

RunBuilder load() {
  return RunBuilder(false);
}
RunBuilder smoke() {
  return RunBuilder(true);
}

TEST(QuantileObjective, IsProvenWhereTheUpperRankIsUnderTheLimit) {
  const auto v = load().requests(0, 1'200, 100ms).claims(api_p99()).first();
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(v.samples, 1'200U);
  EXPECT_EQ(v.measured, "100 ms");
  EXPECT_EQ(v.limit, "< 2 s");
  EXPECT_EQ(v.bound, "at most 100 ms (95 %)");
  EXPECT_EQ(v.evidence, "1,200 requests: proves p99 < 2 s (95 %)");
}

TEST(QuantileObjective, SaysHowManyRequestsAreMissing) {
  const auto v = load().requests(0, 120, 100ms).claims(api_p99()).first();
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(v.evidence, "299 requests prove p99 < 2 s; there were 120: at this rate 15 s more");
  EXPECT_EQ(v.bound, "");
}

TEST(QuantileObjective, CountsWhatIsOverTheLimitInWhatIsMissing) {
  const auto v = load().requests(0, 397, 100ms).requests(0, 3, 3s).claims(api_p99()).first();
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(
      v.evidence,
      "773 requests prove p99 < 2 s where 3 of them are not under it; there were 400: at this "
      "rate 10 s more without another slow one");
}

TEST(QuantileObjective, AllowsExactlyTheExceedancesOfTheGoldenTable) {
  EXPECT_EQ(load().requests(0, 996, 1s).requests(0, 4, 3s).claims(api_p99()).first().judgement,
            Judgement::pass);
  EXPECT_EQ(load().requests(0, 995, 1s).requests(0, 5, 3s).claims(api_p99()).first().judgement,
            Judgement::inconclusive);
}

TEST(QuantileObjective, IsRefutedWhereTheLowerRankReachesTheLimit) {
  const auto v = load().requests(0, 900, 100ms).requests(0, 100, 2400ms).claims(api_p99()).first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_EQ(v.measured, "2.4 s");
  EXPECT_EQ(v.bound, "at least 2.4 s (95 %)");
  EXPECT_EQ(v.evidence, "1,000 requests: p99 is at least 2.4 s (95 %)");
}

TEST(QuantileObjective, OverTheLimitButNotProvenIsInconclusive) {
  const auto v = load().requests(0, 988, 100ms).requests(0, 12, 3s).claims(api_p99()).first();
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(
      v.evidence,
      "the measured value is over the limit, but 1,000 requests prove neither p99 < 2 s nor "
      "its opposite; 7,444 at this share would prove the opposite: at this rate 1 min 5 s more");
}

TEST(QuantileObjective, ObservedTakesTheMeasuredValueAndSaysWhatItIsWorth) {
  const auto v = smoke().requests(0, 12, 100ms).claims(api_p99()).first();
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(v.decision, Decision::observed);
  EXPECT_EQ(v.evidence,
            "12 requests: shows that the flows work, says nothing about p99 (299 under 2 s would "
            "prove it)");
}

TEST(QuantileObjective, ObservedFailsByTheMeasuredValue) {
  const auto v = smoke()
                     .requests(0, 900, 100ms)
                     .requests(0, 11, 3s)
                     .claims(with_decision(api_p99(), Decision::observed))
                     .first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_EQ(v.evidence, "911 requests, 11 of them not under 2 s");
}

TEST(QuantileObjective, AValueInTheLimitsOwnBucketIsNotUnderIt) {
  const auto v = smoke().requests(0, 1, 2s).claims(api_p99()).first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_EQ(v.measured, "2 s (2,000,895 us)");
}

TEST(QuantileObjective, AnOutageNeverImprovesIt) {
  const auto v = smoke().requests(0, 3, 1ms, Outcome::check_failed, 502).claims(api_p99()).first();
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(v.evidence, "no answer came: all 3 requests failed");
  EXPECT_EQ(v.measured, "");
}

TEST(QuantileObjective, TimeoutsCountAtTheirFullLength) {
  const auto v = load().requests(0, 400, 10s, Outcome::io_deadline, 0).claims(api_p99()).first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_EQ(v.samples, 400U);
}

TEST(QuantileObjective, LooksOnlyAtTheRowsOfItsScope) {
  RunBuilder run = load();
  run.requests(0, 10, 1ms)
      .requests(1, 20, 1ms)
      .requests(2, 40, 1ms)
      .requests(3, 80, 1ms)
      .requests(4, 160, 1ms);
  Objective all = objective(Measure::quantile, 2);
  EXPECT_EQ(RunBuilder(run).claims(all).first().samples, 70U);
  EXPECT_EQ(RunBuilder(run).claims(api_p99()).first().samples, 30U);
  Objective admin = all;
  admin.over.flow = "admin";
  EXPECT_EQ(RunBuilder(run).claims(admin).first().samples, 20U);
  Objective shell = all;
  shell.over.step = "shell";
  EXPECT_EQ(RunBuilder(run).claims(shell).first().samples, 40U);
  Objective page = all;
  page.over.group = "page";
  EXPECT_EQ(RunBuilder(run).claims(page).first().samples, 80U);
}

TEST(MaxObjective, IsAlwaysObserved) {
  Objective slowest = with_decision(objective(Measure::max, 5), Decision::confident);
  const auto v = load().requests(0, 1'199, 1s).requests(0, 1, 4s).claims(slowest).first();
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(v.decision, Decision::observed);
  EXPECT_EQ(v.measured, "4 s");
  EXPECT_EQ(v.evidence, "the slowest of 1,200 requests");
}

TEST(MaxObjective, OneSlowAnswerFailsIt) {
  const auto v =
      load().requests(0, 1'199, 1s).requests(0, 1, 6s).claims(objective(Measure::max, 5)).first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_EQ(v.evidence, "1,200 requests, 1 of them not under 5 s");
}

ObjectiveVerdict error_rate(std::uint64_t failed, std::uint64_t n) {
  return load()
      .requests(0, n - failed, 1ms)
      .requests(0, failed, 1ms, Outcome::check_failed, 500)
      .claims(objective(Measure::error_rate, 0.005))
      .first();
}

TEST(ErrorRateObjective, IsDecidedAtTheLinesOfTheGoldenTable) {
  EXPECT_EQ(error_rate(0, 598).judgement, Judgement::pass);
  EXPECT_EQ(error_rate(0, 597).judgement, Judgement::inconclusive);
  EXPECT_EQ(error_rate(1, 1'000).judgement, Judgement::pass);
  EXPECT_EQ(error_rate(2, 1'000).judgement, Judgement::inconclusive);
  EXPECT_EQ(error_rate(9, 1'000).judgement, Judgement::inconclusive);
  EXPECT_EQ(error_rate(10, 1'000).judgement, Judgement::fail);
}

TEST(ErrorRateObjective, TellsWhatThePassProves) {
  const auto v = error_rate(1, 1'000);
  EXPECT_EQ(v.measured, "0.1 %");
  EXPECT_EQ(v.bound, "at most 0.4735 % (95 %)");
  EXPECT_EQ(v.evidence, "1,000 requests, 1 failure: proves error rate < 0.5 % (95 %)");
}

TEST(ErrorRateObjective, TellsWhatIsMissing) {
  EXPECT_EQ(error_rate(0, 12).evidence,
            "598 requests without a failure prove error rate < 0.5 %; there were 12: at this rate "
            "8 min 9 s more");
  EXPECT_EQ(error_rate(3, 1'000).evidence,
            "1,549 requests with 3 failures prove error rate < 0.5 %; there were 1,000: at this "
            "rate 6 s more without another failure");
  EXPECT_EQ(
      error_rate(6, 1'000).evidence,
      "the measured value is not under the limit, but 1,000 requests prove neither error "
      "rate < 0.5 % nor its "
      "opposite; 14,960 at this share would prove the opposite: at this rate 2 min 20 s more");
}

TEST(ErrorRateObjective, ObservedInSmokeSaysThatItShowsOnlyThatTheFlowsWork) {
  const auto v = smoke().requests(0, 12, 1ms).claims(objective(Measure::error_rate, 0.005)).first();
  EXPECT_EQ(v.judgement, Judgement::pass);
  EXPECT_EQ(
      v.evidence,
      "12 requests: shows that the flows work, says nothing about 0.5 % (598 without a failure "
      "would prove it)");
}

TEST(ErrorRateObjective, WithoutRequestsIsInconclusive) {
  const auto v = smoke().claims(objective(Measure::error_rate, 0.005)).first();
  EXPECT_EQ(v.judgement, Judgement::inconclusive);
  EXPECT_EQ(v.evidence, "no request fits");
}

TEST(Rate5xxObjective, CountsFailedExchangesOverTheWholeRun) {
  const auto v = load()
                     .requests(0, 900, 1ms)
                     .requests(0, 50, 1ms, Outcome::connect_refused, 0)
                     .requests(0, 50, 1ms, Outcome::check_failed, 404)
                     .claims(objective(Measure::rate_5xx, 0.01))
                     .first();
  EXPECT_EQ(v.judgement, Judgement::fail);
  EXPECT_EQ(v.measured, "5 %");
}

TEST(NotApplicable, WhereTheProfileDoesNotJudgeIt) {
  Objective only = api_p99();
  only.in = {"smoke", "soak"};
  const auto v = load().requests(0, 10, 1ms).claims(only).first();
  EXPECT_EQ(v.judgement, Judgement::not_applicable);
  EXPECT_EQ(v.evidence, "judged in: smoke, soak");
}

TEST(NotApplicable, OverAFlowThatWasLeftOut) {
  Objective admin = api_p99();
  admin.over.flow = "admin";
  RunBuilder run = load();
  run.result.header.not_checked.push_back({"admin", "--skip-flow admin"});
  const auto v = run.claims(admin).first();
  EXPECT_EQ(v.judgement, Judgement::not_applicable);
  EXPECT_EQ(v.evidence, "flow admin was left out (--skip-flow admin)");
}

TEST(NotApplicable, WhereOnlyLeftOutFlowsHaveSuchRequests) {
  Objective stepped = api_p99();
  stepped.over = {};
  stepped.over.step = "spend-grant";
  RunBuilder run = load();
  run.result.header.not_checked.push_back({"auth", "--skip-flow auth"});
  EXPECT_EQ(run.claims(stepped).first().evidence,
            "only flows that were left out have such requests: auth");
}

TEST(NotApplicable, WhereTheWindowIsLongerThanTheRun) {
  Objective rolling = objective(Measure::rate_5xx, 0.01);
  rolling.window = 15min;
  const auto v = load().requests(0, 10, 1ms).claims(rolling).first();
  EXPECT_EQ(v.judgement, Judgement::not_applicable);
  EXPECT_EQ(v.evidence, "a 15 min window in a 10 s run");
}

TEST(Judgement, HasAWordForEach) {
  EXPECT_EQ(word(Judgement::pass), "pass");
  EXPECT_EQ(word(Judgement::fail), "fail");
  EXPECT_EQ(word(Judgement::inconclusive), "inconclusive");
  EXPECT_EQ(word(Judgement::not_applicable), "not applicable");
}

}  // namespace
}  // namespace slogate
