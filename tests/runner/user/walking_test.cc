#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(VirtualUser, WalksStepsInOrder) {
  OneUser user(
      suite_of(R"("steps": [{"name": "a", "request": "GET /a"}, {"name": "b", "request": "POST /b"},
                                     {"name": "c", "request": "DELETE /c"}])"),
      everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a", "POST /b", "DELETE /c"));
  EXPECT_EQ(user.elapsed(), 3ms);
}

TEST(VirtualUser, EndsTheIterationAtTheFirstFailedStep) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "GET /a"}, {"name": "b", "request": "GET /b"}])"),
      everything(500));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a"));
  EXPECT_EQ(user.row("a").failed, 1U);
  EXPECT_EQ(user.row("b").finished, 0U);
}

TEST(VirtualUser, SkipsAStepWhoseConditionDoesNotHoldAndSaysWhy) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "request": "GET /a", "when": {"variable": "extra"}, "otherwise": "no extra today"},
      {"name": "b", "request": "GET /b"}])",
                        R"("variables": {"extra": {"env": "EXTRA", "default": ""}})"),
               everything(200));
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /b", "GET /b"));
  ASSERT_EQ(user.recorded().notes.size(), 1U);
  const Note& note = user.recorded().notes.front();
  EXPECT_EQ(note.flow, "shop");
  EXPECT_EQ(note.step, "a");
  EXPECT_EQ(note.text, "no extra today");
  EXPECT_EQ(note.count, 2U);
}

TEST(VirtualUser, StopsTheFlowWithoutAFailureWhereAStoppingStepIsSkipped) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "request": "GET /a"},
      {"name": "b", "request": "GET /b", "when": {"variable": "extra"}, "otherwise": "ended early", "stop": true},
      {"name": "c", "request": "GET /c"}])",
                        R"("variables": {"extra": {"env": "EXTRA", "default": ""}})"),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a"));
  EXPECT_EQ(user.recorded().notes.front().text, "ended early");
}

TEST(VirtualUser, CarriesCapturesIntoLaterSteps) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "request": "POST /orders", "json": {"item": "x"}, "captures": {"id": {"json": "/id"}}},
      {"name": "b", "request": "GET /orders/${id}", "headers": {"x-order": "${id}"}}])"),
               [](const Call& call) {
                 return call.target() == "/orders" ? json_answer(201, R"({"id": "a b/7"})")
                                                   : answer(200);
               });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("POST /orders", "GET /orders/a%20b%2F7"));
  EXPECT_EQ(user.calls()[0].request.body, R"({"item":"x"})");
  EXPECT_EQ(user.calls()[1].header("x-order"), "a b/7");
}

TEST(VirtualUser, FailsAStepWhoseRequiredCaptureIsMissing) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "request": "GET /a", "captures": {"id": {"json": "/id"}}},
      {"name": "b", "request": "GET /${id}"}])"),
               [](const Call&) { return json_answer(200, "{}"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.count("a", Outcome::check_failed), 1U);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a"));
}

// A page under /shop/ with one script beside it, one on another host and one that is missing.
Answer page(const Call& call) {
  if (call.target() == "/shop/index") {
    return answer(200, 5ms, R"(<script src="app.js"></script><script src="/gone.js"></script>
                               <script src="https://cdn.example/lib.js?v=2"></script>)");
  }
  return answer(call.target() == "/gone.js" ? 404 : 200, 10ms, "x", "text/javascript");
}

constexpr const char* kPage = R"("steps": [
    {"name": "shell", "group": "page", "request": "GET /shop/index",
     "captures": {"scripts": {"xpath": "//script/@src", "list": true}}},
    {"name": "script", "group": "page", "for_each": "scripts", "request": "GET ${item}"},
    {"name": "after", "request": "GET /after"}])";

TEST(VirtualUser, ResolvesEachItemAgainstThePageAndTriesAllOfThem) {
  OneUser user(suite_of(kPage), page);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  std::vector<std::string> urls;
  for (const Call& call : user.calls()) urls.push_back(call.request.url.text());
  EXPECT_THAT(urls, ElementsAre("http://app.example/shop/index", "http://app.example/shop/app.js",
                                "http://app.example/gone.js", "https://cdn.example/lib.js?v=2"));
  EXPECT_EQ(user.row("script").finished, 3U);
  EXPECT_EQ(user.row("script").failed, 1U);
  EXPECT_EQ(user.row("script").by_class[4], 1U);
}

TEST(VirtualUser, MeasuresAGroupFromItsFirstRequestToItsLast) {
  OneUser user(suite_of(kPage), [](const Call& call) {
    Answer out = page(call);
    out.status = 200;
    return out;
  });
  EXPECT_EQ(user.walk(0, 100ms), IterationEnd::succeeded);
  EXPECT_EQ(user.group("page").finished, 1U);
  EXPECT_EQ(user.group("page").failed, 0U);
  EXPECT_EQ(user.group("page").service.max(),
            std::chrono::microseconds(Histogram::highest_of(Histogram::index_of(35'000))));
  // What a visitor waits for begins when the visit was due.
  EXPECT_EQ(user.group("page").response.max(),
            std::chrono::microseconds(Histogram::highest_of(Histogram::index_of(135'000))));
}

TEST(VirtualUser, CountsAGroupWithAFailedStepAsFailed) {
  OneUser user(suite_of(kPage), page);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.group("page").failed, 1U);
}

TEST(VirtualUser, MeasuresNoGroupWhoseStepsWereAllSkipped) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "group": "g", "request": "GET /a", "when": {"variable": "extra"}},
      {"name": "b", "request": "GET /b"}])",
                        R"("variables": {"extra": {"env": "EXTRA", "default": ""}})"),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.group("g").finished, 0U);
}

TEST(VirtualUser, NeverWalksAnEarlierIterationsList) {
  OneUser user(suite_of(R"("steps": [
      {"name": "shell", "request": "GET /", "captures": {"parts": {"xpath": "//a/@href", "list": true, "optional": true}}},
      {"name": "part", "for_each": "parts", "request": "GET ${item}"}])"),
               [](const Call& call) {
                 return answer(200, 0ms,
                               call.number == 0 ? R"(<a href="/one">1</a>)" : "<p>none</p>");
               });
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /", "GET /one", "GET /"));
}

TEST(VirtualUser, AddsTheScheduleLagToTheFirstRequestOnly) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "GET /a"}, {"name": "b", "request": "GET /b"}])"),
      everything(200));
  EXPECT_EQ(user.walk(0, 500ms), IterationEnd::succeeded);
  EXPECT_EQ(user.row("a").service.max(), 1ms);
  EXPECT_EQ(user.row("a").response.max(),
            std::chrono::microseconds(Histogram::highest_of(Histogram::index_of(501'000))));
  EXPECT_EQ(user.row("b").response.max(), 1ms);
}

TEST(VirtualUser, TakesFeedRowsByTheIterationsNumberInItsFlow) {
  OneUser user(suite_of(R"("feeds": {"cars": "cars.csv"},
                           "steps": [{"name": "car", "request": "GET /cars/${cars.id}"}])",
                        {}, {}, {{"cars.csv", "id\none\ntwo\n"}}),
               everything(200));
  for (const std::uint64_t iteration : {0U, 1U, 2U})
    EXPECT_EQ(user.walk(iteration), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(),
              ElementsAre("GET /cars/one", "GET /cars/two", "GET /cars/one"));
}

TEST(VirtualUser, CountsA429AsAnOutcomeOfItsOwn) {
  OneUser user(suite_of(R"("steps": [{"name": "a", "request": "GET /a"}])"), everything(429));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.count("a", Outcome::rate_limited), 1U);
  EXPECT_EQ(user.row("a").bad_5xx, 0U);
}

TEST(VirtualUser, TakesA429ThatACheckExpectsAsASuccess) {
  OneUser user(
      suite_of(R"("steps": [{"name": "a", "request": "GET /a", "checks": [{"status": 429}]}])"),
      everything(429));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_EQ(user.row("a").failed, 0U);
}

TEST(VirtualUser, RequiresAStickyCaptureOnceTheRunHasSeenIt) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "request": "GET /a", "captures": {"otp": {"json": "/otp", "sticky": true}}},
      {"name": "b", "request": "GET /b", "when": {"variable": "otp"}}])"),
               [](const Call& call) {
                 return json_answer(200, call.number == 1 ? R"({"otp": "12"})" : "{}");
               });
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(2), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a", "GET /a", "GET /b", "GET /a"));
}

TEST(VirtualUser, EndsAsAbortedWithoutCountingTheRequestUnderWay) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "GET /a"}, {"name": "b", "request": "GET /b"}])"),
      [](const Call& call) { return call.target() == "/b" ? silent() : answer(200, 10ms); });
  const auto alarm = user.clock().make_alarm();
  alarm->set(user.clock().now() + 2s, [&] { user.user().abort(); });
  EXPECT_EQ(user.walk(), IterationEnd::aborted);
  EXPECT_EQ(user.elapsed(), 2s);
  EXPECT_EQ(user.row("a").finished, 1U);
  EXPECT_EQ(user.row("b").finished, 0U);
  EXPECT_THAT(user.findings(), IsEmpty());
}

TEST(VirtualUser, EndsARequestAtItsStepsTimeLimit) {
  OneUser user(suite_of(R"("steps": [{"name": "a", "request": "GET /a", "timeout": "750ms"}])"),
               [](const Call&) { return silent(); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.elapsed(), 750ms);
  EXPECT_EQ(user.count("a", Outcome::io_deadline), 1U);
  // A timeout counts at its full length among the answers.
  EXPECT_EQ(user.row("a").response.count(), 1U);
  EXPECT_EQ(user.row("a").bad_5xx, 1U);
}

TEST(VirtualUser, TellsWhyTheReadyStepDoesNotHold) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "GET /a"}])",
          R"("ready": {"name": "ready", "request": "GET /health", "checks": [{"status": 200}]})"),
      [](const Call& call) { return call.number == 0 ? answer(503) : answer(200); });
  EXPECT_EQ(user.probe(), "expected status is 200, got 503");
  EXPECT_EQ(user.probe(), "");
}

}  // namespace
}  // namespace slogate::support
