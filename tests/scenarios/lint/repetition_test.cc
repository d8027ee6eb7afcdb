// What lint knows of repetitions: where they end by their bound, and what they start with.
#include <gtest/gtest.h>

#include "tests/scenarios/lint/lint_said.h"

namespace slogate {
namespace {

using test::flow_of;

std::string said(const std::string& flow) {
  return test::lint_said("", flow);
}

TEST(Lint, DoubtsACaptureThatARepetitionMayGoOnWithout) {
  EXPECT_EQ(said(flow_of("", R"({"repeat": {"until": {"variable": "c"}, "at_most": 9,
                                                "on_bound": "continue"},
      "steps": [{"name": "a", "request": "GET /",
                 "captures": {"c": {"json": "/c", "optional": true}}}]},
      {"name": "b", "request": "GET /${c}"})")),
            "flow.json: the capture \"c\" may be unset here: the step \"a\" captures it only where "
            "its answer holds one\n");
}

// What a step before, in and behind a block that starts with `c` is told.
std::string started(const std::string& before, const std::string& block, const std::string& inside,
                    const std::string& behind) {
  return said(flow_of("", R"(
      {"name": "v", "request": "GET /", "captures": {"x": {"json": "/x", "optional": true},
       "list": {"jsonpath": "$..x", "list": true, "optional": true}}},
      {"name": "w", "request": "GET /", "when": {"variable": "x"}},
      {"steps": [{"name": "z", "request": "GET /"}], "repeat": {"for_each": "list"}},)" +
                              before + "{" + block + R"(, "steps": [)" + inside + "]}" + behind));
}

TEST(Lint, TakesAStartAsSet) {
  const std::string start = R"("start": {"c": "/"}})";
  const std::string times = R"("repeat": {"times": 2, )" + start;
  const std::string use = R"({"name": "a", "request": "GET ${c}"})";
  const std::string link =
      R"({"name": "l", "request": "GET ${c}", "captures": {"c": {"json": "/c", "optional": true}}})";
  const std::string behind = R"(, {"name": "b", "request": "GET ${c}"})";
  const std::string plain = R"({"name": "p", "request": "GET /"})";
  const std::string left_out =
      "flow.json: the variable \"c\" may be unset here: the repetition that starts with it may be "
      "left out\n";
  EXPECT_EQ(started("", times, use, behind), "");
  EXPECT_EQ(started("", times, link, ""), "");
  EXPECT_EQ(started("", R"("when": {"variable": "x"}, )" + times, use, ""), "");
  EXPECT_EQ(started("", R"("when": {"variable": "x"}, )" + times, use, behind), left_out);
  EXPECT_EQ(started("", R"("repeat": {"for_each": "list", )" + start, plain, behind), left_out);
  // Behind a step that may find none the start is gone.
  EXPECT_EQ(started("", times, link, behind),
            "flow.json: the capture \"c\" may be unset here: the step \"l\" captures it only where "
            "its answer holds one\n");
  const std::string early =
      R"({"name": "e", "request": "GET /", "captures": {"c": {"json": "/c", "optional": true}}},)";
  EXPECT_EQ(started(early, times, use, behind), "");
  EXPECT_EQ(started("", times, plain, ""), "flow.json: the start variable \"c\" is used nowhere\n");
}

TEST(Lint, KnowsThatAStartGivesAnotherValue) {
  EXPECT_EQ(started("", R"("when": {"variable": "x", "exists": false},
                           "repeat": {"times": 2, "start": {"x": "1"}})",
                    R"({"name": "a", "request": "GET /", "when": {"variable": "x"}})", ""),
            "");
}

}  // namespace
}  // namespace slogate
