#include "scenarios/lint/lint.h"

#include <gtest/gtest.h>

#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

using test::SuiteFolder;

constexpr const char* kProfiles = R"(, "profiles": {"smoke": {"iterations": 1}})";

// What lint says of a suite with these members and this flow, without the folder.
std::string said(const std::string& suite_members, const std::string& flow) {
  const SuiteFolder folder;
  folder.write("suite.json", test::suite_with(kProfiles + suite_members));
  folder.write("flow.json", flow);
  const Result<Suite> suite = folder.load();
  if (!suite) return "refused: " + suite.error().text();
  std::string out;
  for (const Diagnostic& warning : lint(*suite).list) {
    out += warning.at.file.substr(folder.path().string().size() + 1) + ": " + warning.message +
           (warning.hide_line ? " [hidden]" : "") + "\n";
  }
  return out;
}

std::string flow_of(const std::string& members, const std::string& steps) {
  return R"({"name": "home")" + members + R"(, "steps": [)" + steps + "]}";
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

TEST(Lint, TellsAUserAgentThatHidesTheRun) {
  EXPECT_EQ(said_of_step(R"(, "headers": {"User-Agent": "Mozilla/5.0"})"),
            "flow.json: this \"user-agent\" replaces the one by which the target knows the run: "
            "${run.id} in it keeps the run's name\n");
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

TEST(Lint, TellsAStepThatWaitsForWhatIsAlwaysSet) {
  const std::string never = "flow.json: the step \"b\" is never sent: ";
  EXPECT_EQ(said("", flow_of(R"(, "generate": {"n": {"uuid": true}})",
                             R"({"name": "b", "request": "GET /${n}",
                                 "when": {"variable": "n", "exists": false}})")),
            never + "n is always set here\n");
  const auto captured = [](const std::string& capture, const std::string& step) {
    return said("", flow_of("", R"({"name": "a", "request": "GET /", "captures":
        {"c": {"json": "/c")" + capture +
                                    "}}" + step + R"(},
      {"name": "b", "request": "GET /", "when": {"variable": "c", "exists": false}})"));
  };
  EXPECT_EQ(captured("", ""), never + "c is always set here\n");
  EXPECT_EQ(captured(R"(, "optional": true)", ""), "");
  EXPECT_EQ(captured("", R"(, "on_failure": "continue")"), "");
}

TEST(Lint, TellsABlockThatWaitsForWhatIsAlwaysSetOnce) {
  EXPECT_EQ(said("", flow_of(R"(, "generate": {"n": {"uuid": true}})",
                             R"({"when": {"variable": "n", "exists": false}, "steps": [
                                 {"name": "b", "request": "GET /${n}"},
                                 {"name": "d", "request": "GET /"}]})")),
            "flow.json: the step \"b\" is never sent: n is always set here\n");
}

}  // namespace
}  // namespace slogate
