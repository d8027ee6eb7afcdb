#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string file_name(const Finding& finding) {
  return std::filesystem::path(finding.file).filename().string();
}

TEST(Telling, SaysOfAFailedCheckWhatWasExpectedWhereAndHowToRepeatIt) {
  OneUser user(suite_of(R"("steps": [
    {"name": "order", "request": "POST /orders?x=1", "headers": {"x-it's": "a"}, "json": {"item": "it's"},
     "checks": [
       {"json": "/state", "equals": "open",
        "because": "an order begins open"}]}])"),
               [](const Call&) { return json_answer(201, R"({"state": "gone"})", 4ms); });
  EXPECT_EQ(user.walk(9), IterationEnd::failed);
  ASSERT_EQ(user.findings().size(), 1U);
  const Finding& finding = user.findings()[0];
  EXPECT_EQ(finding.outcome, Outcome::check_failed);
  EXPECT_EQ(finding.expected, "json /state equals \"open\"");
  EXPECT_EQ(finding.got, "\"gone\"");
  EXPECT_EQ(finding.because, "an order begins open");
  EXPECT_EQ(finding.excerpt, R"({"state": "gone"})");
  EXPECT_EQ(
      finding.curl,
      "curl -i --max-time 10 -X POST -H 'x-it'\\''s: a' -H 'content-type: application/json' --data "
      "'{\"item\":\"it'\\''s\"}' "
      "'http://app.example/orders?x=1'");
  EXPECT_EQ(file_name(finding), "shop.json");
  EXPECT_EQ(finding.line, 4);
  EXPECT_EQ(finding.iteration, 9U);
  EXPECT_EQ(finding.at_ns, 0);
  EXPECT_EQ(finding.request_id, "");
}

TEST(Telling, NamesTheRequestIdWhereTheRequestCarriedIt) {
  const auto told = [](const std::string& step) {
    OneUser user(suite_of(R"("steps": [{"name": "a", "checks": [{"status": 200}], )" + step + "}]"),
                 [](const Call&) { return answer(502, 1ms); });
    EXPECT_EQ(user.walk(), IterationEnd::failed);
    return user.findings().at(0).request_id;
  };
  EXPECT_EQ(told(R"("request": "GET /a")"), "");
  EXPECT_EQ(told(R"("request": "GET /a", "headers": {"x-request-id": "none"})"), "");
  const std::string id =
      told(R"("request": "GET /a", "headers": {"x-request-id": "${request.id}"})");
  EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(told(R"("request": "GET /a", "headers": {"x-trace": "${request.traceparent}"})"), id);
  EXPECT_EQ(told(R"("request": "GET /a/${request.id}")"), id);
  EXPECT_EQ(told(R"("request": "POST /a", "json": {"id": "${request.id}"})"), id);
}

TEST(Telling, RepeatsDigestCredentialsWithoutThePassword) {
  OneUser user(suite_of(R"("steps": [{"name": "a", "request": "GET /a",
                            "auth": {"digest": {"user": "mia", "password": "correct horse"}},
                            "timeout": "2s", "checks": [{"status": 200}]}])"),
               [](const Call&) { return answer(401, 1ms); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(user.findings().at(0).curl,
              StartsWith("curl -i --max-time 2 --digest -u 'mia:***' "));
  EXPECT_THAT(user.findings().at(0).curl, Not(HasSubstr("correct horse")));
}

TEST(Telling, TellsEveryCheckThatFailed) {
  OneUser user(suite_of(R"("steps": [{"name": "a", "request": "GET /a", "checks": [
                            {"status": 200}, {"header": "x-a", "equals": "1"}, {"body": true, "contains": "hello"},
                            {"header": "content-type", "starts_with": "text/html"}]}])"),
               [](const Call&) { return answer(503, 1ms, "bye"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  std::vector<std::string> told;
  for (const Finding& finding : user.findings())
    told.push_back(finding.expected + " | " + finding.got);
  EXPECT_THAT(told, ElementsAre("status is 200 | 503", "header x-a equals \"1\" | no such header",
                                "the body contains \"hello\" | \"bye\""));
}

TEST(Telling, AddsTheExplanationsThatHoldOfTheAnswer) {
  OneUser user(suite_of(R"("steps": [{"name": "a", "request": "GET /a",
      "checks": [{"status": 200, "because": "the shop must be open"}],
      "explain": [{"if": {"status": 404}, "say": "nothing is there"},
                  {"if": {"status": [502, 503]}, "say": "the backend is down"},
                  {"if": {"body": true, "contains": "nginx"}, "say": "the proxy says so"}]}])"),
               [](const Call&) { return answer(502, 1ms, "nginx"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.findings()[0].because,
            "the shop must be open; the backend is down the proxy says so");
}

TEST(Telling, SaysWhyCredentialsWereRefused) {
  OneUser user(suite_of(R"("steps": [{"name": "a", "request": "GET /a",
      "auth": {"basic": {"user": "sam", "password": "p"}},
      "checks": [{"status": 200, "because": "sam may see it"}],
      "explain": [{"if": {"status": 401}, "say": "ask Eve"}]}])"),
               [](const Call&) {
                 Answer out = answer(401);
                 out.headers.push_back({"www-authenticate", "Bearer"});
                 return out;
               });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.findings()[0].because,
            "sam may see it; the server asks for Bearer, not for Basic; ask Eve");
}

TEST(Telling, SaysOfAnExchangeThatFailedWhatHappened) {
  OneUser user(suite_of(R"("steps": [{"name": "a", "request": "GET /a"}])"),
               [](const Call&) { return refused(); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_EQ(user.findings()[0].outcome, Outcome::connect_refused);
  EXPECT_EQ(user.findings()[0].expected, "an answer");
  EXPECT_EQ(user.findings()[0].got, "refused by app.example");
  EXPECT_EQ(user.findings()[0].because, "");  // the outcome has its own words
}

TEST(Telling, TellsThreeFailuresOfAKindAndCountsTheOthers) {
  OneUser user(suite_of(R"("steps": [{"name": "a", "request": "GET /a"}])"), everything(500));
  for (std::uint64_t i = 0; i < 10; ++i) EXPECT_EQ(user.walk(i), IterationEnd::failed);
  EXPECT_EQ(user.findings().size(), 3U);
  EXPECT_EQ(user.row("a").failed, 10U);
}

TEST(Telling, RepeatsNoRequestThatCouldNotBeMade) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "request": "GET /a", "captures": {"next": {"json": "/next"}}},
      {"name": "b", "request": "POST ${next}", "json": {"a": 1}}])"),
               [](const Call&) { return json_answer(200, R"({"next": "ftp://app.example/"})"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_EQ(user.findings()[0].outcome, Outcome::scenario_render);
  EXPECT_THAT(user.findings()[0].got, HasSubstr("ftp://app.example/"));
  EXPECT_EQ(user.findings()[0].curl, "");
}

TEST(Telling, RefusesAHeaderThatWouldBeginAnother) {
  OneUser user(suite_of(R"("steps": [
      {"name": "a", "request": "GET /a", "captures": {"name": {"json": "/name"}}},
      {"name": "b", "request": "GET /b", "headers": {"x-name": "${name}"}}])"),
               [](const Call&) { return json_answer(200, R"({"name": "a\r\nx-admin: 1"})"); });
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.count("b", Outcome::scenario_render), 1U);
  EXPECT_EQ(user.row("b").bad_5xx, 0U);
}

constexpr const char* kSecret = "t0p-s3cret-value";
const Environment kKeys = {{"API_TOKEN", kSecret}};

// All that a report could show.
std::vector<std::string> everything_told(const OneUser& user) {
  std::vector<std::string> out;
  for (const Finding& finding : user.findings()) {
    out.insert(out.end(),
               {finding.expected, finding.got, finding.excerpt, finding.because, finding.curl});
  }
  for (const ExchangeRecord& exchange : user.recorded().exchanges) {
    out.insert(out.end(), {exchange.request, exchange.response});
    out.insert(out.end(), exchange.checks.begin(), exchange.checks.end());
  }
  return out;
}

TEST(Telling, ShowsNoSecretOfTheEnvironment) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "POST /a", "headers": {"authorization": "Bearer ${secret:API_TOKEN}"},
                                      "json": {"key": "${secret:API_TOKEN}"},
                                      "checks": [{"body": true, "equals": "ok"}]}])",
          {}, kKeys),
      [](const Call&) { return answer(200, 0ms, std::string("you sent ") + kSecret); }, true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.calls()[0].header("authorization"), std::string("Bearer ") + kSecret);
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr(kSecret))));
  EXPECT_EQ(user.findings()[0].got, "\"you sent ***\"");
  EXPECT_THAT(user.findings()[0].curl, HasSubstr("Bearer ***"));
}

TEST(Telling, LeavesNoPartOfASecretAtACut) {
  // The cut of what is shown falls into the secret, wherever it stands.
  for (const std::size_t before : {180U, 190U, 195U, 390U, 4'000U, 4'080U, 4'090U}) {
    OneUser user(
        suite_of(
            R"("steps": [{"name": "a", "request": "GET /a", "checks": [{"body": true, "equals": "ok"}]}])",
            R"("variables": {"token": {"env": "API_TOKEN", "secret": true}})", kKeys),
        [before](const Call&) {
          return answer(200, 0ms, std::string(before, 'x') + kSecret + " and more");
        },
        true);
    EXPECT_EQ(user.walk(), IterationEnd::failed);
    EXPECT_THAT(everything_told(user), Each(AllOf(Not(HasSubstr("t0p")), Not(HasSubstr("s3cret")))))
        << before;
  }
}

constexpr const char* kSignIn = R"("steps": [
    {"name": "sign-in", "request": "POST /sign-in", "checks": [{"json": "/type", "equals": "bearer"}],
     "captures": {"token": {"json": "/token", "secret": true}}},
    {"name": "me", "request": "GET /me", "headers": {"authorization": "Bearer ${token}"}}])";

TEST(Telling, ShowsNoSecretThatTheIterationCaptured) {
  OneUser user(
      suite_of(kSignIn),
      [](const Call& call) {
        return call.target() == "/me"
                   ? answer(403, 0ms, std::string("bad token ") + kSecret)
                   : json_answer(200,
                                 std::string(R"({"type": "bearer", "token": ")") + kSecret + "\"}");
      },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(user.recorded().exchanges.size(), 2U);
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr(kSecret))));
}

TEST(Telling, ShowsNoSecretThatAFailedStepWouldHaveCaptured) {
  OneUser user(
      suite_of(kSignIn),
      [](const Call&) {
        return json_answer(200, std::string(R"({"type": "mac", "token": ")") + kSecret + "\"}");
      },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr(kSecret))));
  EXPECT_EQ(user.findings()[0].got, "\"mac\"");
}

TEST(Telling, TellsNoFailureThatOnlyTheRedactionMade) {
  OneUser user(
      suite_of(R"("steps": [{"name": "a", "request": "GET /a", "checks": [
                            {"json": "/owner", "equals": "${secret:API_TOKEN}"}, {"json": "/state", "equals": "open"}]}])",
               {}, kKeys),
      [](const Call&) {
        return json_answer(200, std::string(R"({"state": "shut", "owner": ")") + kSecret + "\"}");
      },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  ASSERT_EQ(user.findings().size(), 1U);
  EXPECT_EQ(user.findings()[0].expected, "json /state equals \"open\"");
  ASSERT_EQ(user.recorded().exchanges.size(), 1U);
  ASSERT_EQ(user.recorded().exchanges[0].checks.size(), 3U);  // the first one is on the status
  EXPECT_EQ(user.recorded().exchanges[0].checks[1],
            "holds: json /owner equals \"${secret:API_TOKEN}\"");
  EXPECT_EQ(user.recorded().exchanges[0].checks[2],
            "failed: json /state equals \"open\", got \"shut\"");
}

TEST(Telling, KeepsAnExchangeWithItsChecksAndTimes) {
  OneUser user(
      suite_of(R"("steps": [{"name": "a", "request": "GET /a", "checks": [{"status": 200}]}])"),
      [](const Call&) { return answer(200, 7ms, "hello", "text/plain"); }, true);
  EXPECT_EQ(user.walk(3), IterationEnd::succeeded);
  ASSERT_EQ(user.recorded().exchanges.size(), 1U);
  const ExchangeRecord& exchange = user.recorded().exchanges[0];
  EXPECT_EQ(exchange.iteration, 3U);
  EXPECT_EQ(exchange.service_us, 7'000);
  EXPECT_EQ(exchange.request, "GET /a HTTP/1.1\nHost: app.example\n\n");
  EXPECT_EQ(exchange.response, "HTTP/1.1 200\ncontent-type: text/plain\n\nhello");
  EXPECT_THAT(exchange.checks, ElementsAre("holds: status is 200"));
}

}  // namespace
}  // namespace slogate::support
