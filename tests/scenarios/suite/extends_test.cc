#include <gtest/gtest.h>

#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using test::one_step;
using test::suite_with;
using test::SuiteFolder;

// A base with one of everything, and a suite on top of it.
class Extends : public testing::Test {
 protected:
  Extends() {
    folder_.write("flow.json", one_step(""));
    folder_.write(
        "base.json",
        suite_with(R"(, "title": "Base", "load_hosts": ["a.example"], "not_seen": ["disk"],
        "ready": {"name": "up", "request": "GET /up"},
        "variables": {"x": "1", "y": "2"},
        "defaults": {"timeout": "7s", "connect_timeout": "2s",
            "headers": {"Accept": "a", "x-b": "b"}},
        "profiles": {"smoke": {"iterations": 1}, "load": {"users": 2, "for": "1s"}},
        "objectives": [{"name": "fast", "measure": "max", "below": "5s"},
            {"name": "good", "measure": "error_rate", "below": "1%"}])"));
  }

  Suite load(const std::string& members) {
    folder_.write("suite.json", R"({"extends": "base.json", "name": "own")" + members + "}");
    const Result<Suite> suite = folder_.load();
    EXPECT_TRUE(suite) << (suite ? "" : suite.error().text());
    return suite ? *suite : Suite{};
  }

  SuiteFolder folder_;
};

TEST_F(Extends, TakesEverythingFromTheBase) {
  const Suite suite = load("");
  EXPECT_EQ(suite.name, "own");
  EXPECT_EQ(suite.title, "own");
  EXPECT_EQ(suite.target.text, "http://127.0.0.1");
  EXPECT_EQ(suite.flows.size(), 1U);
  EXPECT_EQ(suite.load_hosts.size(), 1U);
  EXPECT_EQ(suite.not_seen.size(), 1U);
  EXPECT_TRUE(suite.ready);
  EXPECT_EQ(suite.variables.size(), 2U);
  EXPECT_EQ(suite.profiles.size(), 2U);
  EXPECT_EQ(suite.objectives.size(), 2U);
  EXPECT_EQ(suite.defaults.timeout, 7s);
}

TEST_F(Extends, ReplacesByNameAndAdds) {
  const Suite suite =
      load(R"(, "variables": {"y": "3", "z": "4"}, "profiles": {"load": {"users": 9, "for": "1s"}},
      "objectives": [{"name": "good", "measure": "error_rate", "below": "0.1%"}])");
  ASSERT_EQ(suite.variables.size(), 3U);
  EXPECT_EQ(suite.variables[0].value->text, "1");
  EXPECT_EQ(suite.variables[1].value->text, "3");
  EXPECT_EQ(suite.variables[2].name, "z");
  EXPECT_EQ(suite.profiles.at(1).from, 9);
  ASSERT_EQ(suite.objectives.size(), 2U);
  EXPECT_EQ(suite.objectives[1].limit, 0.001);
}

TEST_F(Extends, ReplacesDefaultsOneByOne) {
  const Suite suite = load(R"(, "defaults": {"timeout": "9s", "headers": {"accept": "c"}})");
  EXPECT_EQ(suite.defaults.timeout, 9s);
  EXPECT_EQ(suite.defaults.connect_timeout, 2s);
  ASSERT_EQ(suite.defaults.headers.size(), 2U);
  EXPECT_EQ(suite.defaults.headers[0].second.text, "c");
}

TEST_F(Extends, ReplacesListsAsAWhole) {
  folder_.write("own.json", R"({"name": "own", "steps": [{"name": "a", "request": "GET /a"}]})");
  const Suite suite = load(
      R"(, "target": "https://b.example", "flows": ["own.json"], "load_hosts": [],
      "not_seen": ["logs"],
      "ready": {"name": "ok", "request": "GET /ok"})");
  EXPECT_EQ(suite.target.text, "https://b.example");
  ASSERT_EQ(suite.flows.size(), 1U);
  EXPECT_EQ(suite.flows[0].name, "own");
  EXPECT_TRUE(suite.load_hosts.empty());
  EXPECT_EQ(suite.not_seen, std::vector<std::string>{"logs"});
  EXPECT_EQ(suite.ready->name, "ok");
}

TEST_F(Extends, TellsProblemsOfTheBaseInTheBase) {
  folder_.write("base.json", suite_with(",\n\"titel\": \"x\""));
  folder_.write("suite.json", R"({"extends": "base.json", "name": "own"})");
  EXPECT_EQ(folder_.problems(), "base.json:2:1: unknown key \"titel\", did you mean \"title\"?\n");
}

TEST_F(Extends, FlowsOfABaseBelowLieBesideIt) {
  folder_.write("deep/base.json",
                R"({"name": "base", "target": "http://a", "flows": ["flow.json"]})");
  folder_.write("deep/flow.json",
                R"({"name": "deep", "steps": [{"name": "a", "request": "GET /a"}]})");
  folder_.write("suite.json", R"({"extends": "deep/base.json", "name": "own"})");
  const Result<Suite> suite = folder_.load();
  ASSERT_TRUE(suite) << suite.error().text();
  EXPECT_EQ(suite->flows.at(0).name, "deep");
  EXPECT_EQ(suite->flows.at(0).file, "deep/flow.json");
}

TEST_F(Extends, ASuiteCannotExtendItself) {
  folder_.write("suite.json", R"({"extends": "suite.json", "name": "own"})");
  EXPECT_EQ(folder_.problems(),
            "suite.json:1:13: \"extends\" goes round in a circle: suite.json, suite.json\n");
}

TEST_F(Extends, AChainHasAnEnd) {
  folder_.write("suite.json", R"({"extends": "s1.json", "name": "own"})");
  for (int i = 1; i < 20; ++i) {
    folder_.write("s" + std::to_string(i) + ".json",
                  R"({"name": "own", "extends": "s)" + std::to_string(i + 1) + R"(.json"})");
  }
  EXPECT_EQ(folder_.problems(), "s15.json:1:28: more than 16 suites extend each other\n");
}

}  // namespace
}  // namespace slogate
