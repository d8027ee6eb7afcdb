// Secrets in what is told of answers: those that have lost their place to new ones, and those that a sentence would cut.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/user/one_user.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

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

constexpr const char* kSignIn = R"("steps": [
    {"name": "sign-in", "request": "POST /sign-in", "captures": {"token": {"json": "/token", "secret": true}}},
    {"name": "me", "request": "GET /me", "headers": {"authorization": "Bearer ${token}"}}])";

TEST(SecretMemory, KnowsTheTokenOfTheLastIteration) {
  int signed_in = 0;
  OneUser user(
      suite_of(kSignIn),
      [&](const Call& call) {
        if (call.target() == "/sign-in")
          return json_answer(200,
                             R"({"token": "token-number-)" + std::to_string(signed_in++) + "\"}");
        return answer(signed_in == 2 ? 403 : 200, 0ms, "token-number-0 is no longer good");
      },
      true);
  EXPECT_EQ(user.walk(0), IterationEnd::succeeded);
  EXPECT_EQ(user.walk(1), IterationEnd::failed);
  EXPECT_THAT(user.findings(), SizeIs(1));
  EXPECT_EQ(user.findings()[0].excerpt, "*** is no longer good");
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("token-number"))));
}

TEST(SecretMemory, KnowsTheExpiredTokenOfASharedSession) {
  const char* flow = R"(
    "session": {"shared_by": "run", "renew": {"on_status": [401]}, "steps": [
      {"name": "sign-in", "request": "POST /sign-in", "captures": {"token": {"json": "/token", "secret": true}}}]},
    "steps": [{"name": "me", "request": "GET /me", "headers": {"authorization": "Bearer ${token}"}}])";
  int signed_in = 0;
  OneUser user(
      suite_of(flow),
      [&](const Call& call) {
        if (call.target() == "/sign-in")
          return json_answer(200,
                             R"({"token": "token-number-)" + std::to_string(signed_in++) + "\"}");
        return answer(signed_in == 1 ? 401 : 500, 0ms, "token-number-0 has expired");
      },
      true);
  user.share(user.open_session());
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(signed_in, 2);
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("token-number"))));
}

TEST(SecretMemory, KnowsTheOldValueOfAnHttpOnlyCookie) {
  int asked = 0;
  OneUser user(
      suite_of(R"("steps": [{"name": "a", "request": "GET /a"}, {"name": "b", "request": "GET /b"},
                            {"name": "c", "request": "GET /c"}])"),
      [&](const Call& call) {
        if (call.target() == "/c") return answer(500, 0ms, "unknown session cookie-value-0");
        Answer out = answer(200);
        out.headers.push_back(
            {"set-cookie", "sid=cookie-value-" + std::to_string(asked++) + "; HttpOnly"});
        return out;
      },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(user.findings()[0].excerpt, "unknown session ***");
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("cookie-value"))));
}

TEST(SecretMemory, KnowsTheCodeThatAnEarlierStepSent) {
  std::string code;
  OneUser user(
      suite_of(
          R"("steps": [{"name": "sign-in", "request": "POST /sign-in", "headers": {"x-code": "${totp:key}"}},
                       {"name": "me", "request": "GET /me"}])",
          R"("variables": {"key": {"env": "TOTP_KEY", "secret": true}})",
          {{"TOTP_KEY", "JBSWY3DPEHPK3PXP"}}),
      [&](const Call& call) {
        if (call.target() == "/me") return answer(500, 0ms, "signed in by " + code);
        code = call.header("x-code");
        return answer(200);
      },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(code, SizeIs(6));
  EXPECT_EQ(user.findings()[0].excerpt, "signed in by ***");
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr(code))));
}

TEST(SecretMemory, KeepsTheLastOnesAndForgetsTheOldest) {
  SecretMemory memory;
  for (std::size_t i = 0; i <= SecretMemory::kMost; ++i)
    memory.add("secret-number-" + std::to_string(100 + i));
  Redactor redactor;
  memory.each([&](std::string_view secret) { add_captured(secret, redactor); });
  EXPECT_EQ(redactor.redact("secret-number-101 secret-number-164"), "*** ***");
  EXPECT_EQ(redactor.redact("secret-number-100"), "secret-number-100");
}

const Environment kPath = {{"PATH_TOKEN", "part/of/a/path"}};

TEST(TellingOfSecrets, CountsThePartsOfTheRealValue) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "GET /a", "checks": [
              {"body": true, "filters": [{"split": "/"}, "count"], "equals": 2}]}])",
          R"("variables": {"p": {"env": "PATH_TOKEN", "secret": true}})", kPath),
      [](const Call&) { return answer(200, 0ms, "x/part/of/a/path"); }, true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  ASSERT_THAT(user.findings(), SizeIs(1));
  EXPECT_EQ(user.findings()[0].got, "5");
  EXPECT_EQ(user.findings()[0].excerpt, "x/***");
}

TEST(TellingOfSecrets, StillReadsABodyInWhichANumberIsSecret) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "GET /a", "checks": [{"json": "/state", "equals": "open"}],
              "captures": {"id": {"json": "/id", "secret": true}}}])"),
      [](const Call&) { return json_answer(200, R"({"id": 123456789012, "state": "shut"})"); },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  ASSERT_THAT(user.findings(), SizeIs(1));
  EXPECT_EQ(user.findings()[0].got, "\"shut\"");
  EXPECT_EQ(user.findings()[0].excerpt, R"({"id": ***, "state": "shut"})");
}

TEST(TellingOfSecrets, TakesASecretWithBlanksOutBeforeTheCut) {
  for (const std::size_t before : {170U, 180U, 190U, 380U, 390U}) {
    OneUser user(
        suite_of(
            R"("steps": [{"name": "a", "request": "GET /a", "checks": [{"body": true, "equals": "ok"}]}])",
            R"("variables": {"p": {"env": "PASS_WORD", "secret": true}})",
            {{"PASS_WORD", "correct horse battery staple"}}),
        [before](const Call&) {
          return answer(200, 0ms,
                        std::string(before, '!') + "correct horse battery staple and more");
        },
        true);
    EXPECT_EQ(user.walk(), IterationEnd::failed);
    EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("correct")))) << before;
  }
}

TEST(TellingOfSecrets, KnowsTheMembersOfASecretObject) {
  OneUser user(
      suite_of(
          R"("steps": [{"name": "a", "request": "GET /a", "checks": [{"json": "/state", "equals": "open"}],
              "captures": {"keys": {"json": "/keys", "secret": true}}}])"),
      [](const Call&) {
        return json_answer(
            200,
            R"({ "keys" : { "private" : "abcdefgh-private", "ids" : [ 9876543210 ] }, "state" : "shut" })");
      },
      true);
  EXPECT_EQ(user.walk(), IterationEnd::failed);
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("abcdefgh-private"))));
  EXPECT_THAT(everything_told(user), Each(Not(HasSubstr("9876543210"))));
}

TEST(TellingOfSecrets, RefusesACapturedSecretThatIsTooShort) {
  const auto suite = [](const char* kind) {
    return suite_of(
        std::string(
            R"("steps": [{"name": "a", "request": "GET /a", "captures": {"pin": {"json": "/pin", ")") +
        kind + R"(": true}}}])");
  };
  const auto script = [](const Call&) { return json_answer(200, R"({"pin": "7391"})"); };
  OneUser secret(suite("secret"), script, true);
  EXPECT_EQ(secret.walk(), IterationEnd::failed);
  ASSERT_THAT(secret.findings(), SizeIs(1));
  EXPECT_EQ(secret.findings()[0].expected, "json /pin can be kept secret, for the capture pin");
  EXPECT_EQ(secret.findings()[0].got, "a secret of under 8 characters: declare it \"one_time\"");
  EXPECT_THAT(everything_told(secret), Each(Not(HasSubstr("7391"))));
  OneUser code(suite("one_time"), script, true);
  EXPECT_EQ(code.walk(), IterationEnd::succeeded);
  EXPECT_THAT(everything_told(code), Each(Not(HasSubstr("7391"))));
}

}  // namespace
}  // namespace slogate::support
