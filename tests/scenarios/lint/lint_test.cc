#include "scenarios/lint/lint.h"

#include <gtest/gtest.h>

#include "tests/scenarios/lint/lint_said.h"

namespace slogate {
namespace {

using test::flow_of;
using test::SuiteFolder;

std::string said(const std::string& suite_members, const std::string& flow) {
  return test::lint_said(suite_members, flow);
}

// What lint says of a flow of one step with these members.
std::string said_of_step(const std::string& members) {
  return said("", flow_of("", R"({"name": "page", "request": "POST /")" + members + "}"));
}

TEST(Lint, SaysNothingOfASuiteThatUsesAllItNames) {
  EXPECT_EQ(said(R"(, "variables": {"api": "/api", "page": "${api}/page"})",
                 flow_of("", R"({"name": "a", "request": "GET ${page}",
                     "captures": {"id": {"json": "/id"}}},
                   {"name": "b", "request": "GET /x/${id|url_encode}"})")),
            "");
}

TEST(Lint, TellsAnUnusedVariable) {
  EXPECT_EQ(said(R"(, "variables": {"api": "/api"})", test::one_step("")),
            "suite.json: the variable \"api\" is used nowhere\n");
}

TEST(Lint, TakesAConditionForAUse) {
  EXPECT_EQ(said(R"(, "variables": {"api": "/api"})",
                 test::one_step(R"(, "when": {"variable": "api", "exists": true})")),
            "");
}

TEST(Lint, TakesALoopForAUse) {
  EXPECT_EQ(said("", flow_of("", R"({"name": "a", "request": "GET /",
                     "captures": {"links": {"xpath": "//a/@href", "list": true}}},
                   {"repeat": {"for_each": "links"},
                     "steps": [{"name": "b", "request": "GET ${item}"}]})")),
            "");
}

TEST(Lint, TakesAOneTimeCodeForAUseOfItsKey) {
  EXPECT_EQ(said(R"(, "variables": {"key": {"env": "OTP_KEY"}})",
                 test::one_step(R"(, "headers": {"x-code": "${totp:key}"})")),
            "");
}

TEST(Lint, TakesACountedCodeForAUseOfItsKeyAndItsCounter) {
  EXPECT_EQ(said(R"(, "variables": {"key": {"env": "OTP_KEY"}, "count": "7"})",
                 test::one_step(R"(, "headers": {"x-code": "${hotp:key:count}"})")),
            "");
}

TEST(Lint, TakesAnEscapedNameForNoUse) {
  EXPECT_EQ(said(R"(, "variables": {"api": "/api"})",
                 test::one_step(R"(, "headers": {"x-literal": "$${api}"})")),
            "suite.json: the variable \"api\" is used nowhere\n");
}

TEST(Lint, TellsAnUnusedCapture) {
  EXPECT_EQ(
      said_of_step(R"(, "captures": {"id": {"json": "/id"}})"),
      "flow.json: the capture \"id\" is used nowhere: to demand that there is one, a check is "
      "enough\n");
}

TEST(Lint, TellsAnUnusedFeedAndGenerator) {
  EXPECT_EQ(
      said("", flow_of(R"(, "feeds": {"user": "user.csv"}, "generate": {"n": {"uuid": true}})",
                       R"({"name": "page", "request": "GET /"})")),
      "flow.json: the feed \"user\" is used nowhere\n"
      "flow.json: the generator \"n\" is used nowhere\n");
}

TEST(Lint, TakesOneColumnForAUseOfTheFeed) {
  EXPECT_EQ(said("", flow_of(R"(, "feeds": {"user": "user.csv"})",
                             R"({"name": "page", "request": "GET /${user.name}"})")),
            "");
}

TEST(Lint, TellsANeededNameThatNoTextUses) {
  EXPECT_EQ(
      said("", flow_of(R"(, "needs": ["ADMIN_TOKEN"])", R"({"name": "page", "request": "GET /"})")),
      "flow.json: the flow \"home\" needs ADMIN_TOKEN, and no text uses it\n");
}

TEST(Lint, TellsAFlowThatNoProfileWalks) {
  const SuiteFolder folder;
  folder.write("suite.json", R"({"name": "shop", "target": "http://127.0.0.1",
    "flows": ["flow.json", "other.json"],
    "profiles": {"load": {"users": 1, "for": "1s", "flows": {"other": 1}}}})");
  folder.write("flow.json", test::one_step(""));
  folder.write("other.json", R"({"name": "other", "steps": [{"name": "p", "request": "GET /"}]})");
  const Result<Suite> suite = folder.load();
  ASSERT_TRUE(suite) << suite.error().text();
  const Diagnostics told = lint(*suite);
  ASSERT_EQ(told.list.size(), 1U);
  EXPECT_EQ(told.list[0].message, "no profile walks the flow \"home\"");
}

TEST(Lint, TellsACookieHeaderWrittenByHand) {
  EXPECT_EQ(
      said_of_step(R"(, "headers": {"Cookie": "theme=dark"})"),
      "flow.json: the header \"cookie\" is sent beside those that answers have set: name it in "
      "\"cookies\", which joins them\n");
}

TEST(Lint, TellsAnAddressOffTheTarget) {
  EXPECT_EQ(
      said("", flow_of("", R"({"name": "a", "request": "GET https://cdn.shop.example/x.js"})")),
      "flow.json: cdn.shop.example is not the target: a load goes there only where "
      "\"load_hosts\" or --allow-host names it\n");
}

TEST(Lint, TakesALoadHostForMeant) {
  EXPECT_EQ(said(R"(, "load_hosts": ["cdn.shop.example"])",
                 flow_of("", R"({"name": "a", "request": "GET https://cdn.shop.example/x.js"})")),
            "");
}

TEST(Lint, TellsSecretsInClearAndHidesTheirLines) {
  constexpr const char* kRest =
      " stands here in clear: keep it out of the file with ${secret:NAME} [hidden]\n";
  const auto secret = [&](const std::string& what) { return "flow.json: " + what + kRest; };
  EXPECT_EQ(said_of_step(R"(, "headers": {"Authorization": "Bearer abcdefgh"})"),
            secret("the header \"Authorization\""));
  EXPECT_EQ(said_of_step(R"(, "headers": {"X-Api-Key": "abcdefgh"})"),
            secret("the header \"X-Api-Key\""));
  EXPECT_EQ(said_of_step(R"(, "auth": {"bearer": "abcdefgh"})"), secret("the token"));
  EXPECT_EQ(said_of_step(R"(, "auth": {"basic": {"user": "sam", "password": "abcdefgh"}})"),
            secret("the password"));
  EXPECT_EQ(said_of_step(R"(, "sign": {"header": "x-sign", "key": "abcdefgh"})"),
            secret("the key"));
  EXPECT_EQ(said_of_step(R"(, "form": {"user": "sam", "password": "abcdefgh"})"),
            secret("\"password\""));
  EXPECT_EQ(said_of_step(R"(, "json": {"client": [{"client_secret": "abcdefgh"}]})"),
            secret("\"client_secret\""));
  EXPECT_EQ(said_of_step(R"(, "query": {"access_token": "abcdefgh"})"), secret("\"access_token\""));
}

TEST(Lint, TakesASecretFromTheEnvironmentForSafe) {
  EXPECT_EQ(said_of_step(R"(, "form": {"password": "${secret:SHOP_PASSWORD}"})"), "");
}

TEST(Lint, TakesAnEmptyPasswordForNone) {
  EXPECT_EQ(said_of_step(R"(, "form": {"password": ""})"), "");
}

TEST(Lint, TellsADefaultOfASecretVariable) {
  EXPECT_EQ(said(R"(, "variables": {"pin": {"env": "PIN", "default": "123456", "one_time": true}})",
                 test::one_step(R"(, "form": {"pin": "${pin}"})")),
            "suite.json: the variable \"pin\" stands here in clear: keep it out of the file with "
            "${secret:NAME} [hidden]\n");
}

constexpr const char* kInClear =
    " stands here in clear: keep it out of the file with ${secret:NAME} [hidden]\n";

TEST(Lint, FindsSecretsInAddressesTextsAndCookies) {
  const auto secret = [&](const std::string& what) { return "flow.json: " + what + kInClear; };
  EXPECT_EQ(said("", flow_of("", R"({"name": "a", "request": "GET /?x=1&api_key=abcdefgh"})")),
            secret("\"api_key\" in the address"));
  EXPECT_EQ(said_of_step(R"(, "text": "user=sam&password=abcdefgh")"),
            secret("\"password\" in the text"));
  EXPECT_EQ(said_of_step(R"(, "text": "{\"client_secret\": \"abcdefgh\"}")"),
            secret("\"client_secret\" in the text"));
  EXPECT_EQ(said_of_step(R"(, "text": "<in><Password>abcdefgh</Password></in>")"),
            secret("\"Password\" in the text"));
  EXPECT_EQ(said_of_step(R"(, "cookies": {"sid": "abcdefghijklmnop"})"),
            secret("the cookie \"sid\""));
  EXPECT_EQ(said_of_step(R"(, "cookies": {"sid": "abcdefgh", "theme": "abcdefghijklmnop"})"), "");
  EXPECT_EQ(said_of_step(R"(, "headers": {"X-Forwarded-Auth": "Basic abcdefgh"})"),
            secret("the header \"X-Forwarded-Auth\""));
  EXPECT_EQ(said(R"(, "defaults": {"headers": {"Authorization": "bearer abcdefgh"}})",
                 test::one_step("")),
            std::string("suite.json: the header \"Authorization\"") + kInClear);
}

TEST(Lint, KnowsKeysByTheirBeginning) {
  const auto key = [&](const std::string& begin) {
    return "flow.json: a key that begins with " + begin + kInClear;
  };
  EXPECT_EQ(said_of_step(R"(, "json": {"x": ["see ghp_abcdefghijkl"]})"), key("ghp_"));
  EXPECT_EQ(said_of_step(R"(, "headers": {"X-Id": "AKIAABCDEFGHIJKL"})"), key("AKIA"));
  EXPECT_EQ(said_of_step(R"(, "query": {"q": "xoxb-abcdefghijkl"})"), key("xoxb-"));
  EXPECT_EQ(said_of_step(R"(, "form": {"q": "sk_live_abcdefghijkl"})"), key("sk_live_"));
  EXPECT_EQ(said_of_step(R"(, "text": "-----BEGIN PRIVATE KEY-----\nabc")"), key("-----BEGIN"));
  EXPECT_EQ(said_of_step(R"(, "text": "-----BEGIN CERTIFICATE-----\nabc")"), "");
  EXPECT_EQ(said_of_step(R"(, "headers": {"X-Id": "SLAKIAABCDEFGHIJKL"})"), "");
}

TEST(Lint, TakesAValueThatSaysThatItIsWrongForNoSecret) {
  for (const char* value : {"wrong-password", "Invalid-token", "not-the-token", "a-bad-token",
                            "example-key", "test-key-1", "dummy-key-1", "fake-key-1", "short"}) {
    EXPECT_EQ(said_of_step(std::string(R"(, "form": {"password": ")") + value + "\"}"), "");
    EXPECT_EQ(
        said_of_step(std::string(R"(, "headers": {"authorization": "Bearer )") + value + "\"}"),
        "");
    EXPECT_EQ(said_of_step(std::string(R"(, "auth": {"bearer": ")") + value + "\"}"), "");
  }
}

TEST(Lint, TellsAContentTypeThatTheBodyIsNot) {
  EXPECT_EQ(
      said_of_step(R"(, "json": {}, "headers": {"content-type": "text/plain; charset=utf-8"})"),
      "flow.json: the header \"content-type\" says text/plain, and what \"json\" sends is "
      "application/json\n");
  EXPECT_EQ(
      said_of_step(R"(, "form": {"a": "b"}, "headers": {"Content-Type": "application/json"})"),
      "flow.json: the header \"content-type\" says application/json, and what \"form\" sends "
      "is application/x-www-form-urlencoded\n");
  EXPECT_EQ(
      said_of_step(R"(, "json": {}, "headers": {"content-type": "application/merge-patch+json"})"),
      "");
  EXPECT_EQ(said_of_step(R"(, "text": "x", "headers": {"content-type": "text/csv"})"), "");
}

TEST(Lint, TellsADefaultContentTypeThatABodyIsNot) {
  const std::string json = R"(, "defaults": {"headers": {"content-type": "application/json"}})";
  EXPECT_EQ(
      said(json, test::one_step(R"(, "form": {"a": "b"})")),
      "suite.json: the header \"content-type\" says application/json, and what \"form\" of the "
      "step \"page\" sends is application/x-www-form-urlencoded\n");
  EXPECT_EQ(said(json, test::one_step(R"(, "json": {"a": "b"})")), "");
  EXPECT_EQ(said(json, test::one_step(R"(, "form": {"a": "b"},
      "headers": {"content-type": "application/x-www-form-urlencoded"})")),
            "");
}

TEST(Lint, TellsACookieHeaderInTheDefaults) {
  EXPECT_EQ(said(R"(, "defaults": {"headers": {"Cookie": "theme=dark"}})", test::one_step("")),
            "suite.json: the header \"cookie\" is sent beside those that answers have set: name it "
            "in \"cookies\", which joins them\n");
}

TEST(Lint, HidesTheSessionInACookieHeader) {
  EXPECT_EQ(
      said_of_step(R"(, "headers": {"Cookie": "theme=dark; sid=abcdefghijklmnop"})"),
      "flow.json: the header \"cookie\" is sent beside those that answers have set: name it in "
      "\"cookies\", which joins them\n"
      "flow.json: the cookie \"sid\" stands here in clear: keep it out of the file with "
      "${secret:NAME} [hidden]\n");
}

TEST(Lint, TellsAPasswordInTheAddressOfAVariable) {
  EXPECT_EQ(said(R"(, "variables": {"db": "http://sam:geheim123@127.0.0.1/"})",
                 test::one_step(R"(, "query": {"to": "${db}"})")),
            std::string("suite.json: a password in the address") + kInClear);
  EXPECT_EQ(said(R"(, "variables": {"db": "http://127.0.0.1/a:b@c"})",
                 test::one_step(R"(, "query": {"to": "${db}"})")),
            "");
}

TEST(Lint, KnowsTheShortNamesOfAPassword) {
  for (const char* name : {"pw", "pwd", "pass", "passphrase", "passcode"}) {
    EXPECT_EQ(said_of_step(std::string(R"(, "form": {")") + name + R"(": "Sommer2024!"})"),
              std::string("flow.json: \"") + name + "\"" + kInClear);
  }
  for (const char* name : {"bypass", "compass", "pass_number"})
    EXPECT_EQ(said_of_step(std::string(R"(, "form": {")") + name + R"(": "Sommer2024!"})"), "");
}

TEST(Lint, KnowsASignedToken) {
  const auto token = [](const std::string& text) {
    return said_of_step(R"(, "json": {"x": ")" + text + "\"}");
  };
  const std::string head = "eyJhbGciOiJIUzI1NiJ9";
  EXPECT_EQ(token("see " + head + ".eyJzdWIiOiIxIn0xx.dozjgNryP4J3"),
            std::string("flow.json: a key that begins with eyJ") + kInClear);
  EXPECT_EQ(token(head + ".eyJzdWIiOiIxIn0xx"), "");
  EXPECT_EQ(token(head + ".eyJzdWIiOiIxIn0xx.${signature}"), "");
}

TEST(Lint, StandsAtTheNeedThatNoTextUses) {
  EXPECT_EQ(test::lint_said("", R"({"name": "home", "needs": ["A",
 "B"], "steps": [{"name": "page", "request": "GET /${env:A}"}]})",
                            true),
            "flow.json:2:2: the flow \"home\" needs B, and no text uses it\n");
}

TEST(Lint, TellsAUserAgentThatHidesTheRun) {
  EXPECT_EQ(
      said_of_step(R"(, "headers": {"User-Agent": "Mozilla/5.0"})"),
      "flow.json: this \"user-agent\" does not name the run: with ${run.id} in it the target's "
      "own log tells whose requests these are\n");
  EXPECT_EQ(said_of_step(R"(, "headers": {"User-Agent": "app ${run.id}",
                             "accept-encoding": "gzip", "traceparent": "00-1-2-01"
})"),
            "");
}

// What lint says of a first step with these members, and one behind it that uses the capture `c`.
std::string said_of_capture(const std::string& first, const std::string& second = "",
                            const std::string& capture = "") {
  return said(
      "", flow_of("", R"({"name": "l", "request": "GET /",
      "captures": {"x": {"json": "/x", "optional": true}, "list": {"json": "/l", "list": true}}},
    {"name": "u", "request": "GET /", "when": {"variable": "x"}, "headers": {"x": "${x}"}},
    {"name": "a", "request": "GET /${index}", "captures": {"c": {"json": "/c")" +
                          capture + "}}" + first + R"(}, {"name": "b", "request": "GET /${c}")" +
                          second + "}, " + R"({"steps": [{"name": "e", "request": "GET /"}],
                                  "repeat": {"for_each": "list"}})"));
}

constexpr const char* kWhenX = R"(, "when": {"variable": "x"})";

TEST(Lint, TellsACaptureThatMayBeUnsetWhereItIsUsed) {
  const std::string begin = "flow.json: the capture \"c\" may be unset here: the step \"a\" ";
  EXPECT_EQ(said_of_capture(""), "");
  EXPECT_EQ(said_of_capture(kWhenX), begin + "is sent only under a condition\n");
  EXPECT_EQ(said_of_capture("", "", R"(, "optional": true)"),
            begin + "captures it only where its answer holds one\n");
  EXPECT_EQ(said_of_capture("", "", R"(, "sticky": true)"),
            begin + "captures it only where its answer holds one\n");
  EXPECT_EQ(said_of_capture(R"(, "for_each": "list")"),
            begin + "is sent once for each item of a list, which may be empty\n");
}

TEST(Lint, TakesACaptureForSetWhereAConditionSaysSo) {
  EXPECT_EQ(said_of_capture(kWhenX, kWhenX), "");
  EXPECT_EQ(said_of_capture(kWhenX, R"(, "when": {"variable": "c"})"), "");
  EXPECT_EQ(said_of_capture(R"(, "when": {"variable": "x"}, "stop": true)"), "");
  EXPECT_EQ(said_of_capture("", R"(, "when": {"variable": "c"})", R"(, "optional": true)"), "");
  EXPECT_EQ(said_of_capture("", "", R"(, "default": "none")"), "");
}

TEST(Lint, TellsACaptureOfABlockThatMayNotBeWalked) {
  const auto blocks = [](const std::string& first, const std::string& inside,
                         const std::string& behind) {
    return said("", flow_of("", R"({"name": "l", "request": "GET /", "captures":
        {"x": {"json": "/x", "optional": true}, "list": {"json": "/l", "list": true}}},
      {"steps": [{"name": "u", "request": "GET /"}], "when": {"variable": "x"}},
      {"steps": [{"name": "v", "request": "GET /"}], "repeat": {"for_each": "list"}},
      {)" + first + R"(, "steps": [{"name": "a", "request": "GET /",
        "captures": {"c": {"json": "/c"}}})" +
                                    inside + "]}" + behind));
  };
  const std::string user = R"(, {"name": "b", "request": "GET /${c}"})";
  const std::string when = R"("when": {"variable": "x"})";
  const std::string loop = R"("repeat": {"for_each": "list"})";
  const std::string begin = "flow.json: the capture \"c\" may be unset here: the step \"a\" ";
  EXPECT_EQ(blocks(when, user, ""), "");
  EXPECT_EQ(blocks(loop, user, ""), "");
  EXPECT_EQ(blocks(when, "", user), begin + "is sent only under a condition\n");
  EXPECT_EQ(blocks(loop, "", user),
            begin + "is sent once for each item of a list, which may be empty\n");
  EXPECT_EQ(blocks(R"("repeat": 3)", "", user), "");
}

TEST(Lint, TakesACaptureThatARepetitionWaitsForAsSet) {
  EXPECT_EQ(said("", flow_of("", R"({"repeat": {"until": {"variable": "c"}, "at_most": 9},
      "steps": [{"name": "a", "request": "GET /",
                 "captures": {"c": {"json": "/c", "optional": true}}}]},
      {"name": "b", "request": "GET /${c}"})")),
            "");
}

}  // namespace
}  // namespace slogate
