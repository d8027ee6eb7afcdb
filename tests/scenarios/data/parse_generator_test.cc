// Each way in which a generator can be wrong, with the exact words.
#include <gtest/gtest.h>

#include "tests/scenarios/data/made_generator.h"

namespace slogate {
namespace {

std::string problem(std::string_view json, const std::string& name = "g") {
  Diagnostics problems;
  (void)test::made(name, json, problems);
  return problems.text();
}

constexpr const char* kOneOf =
    "f.json:1:1: the generator \"g\" must have exactly one of counter, uuid, random_int, "
    "random_float, random_string, choice and timestamp\n";

TEST(ParseGenerator, TakesEveryKind) {
  for (const char* json :
       {R"({"counter": {"from": 1, "step": 1}})", R"({"uuid": true})",
        R"({"random_int": [1, 100]})", R"({"random_float": [0, 1], "digits": 2})",
        R"({"random_string": 12, "from": "a-z0-9"})", R"({"choice": ["a", "b"]})",
        R"({"timestamp": "%Y-%m-%dT%H:%M:%SZ", "offset": "-1h"})"}) {
    EXPECT_EQ(problem(json), "") << json;
  }
}

TEST(ParseGenerator, WantsExactlyOneKind) {
  EXPECT_EQ(problem("{}"), kOneOf);
  EXPECT_EQ(problem(R"({"uuid": true, "counter": {}})"), kOneOf);
}

TEST(ParseGenerator, WantsAnObject) {
  EXPECT_EQ(problem("\"uuid\""), "f.json:1:1: a generator is a string, it must be an object\n");
}

TEST(ParseGenerator, WantsANameThatCanStandInATemplate) {
  EXPECT_EQ(problem(R"({"uuid": true})", "my id"),
            "f.json:1:1: \"my id\" cannot stand in ${…}, a name has letters, digits, _ and - and "
            "begins with a letter or _\n");
  EXPECT_EQ(problem(R"({"uuid": true})", "item"),
            "f.json:1:1: \"item\" is a name that slogate itself fills, choose another\n");
}

TEST(ParseGenerator, TellsUnknownKeys) {
  EXPECT_EQ(problem(R"({"uuid": true, "digit": 1})"),
            "f.json:1:16: unknown key \"digit\", did you mean \"digits\"?\n");
}

TEST(ParseGenerator, TellsWhatGoesWithAnotherKindOnly) {
  EXPECT_EQ(problem(R"({"uuid": true, "digits": 1, "from": "a", "offset": "1h"})"),
            "f.json:1:16: \"digits\" goes with \"random_float\" only\n"
            "f.json:1:29: \"from\" goes with \"random_string\" only\n"
            "f.json:1:42: \"offset\" goes with \"timestamp\" only\n");
}

TEST(ParseGenerator, WantsACounterThatMovesAndFits) {
  EXPECT_EQ(problem(R"({"counter": 1})"),
            "f.json:1:13: \"counter\" is a number, it must be an object\n");
  EXPECT_EQ(problem(R"({"counter": {"step": 0}})"),
            "f.json:1:22: \"step\" is 0, a counter must move\n");
  EXPECT_EQ(problem(R"({"counter": {"form": 1}})"),
            "f.json:1:14: unknown key \"form\", did you mean \"from\"?\n");
  const std::string leaves =
      " leaves the 64 bits of a whole number before 1000000000000 iterations\n";
  EXPECT_EQ(problem(R"({"counter": {"from": 9223372036854775807}})"),
            "f.json:1:13: a counter from 9223372036854775807 in steps of 1" + leaves);
  EXPECT_EQ(problem(R"({"counter": {"step": -9300000}})"),
            "f.json:1:13: a counter from 1 in steps of -9300000" + leaves);
  EXPECT_EQ(problem(R"({"counter": {"step": 9000000}})"), "");
}

TEST(ParseGenerator, WantsTrueOfAUuid) {
  EXPECT_EQ(problem(R"({"uuid": false})"), "f.json:1:10: \"uuid\" takes only true\n");
  EXPECT_EQ(problem(R"({"uuid": 4})"), "f.json:1:10: \"uuid\" takes only true\n");
}

TEST(ParseGenerator, WantsTwoWholeNumbersInOrder) {
  const std::string form =
      "f.json:1:16: \"random_int\" must be two whole numbers, the lowest and the highest: [1, "
      "100]\n";
  for (const char* json :
       {R"({"random_int": 7})", R"({"random_int": [1]})", R"({"random_int": [1, 2, 3]})",
        R"({"random_int": [1, 2.5]})", R"({"random_int": ["1", "2"]})"}) {
    EXPECT_EQ(problem(json), form) << json;
  }
  EXPECT_EQ(problem(R"({"random_int": [5, -5]})"),
            "f.json:1:16: \"random_int\" begins with 5, which is more than -5\n");
}

TEST(ParseGenerator, WantsARangeThatHoldsAFraction) {
  EXPECT_EQ(problem(R"({"random_float": [1]})"),
            "f.json:1:18: \"random_float\" must be two numbers, the lowest and the highest: [1, "
            "100]\n");
  EXPECT_EQ(problem(R"({"random_float": [1.5, 1.25]})"),
            "f.json:1:18: \"random_float\" begins with 1.5, which is more than 1.25\n");
  EXPECT_EQ(problem(R"({"random_float": [0.001, 0.009], "digits": 2})"),
            "f.json:1:19: no number with 2 digits behind the point lies between 0.001 and 0.009\n");
  EXPECT_EQ(problem(R"({"random_float": [0, 1e300]})"),
            "f.json:1:22: 1e300 with 2 digits behind the point has more than the 15 digits that "
            "are exact\n");
  EXPECT_EQ(problem(R"({"random_float": [0, 1], "digits": 10})"),
            "f.json:1:36: \"digits\" is 10, it must be a whole number from 0 to 9\n");
}

TEST(ParseGenerator, WantsALengthThatIsSent) {
  const std::string range = ", it must be a whole number from 1 to 4096\n";
  EXPECT_EQ(problem(R"({"random_string": 0})"), "f.json:1:19: \"random_string\" is 0" + range);
  EXPECT_EQ(problem(R"({"random_string": 4097})"),
            "f.json:1:19: \"random_string\" is 4097" + range);
  EXPECT_EQ(problem(R"({"random_string": "a"})"),
            "f.json:1:19: \"random_string\" is a string" + range);
}

TEST(ParseGenerator, WantsAClassOfCharacters) {
  const auto from = [](const std::string& text) {
    return problem("{\"random_string\": 1, \"from\": \"" + text + "\"}");
  };
  EXPECT_EQ(from("-a-z0-9._-"),
            "f.json:1:30: \"from\" is \"-a-z0-9._-\", the character - is in it "
            "twice\n");
  EXPECT_EQ(from("a-z0-9._-"), "");
  EXPECT_EQ(from(""),
            "f.json:1:30: \"from\" is \"\", it must name the characters to draw from, as "
            "in \"a-z0-9\"\n");
  EXPECT_EQ(from("z-a"), "f.json:1:30: \"from\" is \"z-a\", the range z-a runs backwards\n");
  EXPECT_EQ(from("a-fc"), "f.json:1:30: \"from\" is \"a-fc\", the character c is in it twice\n");
  EXPECT_EQ(from("\xC3\xBC"),
            "f.json:1:30: \"from\" is \"\xC3\xBC\", its characters must be of printable ASCII\n");
  EXPECT_EQ(problem(R"({"random_string": 1, "from": 7})"),
            "f.json:1:30: \"from\" is a number, it must be a string\n");
}

TEST(ParseGenerator, WantsEntriesToChooseFrom) {
  EXPECT_EQ(problem(R"({"choice": []})"),
            "f.json:1:12: \"choice\" has 0 entries, it must have 1 to 10000\n");
  EXPECT_EQ(problem(R"({"choice": "a"})"),
            "f.json:1:12: \"choice\" is a string, it must be an array\n");
  EXPECT_EQ(problem(R"({"choice": ["a", null, ["b"]]})"),
            "f.json:1:18: an entry of \"choice\" is null, it must be a string, a number or a "
            "boolean\n"
            "f.json:1:24: an entry of \"choice\" is an array, it must be a string, a number or a "
            "boolean\n");
  EXPECT_EQ(problem(R"({"choice": ["${x}"]})"),
            "f.json:1:13: an entry of \"choice\" stands for itself, ${…} has no value here\n");
}

TEST(ParseGenerator, WantsATimeFormat) {
  EXPECT_EQ(problem(R"({"timestamp": 1})"),
            "f.json:1:15: \"timestamp\" is a number, it must be a string\n");
  EXPECT_EQ(problem(R"({"timestamp": ""})"),
            "f.json:1:15: \"timestamp\" must be a format of 1 to 200 bytes, such as "
            "\"%Y-%m-%dT%H:%M:%SZ\", or iso8601, unix, unix_ms or http\n");
  EXPECT_EQ(problem(R"({"timestamp": "iso8061"})"),
            "f.json:1:15: \"timestamp\" is \"iso8061\", did you mean \"iso8601\"?\n");
  EXPECT_EQ(problem(R"({"timestamp": "tomorrow"})"),
            "f.json:1:15: \"timestamp\" is \"tomorrow\", a format has conversions such as %Y, the "
            "words are iso8601, unix, unix_ms and http\n");
  const std::string known =
      " in \"timestamp\" is unknown, known are %Y %m %d %H %M %S %L %s %j %a %b %T %F and %%\n";
  EXPECT_EQ(problem(R"({"timestamp": "%Y%%%y"})"), "f.json:1:15: \"%y\"" + known);
  EXPECT_EQ(problem(R"({"timestamp": "100 %"})"), "f.json:1:15: \"%\"" + known);
  EXPECT_EQ(problem(R"({"timestamp": "%Q"})"), "f.json:1:15: \"%Q\"" + known);
}

TEST(ParseGenerator, WantsAnOffsetOfTime) {
  EXPECT_EQ(problem(R"({"timestamp": "unix", "offset": "1d"})"),
            "f.json:1:33: \"offset\" is \"1d\", it must be a duration with or without a sign, such "
            "as \"-1h\" or \"30m\"\n");
  EXPECT_EQ(problem(R"({"timestamp": "unix", "offset": 3600})"),
            "f.json:1:33: \"offset\" is a number, it must be a string\n");
}

}  // namespace
}  // namespace slogate
