// Faults of reading and of compiling are told together, each at its place, and none that only follows
// from another.
#include <gtest/gtest.h>

#include <algorithm>

#include "scenarios/compile/compilation.h"
#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

using test::one_step;
using test::suite_with;
using test::SuiteFolder;

// Everything that is told of the folder's suite.json, with places as in the folder.
std::string told(const SuiteFolder& folder, const Environment& environment = {},
                 const CompileOptions& options = {}) {
  const SuiteReading reading = read_suite(folder.path() / "suite.json");
  Compilation compiled = compile_reading(reading, environment, options);
  std::string text = in_order(std::move(compiled.told), reading.files).text();
  const std::string prefix = folder.path().string() + "/";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
    text.erase(at, prefix.size());
  return text;
}

std::string told_of(std::string_view flow, std::string_view suite = suite_with(""),
                    const CompileOptions& options = {}) {
  const SuiteFolder folder;
  folder.write("suite.json", suite);
  folder.write("flow.json", flow);
  return told(folder, {}, options);
}

constexpr std::string_view kSuite = R"({
  "name": "shop", "target": "${env:BASE_URL}", "flows": ["home.json", "order.json"],
  "variables": {"api": "/shop", "deep": "${aip}/x", "open": "("},
  "defaults": {"timeuot": "5s"},
  "profiles": {"load": {"users": 1, "for": "1s", "flows": {"hmoe": 1}}},
  "objectives": [{"name": "fast", "measure": "p99", "below": "2s", "over": {"step": "pgae"}}]
}
)";
constexpr std::string_view kHome = R"({
  "name": "home", "needs": ["SHOP_KEY"], "feeds": {"car": "cars.csv", "man": "men.csv"},
  "steps": [
    {"name": "page", "request": "GET /${car.id", "cheks": []},
    {"name": "list", "request": "GET ${api}/${car.di}", "timeout": 5, "checks": [
      {"jsonpath": "$.a[", "exists": true},
      {"body": true, "matches": "${open}"},
      {"json": "/id", "equals": "${token}"},
      {"json": "", "schema": "none.schema.json"},
      {"json": "", "schema": "bad.schema.json"},
      {"variable": "tokn", "exists": true}
    ], "captures": {"token": {"json": "/token"}}}
  ]
}
)";
constexpr std::string_view kOrder = R"({
  "name": "order",
  "steps": [
    {"name": "order", "request": "POST ${apj}/", "json": {"a": "${api|uper}", "b": "${secret:ORDER_KEY}"}},
    {"name": "photo", "request": "PUT /", "multipart": [{"name": "f", "file": "none.png"}]},
    {"name": "list", "request": "GET /", "for_each": "items"}
  ]
}
)";

TEST(ToldTogether, OneFaultOfEachKind) {
  const SuiteFolder folder;
  folder.write("suite.json", kSuite);
  folder.write("home.json", kHome);
  folder.write("order.json", kOrder);
  folder.write("cars.csv", "id,name\n1,a\n2\n");
  folder.write("bad.schema.json", R"({"type": 5})");
  EXPECT_EQ(
      told(folder),
      R"(suite.json:2:30: BASE_URL is not set in the environment: the target needs it; set it or give --target URL
suite.json:3:42: unknown name "aip", did you mean "api"?
suite.json:4:16: unknown key "timeuot", did you mean "timeout"?
suite.json:5:60: unknown flow "hmoe", did you mean "home"?
suite.json:6:85: objective "fast": unknown step "pgae", did you mean "page"?
home.json:2:29: flow "home" needs SHOP_KEY in the environment, which is not set: set it, or leave the flow out with --skip-flow home
home.json:2:78: the feed file "men.csv" does not exist
home.json:4:39: "${" is opened and never closed; a literal "${" is "$${"
home.json:4:50: unknown key "cheks", did you mean "checks"?
home.json:5:45: unknown name "car.di", did you mean "car.id"?
home.json:5:68: "timeout" is a number, it must be a duration such as "250ms", "30s", "5m" or "24h"
home.json:6:20: bad JSONPath "$.a[": expected a selector after [, found the end, at character 5
home.json:7:33: bad pattern "(": missing ): (
home.json:8:34: "token" has no value here: step "list" captures it, and only later steps can use it
home.json:9:30: the schema file "none.schema.json" does not exist
home.json:10:30: the schema file "bad.schema.json" cannot be used, /type: 5 is no type, known are null, boolean, object, array, string, number and integer
home.json:11:20: unknown name "tokn", did you mean "token"?
order.json:4:40: unknown name "apj", did you mean "api"?
order.json:4:71: unknown filter "uper", did you mean "upper"?
order.json:4:85: ORDER_KEY is not set in the environment: flow "order" needs it
order.json:5:79: the file "none.png" does not exist
order.json:6:54: unknown name "items": no variable, capture or feed column is called so
cars.csv:3:1: this row has 1 field, the first line names 2 columns
)");
}

TEST(ToldTogether, AMisspeltListOfCapturesHidesTheirNamesAndNoOthers) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [
  {"name": "a", "request": "GET /", "capturs": {"token": {"json": "/t"}}},
  {"name": "b", "request": "GET /${token}/${tokn}"}]})"),
            "flow.json:2:37: unknown key \"capturs\", did you mean \"captures\"?\n"
            "flow.json:3:43: unknown name \"tokn\": no variable, capture or feed column is called "
            "so\n");
}

TEST(ToldTogether, OfACaptureThatIsWrongNothingMoreIsTold) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [
  {"name": "a", "request": "GET /", "captures": {"ids": {"json": "/ids", "list": "yes"}}},
  {"name": "b", "request": "GET /${item}", "for_each": "ids"}]})"),
            "flow.json:2:82: \"list\" is a string, it must be a boolean\n");
}

TEST(ToldTogether, AStepBeforeMayCaptureWhatWasNotRead) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [
  {"name": "a", "request": "GET /", "extract": {"id": "$.id"}},
  {"name": "b", "request": "GET /${id}", "captures": {"id": {"json": "/id"}}}]})"),
            "flow.json:2:37: unknown key \"extract\", a step knows name, group, tags, when, "
            "otherwise, stop, for_each, request, query, headers, cookies, auth, sign, json, form, "
            "text, multipart, file, redirects, timeout, connect_timeout, first_byte_timeout, "
            "max_body, retry, think, on_failure, checks, captures, explain and expires\n");
}

TEST(ToldTogether, AnIncludeThatIsMissingMayCaptureAnything) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [{"include": "none.json"},
  {"name": "b", "request": "GET /${id}", "for_each": "ids", "checks": [
    {"variable": "x", "exists": true}, {"body": true, "contains": "${id|uper}"}]}]})"),
            "flow.json:1:40: the file of steps \"none.json\" does not exist in the suite's folder\n"
            "flow.json:3:73: unknown filter \"uper\", did you mean \"upper\"?\n");
}

TEST(ToldTogether, ABaseThatIsMissingMayHaveVariablesAndATarget) {
  EXPECT_EQ(told_of(one_step(R"(, "headers": {"a": "${api}", "b": "${target.host}", "c": "${"})"),
                    R"({"name": "shop", "extends": "none.json", "flows": ["flow.json"]})"),
            "suite.json:1:29: the suite file \"none.json\" does not exist in the suite's folder\n"
            "flow.json:1:121: \"${\" is opened and never closed; a literal \"${\" is \"$${\"\n");
}

TEST(ToldTogether, AVariableThatIsWrongHasNoValueToJudge) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [
  {"name": "a", "request": "GET ${base}", "when": {"variable": "flag", "equals": "on"},
   "checks": [{"size": "body", "at_most": "${most}"}, {"jsonpath": "${path}", "exists": true}]}]})",
                    suite_with(R"(, "variables": {"base": 5, "flag": {"enf": "FLAG"}, "most": [],
    "path": {"env": "PATH_OF_IT", "defualt": "$.a"}})")),
            "suite.json:1:94: the variable \"base\" is a number, it must be a string or {\"env\": "
            "NAME}\n"
            "suite.json:1:106: unknown key \"enf\", did you mean \"env\"?\n"
            "suite.json:1:130: the variable \"most\" is an array, it must be a string or {\"env\": "
            "NAME}\n"
            "suite.json:2:35: unknown key \"defualt\", did you mean \"default\"?\n");
}

TEST(ToldTogether, AFlowThatIsNoJsonIsToldOnceAndTheOthersWhole) {
  const SuiteFolder folder;
  folder.write("suite.json", R"({"name": "shop", "target": "http://127.0.0.1",
  "flows": ["a.json", "b.json"]})");
  folder.write("a.json", "{");
  folder.write("b.json", one_step(R"(, "text": "${nothing}")"));
  CompileOptions options;
  options.skip = {"admin"};
  EXPECT_EQ(told(folder, {}, options),
            "a.json:1:2: the text ends too early, the { of 1:1 is still open\n"
            "b.json:1:74: unknown name \"nothing\": no variable, capture or feed column is called "
            "so\n");
}

TEST(ToldTogether, AValueAtFaultKeepsNothingElseFromBeingTold) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [
  {"name": "a", "request": "GET /${nix}", "cheks": [], "timeout": 1e400},
  {"name": "b", "request": "GET /", "json": {"a": 99999999999999999999, "b": "${nux}"}},
  {"name": "c\u0000", "request": "GET /"}]})",
                    suite_with(R"(, "name": "other", "defaults": {"timeuot": "5s"})")),
            "suite.json:1:72: duplicate key \"name\", every key stands once\n"
            "suite.json:1:102: unknown key \"timeuot\", did you mean \"timeout\"?\n"
            "flow.json:2:34: unknown name \"nix\": no variable, capture or feed column is called "
            "so\n"
            "flow.json:2:43: unknown key \"cheks\", did you mean \"checks\"?\n"
            "flow.json:2:67: the number \"1e400\" is out of range, up to about 1.8e308 fit\n"
            "flow.json:3:51: the whole number is too large, up to 9223372036854775807 fit\n"
            "flow.json:3:79: unknown name \"nux\": no variable, capture or feed column is called "
            "so\n"
            "flow.json:4:14: \\u0000 in a string, no value may hold a NUL\n");
}

// The lines that tell anything else.
std::string beside(const std::string& told, std::string_view message) {
  std::string out;
  for (std::size_t at = 0; at < told.size();) {
    const std::size_t end = told.find('\n', at);
    const std::string line = told.substr(at, end - at);
    if (line.find(message) == std::string::npos) out += line + "\n";
    at = end + 1;
  }
  return out;
}

TEST(ToldTogether, NothingFollowsFromAValueAtFault) {
  const std::string text = told_of(R"({"name": "home", "steps": [
  {"name": "a", "request": 1e400, "captures": {"ids": {"json": 1e400, "list": true}}},
  {"name": "b", "request": "GET /${item}", "for_each": "ids", "retry": {"times": 1e400},
   "checks": [{"status": 1e400}, {"size": "body", "at_most": 1e400},
              {"json": "/a", "count": {"at_least": 3, "at_most": 1e400}},
              {"json": "/a", "equals": 1e400}]}]})",
                                   suite_with(R"(, "variables": {"v": 1e400},
    "profiles": {"load": {"rate": 1e400, "for": "1s"}},
    "objectives": [{"name": "p", "measure": "error_rate", "below": 1e400}],
    "limits": [{"over": {"flow": 1e400}, "at_most": 1e400, "per": "1m"}])"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 12) << text;
  EXPECT_EQ(beside(text, "the number \"1e400\" is out of range, up to about 1.8e308 fit"), "");
}

TEST(ToldTogether, WhatStandsUnderARepeatedKeyIsKnown) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [
  {"name": "a", "request": "GET /", "captures": {"x": {"json": "/x"}}, "captures": {"y": {"json": "/y"}}},
  {"name": "b", "request": "GET /${x}/${y}/${z}"}], "steps": [{"name": "c", "request": "GET /"}]})",
                    suite_with(R"(, "variables": {"v": "1"}, "variables": {"w": "2"},
    "objectives": [{"name": "p", "measure": "p99", "below": "1s", "over": {"step": "c"}}])")),
            "suite.json:1:97: duplicate key \"variables\", every key stands once\n"
            "flow.json:2:72: duplicate key \"captures\", every key stands once\n"
            "flow.json:3:44: unknown name \"z\": no variable, capture or feed column is called "
            "so\n"
            "flow.json:3:53: duplicate key \"steps\", every key stands once\n");
}

TEST(ToldTogether, AValueAtFaultInAFileOfStepsIsToldOnceForAllFlows) {
  const SuiteFolder folder;
  folder.write("suite.json", R"({"name": "shop", "target": "http://127.0.0.1",
  "flows": ["a.json", "b.json"]})");
  const auto flow = [](const std::string& name) {
    return R"({"name": ")" + name + R"(", "steps": [{"include": "in.json"},
  {"name": "n", "request": "GET /${x}/${y}/${nix}"}]})";
  };
  folder.write("a.json", flow("a"));
  folder.write("b.json", flow("b"));
  folder.write("in.json", R"({"steps": [{"name": "s", "request": "GET /",
  "captures": {"x": 1e400}, "captures": {"y": {"json": "/y"}}}]})");
  EXPECT_EQ(
      told(folder),
      "a.json:2:44: unknown name \"nix\": no variable, capture or feed column is called so\n"
      "in.json:2:21: the number \"1e400\" is out of range, up to about 1.8e308 fit\n"
      "in.json:2:29: duplicate key \"captures\", every key stands once\n"
      "b.json:2:44: unknown name \"nix\": no variable, capture or feed column is called so\n");
}

TEST(ToldTogether, ARepetitionThatWasNotReadHasItems) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [
  {"name": "a", "request": "GET /${item}", "for_eahc": "ids"},
  {"repeat": {"tiems": 5}, "steps": [{"name": "b", "request": "GET /${index}"}]},
  {"name": "c", "request": "GET /${index}"}]})"),
            "flow.json:2:44: unknown key \"for_eahc\", did you mean \"for_each\"?\n"
            "flow.json:3:15: unknown key \"tiems\", did you mean \"times\"?\n"
            "flow.json:4:34: \"index\" has a value only in a block with \"repeat\" or a step with "
            "\"for_each\"\n");
}

TEST(ToldTogether, AGroupThatWasNotReadTearsNoOtherApart) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [
  {"name": "a", "request": "GET /", "group": "g"},
  {"name": "b", "request": "GET /", "group": 5},
  {"name": "c", "request": "GET /", "group": "g"}]})"),
            "flow.json:3:46: \"group\" is a number, it must be a string\n");
}

TEST(ToldTogether, ABlockWithoutStepsEndsWhereItBegins) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [
  {"repeat": 3, "stpes": []},
  {"name": "a", "request": "GET /${index}"},
  {"repeat": 3, "steps": []}]})"),
            "flow.json:2:17: unknown key \"stpes\", did you mean \"steps\"?\n"
            "flow.json:3:34: \"index\" has a value only in a block with \"repeat\" or a step with "
            "\"for_each\"\n"
            "flow.json:4:26: \"steps\" is an empty array, at least one step is needed\n");
}

TEST(ToldTogether, WhatTwoPartsSayOfOneHeaderIsToldOnce) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [
  {"name": "a", "request": "GET /", "headers": {"Authorization": "x", "host": "${nix}"},
   "auth": {"bearer": "${nix}"}}]})"),
            "flow.json:2:71: the header \"host\" is written by slogate itself, leave it out\n"
            "flow.json:2:80: unknown name \"nix\": no variable, capture or feed column is called "
            "so\n"
            "flow.json:3:4: \"auth\" does not go with the header \"authorization\", write one of "
            "them\n"
            "flow.json:3:24: unknown name \"nix\": no variable, capture or feed column is called "
            "so\n");
}

TEST(ToldTogether, TheNamesInARequestWithoutAMethodAreLookedAt) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [{"name": "a", "request": "get /${nix}"}]})"),
            "flow.json:1:53: unknown method \"get\", did you mean \"GET\"?\n"
            "flow.json:1:59: unknown name \"nix\": no variable, capture or feed column is called "
            "so\n");
}

TEST(ToldTogether, ATemplateIsMarkedBehindTheEscapesAndTheLettersOfItsString) {
  EXPECT_EQ(
      told_of(R"({"name": "home", "steps": [{"name": "a", "request": "GET /",
  "json": {"a": ["\"\n\u0041\ud83d\ude97 ü ${nix}"]},
  "headers": {"x": "\u0024{nux} ${item|lowr}"}, "checks": [
    {"header": "x-${y\u0024}", "filters": [{"split": "\t${sep}"}], "equals": "\\${z}"}]}]})"),
      "flow.json:2:45: unknown name \"nix\": no variable, capture or feed column is called "
      "so\n"
      "flow.json:3:40: unknown filter \"lowr\", did you mean \"lower\"?\n"
      "flow.json:4:19: \"${y$}\" holds no name: letters, digits, \"_\", \"-\" and \".\"; a "
      "literal \"${\" is \"$${\"\n"
      "flow.json:4:81: unknown name \"z\": no variable, capture or feed column is called so\n");
}

TEST(ToldTogether, WhatIsNotKnownBeforeTheRunIsMarked) {
  EXPECT_EQ(told_of(R"({"name": "home", "steps": [{"name": "a", "request": "GET /",
  "checks": [{"header": "x-${target.host}-${request.id}", "exists": true}]}]})"),
            "flow.json:2:43: \"x-${target.host}-${request.id}\" must be known before the run: only "
            "variables and the environment may stand here\n");
}

TEST(ToldTogether, EachPlaceOfAnUnknownNameIsMarked) {
  EXPECT_EQ(
      told_of(R"({"name": "home", "steps": [{"name": "a", "request": "GET /${x}/${x}"}]})"),
      "flow.json:1:59: unknown name \"x\": no variable, capture or feed column is called so\n"
      "flow.json:1:64: unknown name \"x\": no variable, capture or feed column is called so\n");
}

TEST(ToldTogether, AFeedThatIsWrongHidesItsColumns) {
  EXPECT_EQ(told_of(R"({"name": "home", "feeds": {"car": "cars.txt", "man": {"fiel": "men.csv"}},
  "steps": [{"name": "a", "request": "GET /${car.id}/${man.id}/${cra.id}"}]})"),
            "flow.json:1:35: the feed file \"cars.txt\" is of no known kind, its name ends with "
            ".csv, .jsonl or .ndjson\n"
            "flow.json:1:55: unknown key \"fiel\", did you mean \"file\"?\n"
            "flow.json:2:64: unknown name \"cra.id\": no variable, capture or feed column is "
            "called so\n");
}

TEST(ToldTogether, OptionsOfWhatWasNotReadAreNotCalledUnknown) {
  CompileOptions options;
  options.only = {"hmoe"};
  options.variables = {{"aip", "x"}, {"other", "y"}};
  EXPECT_EQ(told_of(R"({"nmae": "hmoe", "steps": [{"name": "a", "request": "GET /"}]})",
                    suite_with(R"(, "varables": {"aip": "x"})"), options),
            "--var other: the suite has no such variable\n"
            "suite.json:1:72: unknown key \"varables\", did you mean \"variables\"?\n"
            "flow.json:1:2: unknown key \"nmae\", did you mean \"name\"?\n");
}

TEST(ToldTogether, AtMostAHundredAreToldAndTheRestIsCounted) {
  std::string flow = R"({"name": "home", "steps": [)";
  for (int i = 0; i < 150; ++i) {
    flow += (i == 0 ? "\n" : ",\n") + std::string(R"({"name": "s)") + std::to_string(i) +
            R"(", "request": "GET /${nix}", "cheks": []})";
  }
  const std::string text = told_of(flow + "]}");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 101);
  EXPECT_TRUE(text.ends_with("\nand 200 more\n")) << text;
}

TEST(InOrder, ByFileAsReadThenByPlaceAndNothingTwice) {
  Diagnostics problems;
  problems.add({"feed.csv", 9, 1}, "f");
  problems.add({"b.json", 1, 9}, "b2");
  problems.add({"b.json", 1, 2}, "b1");
  problems.add({"a.json", 2, 1}, "a2");
  problems.add({"b.json", 1, 2}, "b1");
  problems.add({}, "an option");
  problems.add({"other.csv", 0, 0}, "o");
  problems.add({"a.json", 1, 1}, "a1");
  EXPECT_EQ(in_order(problems, {"b.json", "a.json"}).text(),
            "an option\nb.json:1:2: b1\nb.json:1:9: b2\na.json:1:1: a1\na.json:2:1: a2\n"
            "feed.csv:9:1: f\nother.csv: o\n");
}

}  // namespace
}  // namespace slogate
