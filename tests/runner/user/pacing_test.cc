// When a step is sent again, what follows from one that failed, and how long a user thinks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "runner/user/think.h"
#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

std::string step(const std::string& members) {
  return R"("steps": [{"name": "a", "request": "GET /a", )" + members +
         R"(}, {"name": "b", "request": "GET /b"}])";
}

// The first `times` answers have one status, the others another.
Script first(std::uint64_t times, int status, int then = 200) {
  return [=](const Call& call) { return answer(call.number < times ? status : then, 1ms); };
}

TEST(Retry, SendsUntilEveryCheckHolds) {
  OneUser user(suite_of(step(R"("retry": {"times": 5, "pause": "2s"})")), first(2, 404));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a", "GET /a", "GET /a", "GET /b"));
  EXPECT_EQ(user.elapsed(), 4s + 4ms);
}

TEST(Retry, CountsWhatCameTooEarlyAsARequestThatWentWell) {
  OneUser user(suite_of(step(R"("retry": {"times": 5})")), first(2, 404));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.row("a").finished, 3U);
  EXPECT_EQ(user.row("a").failed, 0U);
  EXPECT_TRUE(user.findings().empty());
}

TEST(Retry, CountsAServerErrorAsAFailedRequest) {
  OneUser user(suite_of(step(R"("retry": {"times": 5})")), first(2, 503));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.row("a").finished, 3U);
  EXPECT_EQ(user.row("a").failed, 2U);
  EXPECT_EQ(user.row("a").bad_5xx, 2U);
}

TEST(Retry, CountsAFailedExchangeAsAFailedRequest) {
  OneUser user(suite_of(step(R"("retry": {"times": 1})")),
               [](const Call& call) { return call.number == 0 ? refused() : answer(200, 1ms); });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.count("a", Outcome::connect_refused), 1U);
}

TEST(Retry, FailsTheStepAfterItsLastAttempt) {
  OneUser user(suite_of(step(R"("retry": {"times": 2})")), everything(404));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.row("a").finished, 3U);
  EXPECT_EQ(user.row("a").failed, 1U);
  EXPECT_EQ(user.findings().size(), 1U);
}

TEST(Retry, RepeatsWhatHasNoCaptureYet) {
  OneUser user(
      suite_of(step(R"("retry": {"times": 3}, "captures": {"id": {"json": "/id"}})")),
      [](const Call& call) { return json_answer(200, call.number < 2 ? "{}" : R"({"id": 1})"); });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.row("a").finished, 3U);
}

TEST(Retry, DoesNotRepeatWhatCouldNotBeSent) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "request": "GET /a", "captures": {"name": {"json": "/name"}}},
      {"name": "b", "request": "GET /b", "headers": {"x-name": "${name}"}, "retry": {"times": 9}}])"),
               [](const Call&) { return json_answer(200, R"({"name": "a\r\nx-admin: 1"})"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.row("b").finished, 1U);
}

TEST(Retry, EndsItsPauseWhereTheIterationIsAborted) {
  OneUser user(suite_of(step(R"("retry": {"times": 9, "pause": "1h"})")), everything(404));
  const auto alarm = user.clock().make_alarm();
  alarm->set(user.clock().now() + 5s, [&] { user.user().abort(); });
  EXPECT_EQ(user.walk(), IterationEnd::aborted);
  EXPECT_EQ(user.elapsed(), 5s);
}

TEST(OnFailure, EndsTheIterationWhereNothingIsSaid) {
  OneUser user(suite_of(step(R"("tags": [])")), first(1, 500));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a"));
}

TEST(OnFailure, ContinuesAndTheIterationHasFailedAllTheSame) {
  OneUser user(suite_of(step(R"("on_failure": "continue")")), first(1, 500));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a", "GET /b"));
  EXPECT_FALSE(user.memory().is_ending());
}

TEST(OnFailure, AsksForTheRunsEnd) {
  OneUser user(suite_of(step(R"("on_failure": "stop_run")")), first(1, 500));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a"));
  EXPECT_EQ(user.memory().reason_to_end(),
            "flow shop, step a failed: the run ends with it (\"on_failure\": \"stop_run\")");
}

TEST(Think, IsNotWaitedForInASmoke) {
  OneUser user(suite_of(step(R"("think": "20s")")), everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.elapsed(), 2ms);
}

TEST(Think, IsWaitedForUnderLoadAfterItsStep) {
  OneUser user(suite_of(step(R"("think": "20s")")), everything(200));
  user.thinks();
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.calls()[1].at - user.calls()[0].at, 20s + 1ms);
  EXPECT_EQ(user.elapsed(), 20s + 2ms);
}

TEST(Think, ComesFromTheDefaultsWhereTheStepSaysNothing) {
  OneUser user(suite_of(step(R"("think": "0s")"), R"("defaults": {"think": "3s"})"),
               everything(200));
  user.thinks();
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.elapsed(), 3s + 2ms);
}

TEST(Think, IsNoPartOfItsGroupsTime) {
  OneUser user(suite_of(R"("steps": [{"group": "g", "steps": [
      {"name": "a", "request": "GET /a", "think": "20s"},
      {"name": "b", "request": "GET /b", "retry": {"times": 1, "pause": "4s"}}]}])"),
               [](const Call& call) { return answer(call.number == 1 ? 404 : 200, 1ms); });
  user.thinks();
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.group("g").service.max(),
            std::chrono::microseconds(Histogram::highest_of(Histogram::index_of(4'003'000))));
}

TEST(Think, DrawsUniformTimesBetweenItsEnds) {
  const ThinkSpec spec{ThinkKind::uniform, 1s, 5s};
  Duration sum{0};
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    RandomStream random({1, 2, i, 0}, 3);
    const Duration time = think_time(spec, random);
    ASSERT_TRUE(time >= 1s && time <= 5s);
    sum += time;
  }
  EXPECT_GT(sum / 10'000, 2900ms);
  EXPECT_LT(sum / 10'000, 3100ms);
}

TEST(Think, DrawsExponentialTimesOfTheirMeanBelowTheirCap) {
  const ThinkSpec spec{ThinkKind::exponential, 2s, 20s};
  Duration sum{0};
  int above = 0;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    RandomStream random({1, 2, i, 0}, 3);
    const Duration time = think_time(spec, random);
    ASSERT_TRUE(time >= 0s && time <= 20s);
    if (time > 4s) ++above;
    sum += time;
  }
  EXPECT_GT(sum / 10'000, 1900ms);
  EXPECT_LT(sum / 10'000, 2100ms);
  // exp(-2) of all.
  EXPECT_GT(above, 1'200);
  EXPECT_LT(above, 1'510);
}

TEST(Think, StaysBelowACapUnderItsMean) {
  const ThinkSpec spec{ThinkKind::exponential, 10s, 1s};
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    RandomStream random({1, 2, i, 0}, 3);
    ASSERT_LE(think_time(spec, random), 1s);
  }
}

}  // namespace
}  // namespace slogate::support
