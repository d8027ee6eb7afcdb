#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr const char* kSession = R"(
    "session": {"shared_by": "run", "steps": [
      {"name": "sign-in", "request": "POST /sign-in", "captures": {"token": {"json": "/token", "secret": true}}}]},
    "steps": [{"name": "me", "request": "GET /me", "headers": {"authorization": "Bearer ${token}",
                                                               "x-request-id": "${request.id}"}}])";

Answer sign_in(const Call& call) {
  if (call.target() != "/sign-in") return answer(200);
  Answer out = json_answer(200, R"({"token": "abcdefgh"})");
  out.headers.push_back({"set-cookie", "sid=1"});
  return out;
}

TEST(Session, BringsItsCapturesAndCookiesIntoEveryIteration) {
  OneUser user(suite_of(kSession), sign_in);
  user.share(user.open_session());
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::succeeded);
  EXPECT_THAT(user.network().lines(), ElementsAre("POST /sign-in", "GET /me", "GET /me"));
  EXPECT_EQ(user.calls()[2].header("authorization"), "Bearer abcdefgh");
  EXPECT_EQ(user.calls()[2].header("cookie"), "sid=1");
}

TEST(Session, DoesNotOpenWhereAStepFails) {
  OneUser user(suite_of(kSession), everything(500));
  EXPECT_EQ(user.open_session(), nullptr);
  EXPECT_EQ(user.row("sign-in").failed, 1U);
  EXPECT_EQ(user.findings().size(), 1U);
}

std::string with_ids(const std::string& members) {
  return R"("steps": [{"name": "a", "request": "GET /a")" + members +
         R"(}, {"name": "b", "request": "GET /b"}])";
}

constexpr const char* kIds = R"json("defaults": {"headers": {"x-request-id": "${request.id}",
    "traceparent": "${request.traceparent}", "user-agent": "slogate (+${run.id})"}})json";

TEST(Identity, GivesEveryRequestAnIdOfItsOwn) {
  OneUser user(suite_of(with_ids({}), kIds), everything(200));
  for (std::uint64_t i = 0; i < 50; ++i) EXPECT_EQ(user.walk(i), IterationEnd::succeeded);
  std::set<std::string> ids;
  for (const Call& call : user.calls()) {
    const std::string id = call.header("x-request-id");
    EXPECT_EQ(id.size(), 32U);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 100U);
  EXPECT_EQ(user.calls()[0].header("user-agent"), "slogate (+test-run)");
}

TEST(Identity, GivesASessionOtherIdsThanTheIterationThatOpensIt) {
  OneUser user(suite_of(kSession, kIds), sign_in);
  user.share(user.open_session(0));
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_NE(user.calls()[0].header("x-request-id"), user.calls()[1].header("x-request-id"));
}

TEST(Identity, SendsTraceContextWhoseTraceIsTheIterations) {
  OneUser user(suite_of(with_ids({}), kIds), everything(200));
  EXPECT_EQ(user.walk(4), IterationEnd::succeeded);
  const std::string first = user.calls()[0].header("traceparent");
  const std::string second = user.calls()[1].header("traceparent");
  // version "-" trace-id "-" parent-id "-" trace-flags (W3C Trace Context 3.2)
  ASSERT_EQ(first.size(), 55U);
  EXPECT_EQ(first.substr(0, 3), "00-");
  EXPECT_EQ(first.substr(3, 32), user.calls()[0].header("x-request-id"));
  EXPECT_EQ(first.substr(35, 1), "-");
  EXPECT_EQ(first.substr(52), "-01");
  EXPECT_EQ(second.substr(3, 32), first.substr(3, 32));
  EXPECT_NE(second.substr(36, 16), first.substr(36, 16));
}

TEST(Identity, DependsOnSeedIterationAndNumberAlone) {
  const auto id = [](std::uint64_t seed, const char* run, std::uint64_t iteration,
                     std::uint64_t request) {
    std::string out;
    append_request_id(id_stem({seed, run}), iteration, request, out);
    return out;
  };
  EXPECT_EQ(id(1, "r", 2, 3), id(1, "r", 2, 3));
  const std::set<std::string> all = {id(1, "r", 2, 3), id(2, "r", 2, 3), id(1, "s", 2, 3),
                                     id(1, "r", 3, 3), id(1, "r", 2, 4)};
  EXPECT_EQ(all.size(), 5U);
}

// RFC 6238's test key, "12345678901234567890" in base32.
constexpr const char* kKey = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

TEST(OneTimeCode, IsNeverSentTwiceInOneTimeStep) {
  OneUser user(
      suite_of(R"("steps": [{"name": "a", "request": "POST /a", "form": {"code": "${totp:key}"}}])",
               R"("variables": {"key": {"env": "TOTP_KEY"}})", {{"TOTP_KEY", kKey}}),
      everything(200), false, WallTime(OneUser::kWall + 12s));
  for (const std::uint64_t iteration : {0U, 1U, 2U})
    EXPECT_EQ(user.walk(iteration), IterationEnd::succeeded);
  std::vector<std::int64_t> seconds;
  std::set<std::string> codes;
  for (const Call& call : user.calls()) {
    seconds.push_back(std::chrono::duration_cast<std::chrono::seconds>(
                          call.wall.time_since_epoch() - OneUser::kWall)
                          .count());
    codes.insert(call.request.body);
  }
  EXPECT_THAT(seconds, ElementsAre(12, 30, 60));
  EXPECT_EQ(codes.size(), 3U);
}

TEST(OneTimeCode, IsMadeInOneTimeStepForAllKeysOfAStep) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "request": "POST /a", "form": {"code": "${totp:one}"}},
      {"name": "b", "request": "POST /b", "form": {"code": "${totp:one}", "more": "${totp:two}"}},
      {"name": "c", "request": "POST /c", "form": {"code": "${totp:two}"}}])",
                        R"("variables": {"one": {"env": "KEY_ONE"}, "two": {"env": "KEY_TWO"}})",
                        {{"KEY_ONE", kKey}, {"KEY_TWO", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}}),
               everything(200));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  std::vector<std::int64_t> steps;
  for (const Call& call : user.calls()) {
    steps.push_back(
        (std::chrono::floor<std::chrono::seconds>(call.wall).time_since_epoch() - OneUser::kWall) /
        30s);
  }
  EXPECT_THAT(steps, ElementsAre(0, 1, 2));
}

constexpr const char* kTwoKeys = R"("steps": [
      {"name": "a", "request": "POST /a", "form": {"code": "${totp:one}"}},
      {"name": "b", "request": "POST /b", "form": {"code": "${totp:one}", "more": "${totp:two}"}},
      {"name": "c", "request": "POST /c", "form": {"code": "${totp:two}"}}])";

// When each request of kTwoKeys was sent, in seconds since a full hour.
std::vector<std::int64_t> sent_with(const std::string& one, const std::string& two) {
  OneUser user(
      suite_of(kTwoKeys, R"("variables": {"one": {"env": "KEY_ONE"}, "two": {"env": "KEY_TWO"}})",
               {{"KEY_ONE", one}, {"KEY_TWO", two}}),
      everything(200), false, WallTime(OneUser::kWall + 12s));
  EXPECT_EQ(user.walk(), IterationEnd::succeeded);
  std::vector<std::int64_t> out;
  for (const Call& call : user.calls()) {
    out.push_back(std::chrono::duration_cast<std::chrono::seconds>(call.wall.time_since_epoch() -
                                                                   OneUser::kWall)
                      .count());
  }
  return out;
}

TEST(OneTimeCode, WaitsForTheTimeStepOfItsOwnKey) {
  constexpr const char* kOther = "otpauth://totp/b?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  const std::string one = "otpauth://totp/a?secret=" + std::string(kKey);
  EXPECT_THAT(sent_with(one + "&period=60", kOther), ElementsAre(12, 60, 90));
  // What it has claimed for itself does not keep it waiting.
  EXPECT_THAT(sent_with(kKey, std::string(kOther) + "&period=3600"), ElementsAre(12, 30, 3600));
}

TEST(OneTimeCode, OfOneKeyIsTheSameHoweverTheKeyIsWritten) {
  EXPECT_THAT(sent_with(kKey, "otpauth://totp/a?secret=" + std::string(kKey)),
              ElementsAre(12, 30, 60));
}

TEST(OneTimeCode, WaitEndsWhereTheIterationIsAborted) {
  OneUser user(
      suite_of(R"("steps": [{"name": "a", "request": "POST /a", "form": {"code": "${totp:key}"}},
                                     {"name": "b", "request": "POST /b", "form": {"code": "${totp:key}"}}])",
               R"("variables": {"key": {"env": "TOTP_KEY"}})", {{"TOTP_KEY", kKey}}),
      everything(200));
  const auto alarm = user.clock().make_alarm();
  alarm->set(user.clock().now() + 5s, [&] { user.user().abort(); });
  EXPECT_EQ(user.walk(), IterationEnd::aborted);
  EXPECT_EQ(user.elapsed(), 5s);
  EXPECT_EQ(user.calls().size(), 1U);
}

}  // namespace
}  // namespace slogate::support
