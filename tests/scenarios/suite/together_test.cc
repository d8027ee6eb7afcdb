// What is told in one go: faults of keys, selectors and names together, and nothing that only
// follows from another fault.
#include <gtest/gtest.h>

#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

using test::SuiteFolder;

constexpr std::string_view kSuite = R"({
  "name": "shop", "target": "http://127.0.0.1", "flows": ["flow.json"],
  "profiles": {"load": {"users": 1, "for": "1s", "flows": {"hmoe": 1}}},
  "objectives": [{
    "name": "a", "measure": "p99", "below": "2s",
    "over": {"tag": "apj"},
    "in": ["laod"]
  }]
})";

std::string problems_with(std::string_view flow, std::string_view suite = kSuite) {
  const SuiteFolder folder;
  folder.write("suite.json", suite);
  folder.write("flow.json", flow);
  std::string told = folder.problems();
  if (told.ends_with('\n')) told.pop_back();
  return told;
}

TEST(ToldTogether, KeysSelectorsAndNames) {
  EXPECT_EQ(
      problems_with(R"({"name": "home", "steps": [
  {"name": "page", "request": "GET /", "tags": ["api"], "cheks": [],
   "checks": [{"json": "ok", "exists": true}]}
]})"),
      "suite.json:3:60: unknown flow \"hmoe\", did you mean \"home\"?\n"
      "suite.json:6:21: objective \"a\": unknown tag \"apj\", did you mean \"api\"?\n"
      "suite.json:7:12: objective \"a\": unknown profile \"laod\", did you mean \"load\"?\n"
      "flow.json:2:57: unknown key \"cheks\", did you mean \"checks\"?\n"
      "flow.json:3:24: bad JSON pointer \"ok\": it is empty or begins with \"/\", and \"~\" is "
      "written \"~0\"");
}

constexpr std::string_view kOnlyProfile =
    "suite.json:7:12: objective \"a\": unknown profile \"laod\", did you mean \"load\"?\n";

TEST(ToldTogether, AFlowThatCannotBeReadHidesItsNames) {
  EXPECT_EQ(problems_with("{"),
            std::string(kOnlyProfile) +
                "flow.json:1:2: the text ends too early, the { of 1:1 is still open");
}

TEST(ToldTogether, AFlowWithoutItsNameHidesIt) {
  EXPECT_EQ(
      problems_with(R"({"nmae": "home", "steps": [
  {"name": "page", "request": "GET /", "tags": ["apj"]}]})"),
      std::string(kOnlyProfile) + "flow.json:1:2: unknown key \"nmae\", did you mean \"name\"?");
}

TEST(ToldTogether, AMisspeltListOfTagsHidesThem) {
  const std::string told = problems_with(R"({"name": "hmoe", "steps": [
  {"name": "page", "request": "GET /", "tgas": ["api"]}]})");
  EXPECT_EQ(told, std::string(kOnlyProfile) +
                      "flow.json:2:40: unknown key \"tgas\", did you mean \"tags\"?");
}

TEST(ToldTogether, AnIncludeThatIsMissingHidesSteps) {
  const std::string told =
      problems_with(R"({"name": "hmoe", "steps": [{"include": "none.json"}]})");
  EXPECT_EQ(told.find("unknown tag"), std::string::npos) << told;
  EXPECT_EQ(told.find("no step fits"), std::string::npos) << told;
}

TEST(ToldTogether, ProfilesThatAreNoObjectHideTheirNames) {
  EXPECT_EQ(problems_with(R"({"name": "home", "steps": [{"name": "page", "request": "GET /"}]})",
                          R"({"name": "shop", "target": "http://127.0.0.1", "flows": ["flow.json"],
  "profiles": [], "objectives": [{"name": "a", "measure": "p99", "below": "2s", "in": ["load"]}]})"),
            "suite.json:2:15: \"profiles\" is an array, it must be an object");
}

TEST(ToldTogether, ABaseThatIsMissingHidesItsNames) {
  EXPECT_EQ(
      problems_with(R"({"name": "home", "steps": [{"name": "page", "request": "GET /"}]})",
                    R"({"name": "shop", "target": "http://127.0.0.1", "extends": "far/base.json",
  "flows": ["flow.json"],
  "objectives": [{"name": "a", "measure": "p99", "below": "2s", "in": ["load"]}]})"),
      "suite.json:1:59: the suite file \"far/base.json\" does not exist in the suite's folder");
}

TEST(Lists, HeadersAndPatternsGiveEveryMatchWhereOneIsWanted) {
  const SuiteFolder folder;
  folder.write("suite.json",
               R"({"name": "shop", "target": "http://127.0.0.1", "flows": ["flow.json"]})");
  folder.write("flow.json", R"({"name": "home", "steps": [
  {"name": "page", "request": "GET /", "checks": [
    {"header": "x-list", "filters": ["count"], "equals": 2},
    {"header": "x-list", "filters": ["trim", {"index": 1}], "equals": "b"},
    {"regex": "x", "filters": ["count"], "at_least": 1},
    {"header": "x-list", "each": true, "starts_with": "a"},
    {"regex": "id=[0-9]+", "unique": true},
    {"header": "x-list", "count": 2}]}]})");
  EXPECT_EQ(folder.problems(), "fine");
}

TEST(Numbers, AWholeOneMayHaveAPoint) {
  const SuiteFolder folder;
  folder.write("suite.json",
               R"({"name": "shop", "target": "http://127.0.0.1", "flows": ["flow.json"]})");
  folder.write("flow.json", R"({"name": "home", "steps": [
  {"repeat": 1000.0, "steps": [{"name": "page", "request": "GET /", "max_body": 1e3}]}]})");
  const Result<Suite> suite = folder.load();
  ASSERT_TRUE(suite) << suite.error().text();
  EXPECT_EQ(suite->flows[0].steps.blocks[0].repeat.times, 1000U);
  EXPECT_EQ(suite->flows[0].steps[0].max_body, 1000U);
}

}  // namespace
}  // namespace slogate
