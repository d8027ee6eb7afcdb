// Steps that want codes of one key in one time step.
#include <gtest/gtest.h>

#include "tests/scenarios/lint/lint_said.h"

namespace slogate::test {
namespace {

constexpr const char* kKeys =
    R"(, "variables": {"key": {"env": "OTP_KEY", "secret": true},
      "same": {"env": "OTP_KEY", "secret": true},
      "other": {"env": "OTHER_KEY", "secret": true}})";

std::string sends(const std::string& name, const std::string& key, const std::string& more = {}) {
  return R"({"name": ")" + name + R"(", "request": "POST /", "form": {"code": "${totp:)" + key +
         R"(}"})" + more + "}";
}

// The warnings on codes alone.
std::string said(const std::string& steps, const std::string& members = kKeys,
                 const std::string& of_flow = {}) {
  std::string out;
  std::string all = lint_said(members, flow_of(of_flow, steps));
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at) + 1;
    const std::string line = all.substr(at, end - at);
    if (line.find("codes of one key") != std::string::npos || line.starts_with("refused"))
      out += line;
    at = end;
  }
  return out;
}

TEST(SharedCodes, AreToldOfTwoStepsOfOneIteration) {
  EXPECT_EQ(said(sends("in", "key") + ", " + sends("up", "same")),
            "flow.json: the steps \"in\" and \"up\" send codes of one key, \"same\", in one "
            "iteration: a code serves once, so the second one waits up to 30 s for the next\n");
  EXPECT_EQ(said(sends("in", "key") + ", " + sends("up", "other")), "");
}

TEST(SharedCodes, AreNotToldWhereAThinkTimeOfATimeStepLiesBetween) {
  const auto after = [](const std::string& think) {
    return said(sends("in", "key", R"(, "think": )" + think) +
                R"(, {"name": "page", "request": "GET /", "think": "10s"}, )" + sends("up", "key"));
  };
  EXPECT_EQ(after("\"20s\""), "");
  EXPECT_NE(after("\"19s\""), "");
  EXPECT_EQ(after(R"({"uniform": ["20s", "1m"]})"), "");
  EXPECT_NE(after(R"({"exponential": "10m"})"), "");
}

TEST(SharedCodes, CountTheDefaultThinkTimeAndThePeriodOfTheKey) {
  const std::string key =
      R"(, "variables": {"key": {"env": "OTP_KEY",
           "default": "otpauth://totp/a?secret=MZXW6YTB&period=60"}})";
  const std::string steps = sends("in", "key") + ", " + sends("up", "key");
  EXPECT_EQ(said(steps, std::string(kKeys) + R"(, "defaults": {"think": "30s"})"), "");
  EXPECT_NE(said(steps, key + R"(, "defaults": {"think": "30s"})").find("waits up to 1 min for"),
            std::string::npos);
  EXPECT_EQ(said(steps, key + R"(, "defaults": {"think": "60s"})"), "");
}

TEST(SharedCodes, AreToldOfASessionAndItsFirstIteration) {
  EXPECT_NE(said(sends("up", "key"), kKeys,
                 R"(, "session": {"shared_by": "user", "steps": [)" + sends("in", "key") + "]}"),
            "");
}

TEST(SharedCodes, AreNotToldOfAlternatives) {
  const auto when = [](const char* value) {
    return std::string(R"(, "when": {"variable": "mode", "equals": ")") + value + "\"}";
  };
  const std::string page =
      R"({"name": "page", "request": "GET /", "captures": {"mode": {"json": "/mode"}}}, )";
  EXPECT_EQ(said(page + sends("in", "key", when("a")) + ", " + sends("up", "key", when("b"))), "");
}

std::string said_of_flows(const std::string& profile) {
  const SuiteFolder folder;
  folder.write("suite.json",
               R"({"name": "shop", "target": "http://127.0.0.1", "flows": ["a.json", "b.json"],
                   "profiles": {"load": )" +
                   profile + "}" + kKeys + "}");
  for (const std::string name : {"a", "b"})
    folder.write(name + ".json",
                 R"({"name": ")" + name + R"(", "steps": [)" + sends("in", "key") + "]}");
  const Result<Suite> suite = folder.load();
  if (!suite) return "refused: " + suite.error().text();
  std::string out;
  for (const Diagnostic& warning : lint(*suite).list) {
    if (warning.message.find("codes of one key") != std::string::npos) out += warning.message;
  }
  return out;
}

TEST(SharedCodes, AreToldOfTwoFlowsOfOneProfile) {
  EXPECT_EQ(
      said_of_flows(R"({"users": 1, "for": "1m"})"),
      "the flows \"a\" and \"b\" send codes of one key, \"key\", in the profile \"load\": a code "
      "serves once, so they wait up to 30 s for one another");
  EXPECT_EQ(said_of_flows(R"({"users": 1, "for": "1m", "flows": {"a": 1}})"), "");
}

}  // namespace
}  // namespace slogate::test
