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
  EXPECT_EQ(said_of_step(R"(, "headers": {"Authorization": "Bearer abcdef"})"),
            secret("the header \"Authorization\""));
  EXPECT_EQ(said_of_step(R"(, "headers": {"X-Api-Key": "abcdef"})"),
            secret("the header \"X-Api-Key\""));
  EXPECT_EQ(said_of_step(R"(, "auth": {"bearer": "abcdef"})"), secret("the token"));
  EXPECT_EQ(said_of_step(R"(, "auth": {"basic": {"user": "sam", "password": "abcdef"}})"),
            secret("the password"));
  EXPECT_EQ(said_of_step(R"(, "sign": {"header": "x-sign", "key": "abcdef"})"), secret("the key"));
  EXPECT_EQ(said_of_step(R"(, "form": {"user": "sam", "password": "abcdef"})"),
            secret("\"password\""));
  EXPECT_EQ(said_of_step(R"(, "json": {"client": [{"client_secret": "abcdef"}]})"),
            secret("\"client_secret\""));
  EXPECT_EQ(said_of_step(R"(, "query": {"access_token": "abcdef"})"), secret("\"access_token\""));
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

}  // namespace
}  // namespace slogate
