#include <gtest/gtest.h>

#include "tests/scenarios/lint/lint_said.h"

namespace slogate {
namespace {

using test::flow_of;

// What lint says of these steps, behind one that may find `x` and `y` and a list of `links`; values are used somewhere.
std::string said(const std::string& steps, const std::string& members = "",
                 const std::string& suite_members = "") {
  return test::lint_said(suite_members, flow_of(members, R"(
{"name": "l", "request": "GET /", "captures": {"x": {"json": "/x", "optional": true},
 "y": {"json": "/y", "optional": true}, "links": {"xpath": "//a/@href", "list": true}}},
{"name": "u", "request": "GET /${x}/${y}", "when": [{"variable": "x"}, {"variable": "y"}]},
{"name": "m", "request": "GET ${item}", "for_each": "links"},
)" + steps));
}

std::string step(const std::string& name, const std::string& members = "") {
  return R"({"name": ")" + name + R"(", "request": "GET /")" +
         (members.empty() ? "" : ", " + members) + "}";
}

std::string block(const std::string& members, const std::string& steps) {
  return "{" + members + ",\n\"steps\": [" + steps + "]}";
}

std::string when(const std::string& condition) {
  return R"("when": {"variable": )" + condition + "}";
}

std::string checks(const std::string& list) {
  return R"("checks": [)" + list + "]";
}

constexpr const char* kLink = R"({"name": "b", "request": "GET ${item}"})";

// Of a block under the first condition and a step of it under the second.
std::string nested(const std::string& outer, const std::string& inner) {
  return said(block(when(outer), step("b", when(inner))));
}

TEST(Unreachable, TellsAConditionThatNegatesThatOfItsBlock) {
  EXPECT_EQ(nested(R"("x")", R"("x", "exists": false)"),
            "flow.json: the step \"b\" is never sent: variable x is there (line 6) and variable x "
            "is absent cannot both hold\n");
  EXPECT_EQ(
      nested(R"("x", "equals": "a")", R"("x", "equals": "b")"),
      "flow.json: the step \"b\" is never sent: variable x equals \"a\" (line 6) and variable "
      "x equals \"b\" cannot both hold\n");
}

TEST(Unreachable, KnowsWhichConditionsExcludeEachOther) {
  const std::vector<std::pair<std::string, std::string>> excluding{
      {R"("x", "equals": "a")", R"("x", "not_equals": "a")"},
      {R"("x", "equals": "a")", R"("x", "exists": false)"},
      {R"("x", "one_of": ["a", "b"])", R"("x", "one_of": ["c", "d"])"},
      {R"("x", "one_of": ["a", "b"])", R"("x", "not_one_of": ["b", "a"])"},
      {R"("x", "equals": "ab")", R"("x", "starts_with": "b")"},
      {R"("x", "ends_with": "a")", R"("x", "equals": "ab")"},
      {R"("x", "equals": 3)", R"("x", "at_least": 4)"},
      {R"("x", "less_than": 3)", R"("x", "at_least": 3)"},
      {R"("x", "between": [1, 3])", R"("x", "greater_than": 3)"},
      {R"("x", "equals": 2)", R"("x", "not_between": [1, 3])"}};
  for (const auto& [outer, inner] : excluding) {
    const std::string told = nested(outer, inner);
    EXPECT_NE(told.find("cannot both hold"), std::string::npos) << outer << inner << told;
  }
}

TEST(Unreachable, LeavesConditionsThatMayHoldTogether) {
  const std::vector<std::pair<std::string, std::string>> fitting{
      {R"("x")", R"("y", "exists": false)"},
      {R"("x", "equals": "a")", R"("x", "equals": "A")"},
      {R"("x", "equals": 5)", R"("x", "equals": "5")"},
      {R"("x", "equals": "a")", R"("x", "equals": "${y}")"},
      {R"("x", "equals": "a")", R"("x", "filters": ["lower"], "equals": "b")"},
      {R"("x", "one_of": ["a", "b"])", R"("x", "one_of": ["b", "c"])"},
      {R"("x", "one_of": ["a", "b"])", R"("x", "not_equals": "a")"},
      {R"("x", "equals": "ab")", R"("x", "starts_with": "a")"},
      {R"("x", "equals": "ab")", R"("x", "matches": "b")"},
      {R"("x", "at_most": 3)", R"("x", "at_least": 3)"},
      {R"("x", "not_equals": "a")", R"("x", "not_equals": "b")"}};
  for (const auto& [outer, inner] : fitting) EXPECT_EQ(nested(outer, inner), "") << outer << inner;
}

TEST(Unreachable, LeavesAConditionOnWhatAStepBetweenChanges) {
  const std::string sets = R"({"name": "s", "request": "GET /", "captures":
      {"x": {"json": "/x", "optional": true}}}, )";
  const std::string absent = step("b", when(R"("x", "exists": false)"));
  EXPECT_EQ(said(block(when(R"("x")"), sets + absent)), "");
  // The second turn finds what the first one has left.
  EXPECT_EQ(said(block(when(R"("x")") + R"(, "repeat": 2)",
                       absent + R"(, {"name": "s", "request": "GET /", "captures":
      {"x": {"json": "/x", "optional": true}}})")),
            "");
  EXPECT_EQ(said(block(R"("repeat": 2)", block(when(R"("x", "exists": false)"),
                                               step("b", when(R"("y")")) + ", " +
                                                   R"({"name": "s", "request": "GET /",
      "captures": {"x": {"json": "/x", "optional": true}}})"))),
            "");
}

TEST(Unreachable, LeavesAConditionOnTheTurnItself) {
  EXPECT_EQ(said(block(R"("repeat": 3)", step("a", R"("when": {"variable": "index", "equals": "0"},
      "otherwise": "no", "stop": true)") + ", " +
                                             step("b", when(R"("index", "equals": "1")")))),
            "");
}

TEST(Unreachable, TellsTwoConditionsOfOneStep) {
  EXPECT_EQ(said(step("b", R"("when": [{"variable": "x"}, {"variable": "x", "exists": false}])")),
            "flow.json: the step \"b\" is never sent: variable x is there and variable x is absent "
            "cannot both hold\n");
}

TEST(Unreachable, TellsTheConditionOfABlockOnce) {
  EXPECT_EQ(said(block(when(R"("x")"),
                       block(when(R"("x", "exists": false)"), step("b") + ", " + step("c")))),
            "flow.json: the steps of this block are never sent: variable x is there (line 6) and "
            "variable x is absent cannot both hold\n");
}

TEST(Unreachable, TellsWhatAnEarlierStopLeavesNoRoomFor) {
  const std::string stop = step("a", R"("when": {"variable": "x"}, "stop": true)");
  EXPECT_EQ(said(stop + ", " + step("b", when(R"("x", "exists": false)"))),
            "flow.json: the step \"b\" is never sent: variable x is there and variable x is absent "
            "cannot both hold\n");
  EXPECT_EQ(said(step("a", when(R"("x")")) + ", " + step("b", when(R"("x", "exists": false)"))),
            "");
  // In a block that may be left out the walk goes on behind it.
  EXPECT_EQ(said(block(when(R"("y")"), stop) + ", " + step("b", when(R"("x", "exists": false)"))),
            "");
  EXPECT_EQ(said(block(R"("repeat": {"for_each": "links"})", stop) + ", " +
                 step("b", when(R"("x", "exists": false)"))),
            "");
}

TEST(Unreachable, TellsAStopThatAlwaysStops) {
  const std::string never = R"("when": [{"variable": "x"}, {"variable": "x", "exists": false}])";
  EXPECT_EQ(said(step("b", never + R"(, "stop": true)") + ", " +
                 step("c", R"("when": [{"variable": "y"}, {"variable": "y", "exists": false}])")),
            "flow.json: the step \"b\" is never sent: variable x is there and variable x is absent "
            "cannot both hold, and no step after it is\n");
}

TEST(Unreachable, TellsChecksThatContradictEachOther) {
  EXPECT_EQ(said(step("b", checks(R"({"status": 200}, {"status": 404})"))),
            "flow.json: the step \"b\" can never pass: status is 200 and status is 404 cannot both "
            "hold\n");
  EXPECT_EQ(
      said(step("b", checks(R"({"json": "/s", "equals": "a"}, {"json": "/s", "equals": 1})"))),
      "flow.json: the step \"b\" can never pass: json /s equals \"a\" and json /s equals 1 "
      "cannot both hold\n");
  EXPECT_EQ(said(step("b", checks(R"({"time": "total", "less_than": "1s"},
      {"time": "total", "at_least": "2s"})"))),
            "flow.json: the step \"b\" can never pass: time total is under 1 s (line 6) and time "
            "total is at least 2 s cannot both hold\n");
}

TEST(Unreachable, LeavesChecksThatMayHoldTogether) {
  for (const char* fitting :
       {R"({"status": "2xx"}, {"status": [201, 404]})",
        R"({"json": "/s", "equals": "a"}, {"json": "/t", "equals": "b"})",
        R"({"json": "/s", "equals": true}, {"json": "/s", "not_equals": false})",
        R"({"header": "server", "equals": "nginx"}, {"header": "server", "equals": "Nginx"})",
        R"({"jsonpath": "$.a", "exists": false}, {"jsonpath": "$.a", "count": 0})",
        R"({"xpath": "//li", "equals": "a"}, {"xpath": "//li", "contains": "b"})",
        R"({"status": true, "at_least": 400}, {"status": true, "less_than": 500})"}) {
    EXPECT_EQ(said(step("b", checks(fitting)) + ", " + step("c")), "") << fitting;
  }
}

TEST(Unreachable, KnowsTheClassesOfAStatus) {
  const auto contradict = [](const std::string& list) {
    return said(step("b", checks(list))).find("cannot both hold") != std::string::npos;
  };
  EXPECT_TRUE(contradict(R"({"status": "2xx"}, {"status": [301, "4xx"]})"));
  EXPECT_TRUE(contradict(R"({"status": "5xx"}, {"status": true, "less_than": 500})"));
  EXPECT_TRUE(contradict(R"({"status": [200, 204]}, {"status": true, "not_between": [200, 299]})"));
  EXPECT_FALSE(contradict(R"({"status": "2xx"}, {"status": true, "not_equals": 200})"));
}

TEST(Unreachable, TellsAStatusThatThereIsNot) {
  EXPECT_EQ(said(step("b", checks(R"({"status": true, "greater_than": 599})"))),
            "flow.json: the step \"b\" can never pass: status is over 599 never holds\n");
}

TEST(Unreachable, TellsWhatStandsBehindAStepThatCanNeverPass) {
  const std::string impossible = checks(R"({"status": 200}, {"status": 404})");
  const std::string why =
      "flow.json: the step \"b\" can never pass: status is 200 and status is 404 cannot both hold";
  EXPECT_EQ(said(step("b", impossible) + ", " + step("c")),
            why + ", and no step after it is sent\n");
  EXPECT_EQ(said(step("b", impossible + R"(, "on_failure": "continue")") + ", " + step("c")),
            why + "\n");
  EXPECT_EQ(said(step("b", impossible + ", " + when(R"("x")")) + ", " + step("c")), why + "\n");
  EXPECT_EQ(
      said(block(when(R"("x")"), step("b", impossible) + ", " + step("d")) + ", " + step("c")),
      why + ", and no step after it in its block is sent\n");
  EXPECT_EQ(said(block(R"("repeat": 2)", step("b", impossible)) + ", " + step("c")),
            why + ", and no step after it is sent\n");
}

TEST(Unreachable, TellsARetryThatCanNeverHelp) {
  EXPECT_EQ(said(step("b", R"("retry": {"times": 3}, )" + checks(R"({"json": "/s", "equals": "a"},
                                         {"json": "/s", "equals": "b"})"))),
            "flow.json: the step \"b\" can never pass: json /s equals \"a\" (line 6) and json /s "
            "equals \"b\" cannot both hold, however often it is sent again\n");
}

TEST(Unreachable, TellsACaptureOfWhatACheckForbids) {
  EXPECT_EQ(said(R"({"name": "b", "request": "GET /", "checks": [{"json": "/id", "exists": false}],
      "captures": {"id": {"json": "/id"}}}, {"name": "c", "request": "GET /${id}"})"),
            "flow.json: the step \"b\" can never pass: json /id is absent (line 6) and json /id is "
            "there cannot both hold, and no step after it is sent\n");
  EXPECT_EQ(said(R"({"name": "b", "request": "GET /", "checks": [{"json": "/id", "exists": false}],
      "captures": {"id": {"json": "/id", "default": "none"}}},
      {"name": "c", "request": "GET /${id}"})"),
            "");
}

TEST(Unreachable, HoldsAStepsConditionsAgainstItsChecks) {
  EXPECT_EQ(
      said(step("b", when(R"("x", "exists": false)") + ", " + checks(R"({"variable": "x"})"))),
      "flow.json: the step \"b\" can never pass: variable x is absent and variable x is there "
      "cannot both hold\n");
}

TEST(Unreachable, KnowsThatAVariableIsComparedAsTheJsonThatItIs) {
  EXPECT_EQ(nested(R"("x", "equals": true)", R"("x", "equals": "true")"), "");
  EXPECT_EQ(nested(R"("x", "equals": 3)", R"("x", "equals": "3.0")"), "");
  EXPECT_EQ(nested(R"("x", "equals": 3)", R"("x", "equals": 3.0)"), "");
  EXPECT_EQ(nested(R"("x", "equals": 3)", R"("x", "ends_with": ".0")"), "");
  EXPECT_EQ(nested(R"("x", "equals": null)", R"("x", "exists": true)"), "");
  EXPECT_NE(nested(R"("x", "equals": true)", R"("x", "equals": false)"), "");
  EXPECT_NE(nested(R"("x", "equals": 3)", R"("x", "equals": "4.0")"), "");
}

TEST(Unreachable, TellsAStepThatWaitsForWhatIsAlwaysSet) {
  const std::string never = "flow.json: the step \"b\" is never sent: ";
  const std::string absent = when(R"("n", "exists": false)");
  EXPECT_EQ(said(step("a", R"("headers": {"n": "${n}"})") + ", " + step("b", absent),
                 R"(, "generate": {"n": {"uuid": true}})"),
            never + "n is always set here\n");
  EXPECT_EQ(said(step("b", absent), "", R"(, "variables": {"n": {"env": "N"}})"),
            never + "n is always set here\n");
  EXPECT_EQ(said(step("b", absent), "", R"(, "variables": {"n": {"env": "N", "default": ""}})"),
            "");
}

// Of a step that captures `c` so, and one that is sent where it is missing.
std::string missing(const std::string& capture, const std::string& members = "") {
  return said(R"({"name": "a", "request": "GET /", "captures": {"c": {)" + capture + "}}" +
              members + "}, " + step("b", when(R"("c", "exists": false)")));
}

TEST(Unreachable, TellsAStepThatWaitsForACaptureToBeMissing) {
  EXPECT_EQ(missing(R"("json": "/c")"),
            "flow.json: the step \"b\" is sent only where c is an empty text: the step \"a\" "
            "captures it or fails\n");
  EXPECT_EQ(missing(R"("json": "/c", "filters": ["number"])"),
            "flow.json: the step \"b\" is never sent: c is always set here\n");
  EXPECT_EQ(missing(R"("status": true)"),
            "flow.json: the step \"b\" is never sent: c is always set here\n");
  EXPECT_EQ(missing(R"("json": "/c", "optional": true)"), "");
  EXPECT_EQ(missing(R"("json": "/c", "default": "")"), "");
  EXPECT_EQ(missing(R"("json": "/c")", R"(, "on_failure": "continue")"), "");
  EXPECT_EQ(missing(R"("json": "/c")", ", " + when(R"("x")")), "");
  EXPECT_EQ(missing(R"("json": "/c")", R"(, "for_each": "links")"), "");
}

TEST(Unreachable, TellsABlockThatWaitsForWhatIsAlwaysSetOnce) {
  EXPECT_EQ(said(block(when(R"("n", "exists": false)"),
                       R"({"name": "b", "request": "GET /${n}"}, )" + step("d")),
                 R"(, "generate": {"n": {"uuid": true}})"),
            "flow.json: the steps of this block are never sent: n is always set here\n");
}

TEST(Unreachable, TellsAStepThatWaitsForWhatNoStepSets) {
  const std::string never = R"("when": [{"variable": "x"}, {"variable": "x", "exists": false}])";
  const std::string sets = R"({"name": "s", "request": "GET /", "captures": {"c": {"json": "/c"},
      "all": {"xpath": "//a", "list": true}}, )";
  const std::string told =
      "flow.json: the step \"s\" is never sent: variable x is there and variable x is absent "
      "cannot "
      "both hold\n";
  EXPECT_EQ(said(sets + never + "}, " + step("b", when(R"("c")")) +
                 R"(, {"name": "d", "request": "GET ${item}", "for_each": "all"})"),
            told + "flow.json: the step \"b\" is never sent: no step that captures c is sent\n" +
                "flow.json: the step \"d\" is never sent: no step that captures all is sent\n");
  EXPECT_EQ(said(sets + when(R"("x")") + "}, " + step("b", when(R"("c")")) +
                 R"(, {"name": "d", "request": "GET ${item}", "for_each": "all"})"),
            "");
}

TEST(Unreachable, TellsALoopOverAListThatIsNotThere) {
  EXPECT_EQ(said(block(when(R"("links", "exists": false)"),
                       block(R"("repeat": {"for_each": "links"})", kLink))),
            "flow.json: the steps of this block are never sent: variable links is absent (line 6) "
            "and variable links is there cannot both hold\n");
  EXPECT_EQ(said(block(when(R"("links")"), block(R"("repeat": {"for_each": "links"})", kLink))),
            "");
}

TEST(Unreachable, TellsARepetitionThatNoTurnBringsNearerToItsEnd) {
  const auto until = [](const std::string& condition, const std::string& captures) {
    return said(block(R"("repeat": {"until": )" + condition + R"(, "at_most": 9})",
                      R"({"name": "b", "request": "GET /")" + captures + "}"));
  };
  const std::string captures = R"(, "captures": {"x": {"json": "/x", "optional": true}})";
  EXPECT_EQ(
      until(R"({"variable": "x"})", ""),
      "flow.json: no step of this repetition captures x: it takes one turn or all of its 9\n");
  EXPECT_EQ(until(R"([{"variable": "x"}, {"variable": "x", "exists": false}])", captures),
            "flow.json: this repetition always takes all of its 9 turns: variable x is there and "
            "variable x is absent cannot both hold\n");
  EXPECT_EQ(until(R"({"variable": "x"})", captures), "");
  EXPECT_EQ(until(R"([{"variable": "y"}, {"variable": "x"}])", captures), "");
  EXPECT_EQ(until(R"({"variable": "index", "at_least": 3})", ""), "");
}

TEST(Unreachable, StandsAtTheConditionThatCannotHold) {
  EXPECT_EQ(test::lint_said("", R"({"name": "home", "steps": [
  {"name": "a", "request": "GET /",
   "checks": [{"status": 200},
              {"status": 404}]}]})",
                            true),
            "flow.json:4:15: the step \"a\" can never pass: status is 200 (line 3) and status is "
            "404 cannot both hold\n");
}

}  // namespace
}  // namespace slogate
