// What a user keeps from one iteration to the next, and what an iteration makes for itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr const char* kKept = R"("steps": [
    {"name": "sign-in", "request": "POST /in", "when": {"variable": "token", "exists": false},
     "captures": {"token": {"json": "/token", "scope": "user"}}},
    {"name": "me", "request": "GET /me?t=${token}"}])";

Answer with_token(const Call& call) {
  return json_answer(200, fmt::format(R"({{"token": "t{}"}})", call.number));
}

TEST(UserScope, KeepsACaptureForTheUsersNextIterations) {
  OneUser user(suite_of(kKept), with_token);
  for (const std::uint64_t iteration : {0U, 1U, 2U})
    EXPECT_EQ(user.walk(iteration), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(),
              ElementsAre("POST /in", "GET /me?t=t0", "GET /me?t=t0", "GET /me?t=t0"));
}

TEST(UserScope, LeavesOtherCapturesToTheirIteration) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "request": "GET /a", "captures": {"x": {"json": "/token", "optional": true}}},
      {"name": "b", "request": "GET /b/${x}", "when": {"variable": "x"}}])"),
               [](const Call& call) {
                 return call.number == 0 ? with_token(call) : json_answer(200, "{}");
               });
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /a", "GET /b/t0", "GET /a"));
}

std::string renewed(const std::string& renew, const std::string& owner = "user") {
  return R"("session": {"shared_by": ")" + owner + R"(", "renew": )" + renew + R"(, "steps": [
      {"name": "sign-in", "request": "POST /in", "captures": {"token": {"json": "/token"}, "life": {"json": "/life", "optional": true}}}],
      "end": [{"name": "out", "request": "POST /out/${token}"}]},
    "steps": [{"name": "cart", "request": "POST /cart", "captures": {"cart": {"json": "/token"}}},
              {"name": "me", "request": "GET /me/${token}/${cart}"}])";
}

// Answers with a token; `me` takes only tokens that `good` names.
Script tokens(std::function<bool(const std::string&)> good, const std::string& life = "60") {
  return [good = std::move(good), life](const Call& call) {
    if (call.target().starts_with("/me/") && !good(call.target())) return answer(401, 1ms);
    return json_answer(200, fmt::format(R"({{"token": "t{}", "life": {}}})", call.number, life),
                       1ms);
  };
}

TEST(Renewal, OpensTheSessionAnewAndSendsTheStepAgain) {
  OneUser user(suite_of(renewed(R"({"on_status": [401]})")),
               tokens([](const std::string& me) { return me == "/me/t3/t1"; }));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  // The iteration's own captures stay.
  EXPECT_THAT(user.network().lines(),
              ElementsAre("POST /in", "POST /cart", "GET /me/t0/t1", "POST /in", "GET /me/t3/t1"));
  EXPECT_EQ(user.row("me").finished, 2U);
  EXPECT_EQ(user.row("me").failed, 0U);
}

TEST(Renewal, ComesOnceForAStep) {
  OneUser user(suite_of(renewed(R"({"on_status": [401]})")),
               tokens([](const std::string&) { return false; }));
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.network().lines(),
              ElementsAre("POST /in", "POST /cart", "GET /me/t0/t1", "POST /in", "GET /me/t3/t1"));
  EXPECT_EQ(user.row("me").failed, 1U);
}

TEST(Renewal, ThatFailsFailsTheStep) {
  OneUser user(suite_of(renewed(R"({"on_status": [401]})")), [](const Call& call) {
    if (call.number == 3) return answer(503, 1ms);
    return call.target().starts_with("/me/") ? answer(401, 1ms) : with_token(call);
  });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.network().count(), 4U);
  EXPECT_EQ(user.row("sign-in").failed, 1U);
}

TEST(Renewal, ComesWithTheNextIterationWhenItsTimeIsOver) {
  OneUser user(suite_of(renewed(R"({"after": "1m"})")),
               tokens([](const std::string&) { return true; }));
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  user.clock().jump(50s);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  EXPECT_EQ(user.row("sign-in").finished, 1U);
  user.clock().jump(20s);
  EXPECT_EQ(user.walk(2), IterationEnd::succeeded);
  EXPECT_EQ(user.row("sign-in").finished, 2U);
}

TEST(Renewal, TakesItsTimeFromWhatTheSessionCaptured) {
  OneUser user(suite_of(renewed(R"({"after": "${life}"})")),
               tokens([](const std::string&) { return true; }, "30"));
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  user.clock().jump(31s);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  EXPECT_EQ(user.row("sign-in").finished, 2U);
}

TEST(Renewal, SaysThatATimeIsNone) {
  OneUser user(suite_of(renewed(R"({"after": "${life}"})")),
               tokens([](const std::string&) { return true; }, R"("soon")"));
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  ASSERT_EQ(user.recorded().notes.size(), 1U);
  EXPECT_EQ(user.recorded().notes[0].text,
            "the session is not renewed by time: \"soon\" is no duration and no number of seconds");
}

TEST(Renewal, LeavesAStatusThatAStepExpects) {
  OneUser user(
      suite_of(R"("session": {"shared_by": "user", "renew": {"on_status": [401]}, "steps": [
      {"name": "sign-in", "request": "POST /in"}]},
      "steps": [{"name": "me", "request": "GET /me", "checks": [{"status": 401}]}])"),
      [](const Call& call) { return answer(call.target() == "/me" ? 401 : 200, 1ms); });
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("POST /in", "GET /me"));
}

TEST(SessionLife, IsReadAsADurationOrAsSeconds) {
  EXPECT_EQ(lifetime_of("90"), 90s);
  EXPECT_EQ(lifetime_of("0.5"), 500ms);
  EXPECT_EQ(lifetime_of("15m"), 15min);
  EXPECT_EQ(lifetime_of("-1"), std::nullopt);
  EXPECT_EQ(lifetime_of("1e300"), std::nullopt);
  EXPECT_EQ(lifetime_of("soon"), std::nullopt);
  EXPECT_EQ(lifetime_of(""), std::nullopt);
}

TEST(SessionEnd, IsWalkedWithTheSessionsValues) {
  OneUser user(suite_of(renewed(R"({"after": "1h"})")),
               tokens([](const std::string&) { return true; }));
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_TRUE(user.user().has_own_sessions());
  user.end_own_sessions();
  EXPECT_EQ(user.network().lines().back(), "POST /out/t0");
  EXPECT_FALSE(user.user().has_own_sessions());
}

TEST(Generators, MakeOneValueForTheWholeIteration) {
  OneUser user(
      suite_of(R"("generate": {"order": {"uuid": true}, "n": {"counter": {"from": 10, "step": 5}}},
      "steps": [{"name": "a", "request": "GET /a/${order}/${n}"}, {"name": "b", "request": "GET /b/${order}/${n}"}])"),
      everything(200));
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  const std::vector<std::string> lines = user.network().lines();
  EXPECT_EQ(lines[0].substr(6), lines[1].substr(6));
  EXPECT_NE(lines[0].substr(6), lines[2].substr(6));
  EXPECT_TRUE(lines[0].ends_with("/10"));
  EXPECT_TRUE(lines[3].ends_with("/15"));
}

TEST(Generators, MakeATimestampAnewForEachRequest) {
  OneUser user(suite_of(R"("generate": {"now": {"timestamp": "unix_ms"}},
      "steps": [{"name": "a", "request": "GET /${now}"}, {"name": "b", "request": "GET /${now}"}])"),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("GET /1772791200000", "GET /1772791200001"));
}

TEST(Feeds, EndAFlowThatTheyStop) {
  OneUser user(suite_of(R"("feeds": {"cars": {"file": "cars.csv", "at_end": "stop"}},
                           "steps": [{"name": "car", "request": "GET /cars/${cars.id}"}])",
                        {}, {}, {{"cars.csv", "id\none\ntwo\n"}}),
               everything(200));
  EXPECT_TRUE(user.user().has_rows({{}, 0, 1, 1}));
  EXPECT_FALSE(user.user().has_rows({{}, 0, 2, 2}));
  EXPECT_EQ(user.memory().retired().at(0).reason, "feed \"cars\": all 2 rows are used");
}

}  // namespace
}  // namespace slogate::support
