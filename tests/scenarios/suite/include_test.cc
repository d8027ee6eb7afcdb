#include <gtest/gtest.h>

#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

using test::suite_with;
using test::SuiteFolder;

class Include : public testing::Test {
 protected:
  Include() { folder_.write("suite.json", suite_with("")); }

  void flow(const std::string& entries) const {
    folder_.write("flow.json", R"({"name": "home", "steps": [)" + entries + "]}");
  }
  void steps(const std::string& file, const std::string& entries) const {
    folder_.write(file, R"({"steps": [)" + entries + "]}");
  }
  [[nodiscard]] StepList load() const {
    const Result<Suite> suite = folder_.load();
    EXPECT_TRUE(suite) << (suite ? "" : suite.error().text());
    return suite ? suite->flows.at(0).steps : StepList{};
  }
  [[nodiscard]] std::string names() const {
    std::string out;
    for (const StepSpec& step : load()) out += (out.empty() ? "" : ", ") + step.name;
    return out;
  }

  SuiteFolder folder_;
};

std::string step(const std::string& name, const std::string& more = "") {
  return R"({"name": ")" + name + R"(", "request": "GET /")" + more + "}";
}

TEST_F(Include, StandsForTheEntriesOfItsFile) {
  steps("in.json", step("form") + "," + step("submit"));
  flow(step("page") + R"(, {"include": "in.json"}, )" + step("out"));
  EXPECT_EQ(names(), "page, form, submit, out");
}

TEST_F(Include, PutsItsPrefixBeforeStepsAndGroups) {
  steps("in.json", step("form", R"(, "group": "sign in")"));
  flow(R"({"include": "in.json", "prefix": "admin"}, {"include": "in.json", "prefix": "guest"})");
  const StepList list = load();
  EXPECT_EQ(list[0].name + " | " + list[0].group, "admin: form | admin: sign in");
  EXPECT_EQ(list[1].name + " | " + list[1].group, "guest: form | guest: sign in");
}

TEST_F(Include, PrefixesOfNestedOnesStandInARow) {
  steps("a.json", R"({"include": "b.json", "prefix": "inner"})");
  steps("b.json", R"({"group": "g", "steps": [)" + step("form") + "]}");
  flow(R"({"include": "a.json", "prefix": "outer"})");
  EXPECT_EQ(load()[0].name + " | " + load()[0].group, "outer: inner: form | outer: inner: g");
}

TEST_F(Include, MayStandInABlock) {
  steps("in.json", step("a") + "," + step("b"));
  flow(R"({"repeat": 3, "steps": [{"include": "in.json"}]})");
  const StepList list = load();
  ASSERT_EQ(list.blocks.size(), 1U);
  EXPECT_EQ(list.blocks[0].first, 0U);
  EXPECT_EQ(list.blocks[0].end, 2U);
}

TEST_F(Include, KeepsThePlacesOfItsFile) {
  folder_.write("in.json", "{\"steps\": [\n  " + step("form") + "]}");
  flow(R"({"include": "in.json"})");
  const StepList list = load();
  EXPECT_TRUE(list[0].at.file.ends_with("in.json")) << list[0].at.file;
  EXPECT_EQ(list[0].at.line, 2);
}

// What reads the files goes by these places.
TEST_F(Include, FileNamesStayAsWrittenAtAPlaceInTheirFile) {
  steps("deep/in.json", R"({"include": "er/up.json"})");
  steps("deep/er/up.json", step("up", R"(, "multipart": [{"name": "a", "file": "a.bin"}],
             "checks": [{"json": "", "schema": "a.schema.json"}])") +
                               "," + step("raw", R"(, "file": "b.bin")"));
  flow(R"({"include": "deep/in.json"})");
  const StepList list = load();
  const std::string file = (folder_.path() / "deep/er/up.json").string();
  EXPECT_EQ(list[0].parts.at(0).file + " " + list[0].parts.at(0).at.file, "a.bin " + file);
  const Json& schema = list[0].checks.at(0).expected;
  EXPECT_EQ(schema.string + " " + schema.at.file, "a.schema.json " + file);
  EXPECT_EQ(list[1].body.string + " " + list[1].body.at.file, "b.bin " + file);
}

TEST_F(Include, WorksInSessionsSetupAndTeardown) {
  steps("in.json", step("form"));
  folder_.write("suite.json", suite_with(R"(, "setup": [{"include": "in.json"}],
      "teardown": [{"include": "in.json", "prefix": "last"}])"));
  folder_.write("flow.json", R"({"name": "home", "session": {"shared_by": "user",
      "steps": [{"include": "in.json"}], "end": [{"include": "in.json", "prefix": "end"}]},
      "steps": [)" + step("page") +
                                 "]}");
  const Result<Suite> suite = folder_.load();
  ASSERT_TRUE(suite) << suite.error().text();
  EXPECT_EQ(suite->setup[0].name, "form");
  EXPECT_EQ(suite->teardown[0].name, "last: form");
  EXPECT_EQ(suite->flows[0].session_steps[0].name, "form");
  EXPECT_EQ(suite->flows[0].session_end[0].name, "end: form");
}

TEST_F(Include, OfABaseBelowLiesBesideIt) {
  steps("base/in.json", step("up", R"(, "file": "a.bin")"));
  folder_.write("base/suite.json", R"({"name": "base", "target": "http://127.0.0.1",
      "setup": [{"include": "in.json"}, )" +
                                       step("own", R"(, "file": "b.bin")") + "]}");
  folder_.write("suite.json",
                R"({"extends": "base/suite.json", "name": "own", "flows": ["flow.json"]})");
  flow(step("page"));
  const Result<Suite> suite = folder_.load();
  ASSERT_TRUE(suite) << suite.error().text();
  EXPECT_EQ(suite->setup[0].name + " " + suite->setup[1].name, "up own");
  EXPECT_TRUE(suite->setup[0].body.at.file.ends_with("base/in.json"));
  EXPECT_TRUE(suite->setup[1].body.at.file.ends_with("base/suite.json"));
}

TEST_F(Include, EightDeepIsRead) {
  for (int i = 1; i < 8; ++i) {
    steps("s" + std::to_string(i) + ".json",
          R"({"include": "s)" + std::to_string(i + 1) + R"(.json"})");
  }
  steps("s8.json", step("last"));
  flow(R"({"include": "s1.json"})");
  EXPECT_EQ(names(), "last");
}

TEST_F(Include, ToldOnceWhereItsFileIsReadTwice) {
  folder_.write("in.json", R"({"steps": [{"name": "a", "request": "GTE /"}]})");
  flow(R"({"include": "in.json", "prefix": "a"}, {"include": "in.json", "prefix": "b"})");
  EXPECT_EQ(folder_.problems(), "in.json:1:37: unknown method \"GTE\", did you mean \"GET\"?\n");
}

}  // namespace
}  // namespace slogate
