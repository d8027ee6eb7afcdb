#include <gtest/gtest.h>

#include "tests/scenarios/content/jsonpath_found.h"

namespace slogate {
namespace {

using nlohmann::json;

// Whether a condition holds for a document that is the root and the current node at once.
bool holds(const std::string& condition, const json& document) {
  const json wrapped = json::array({document});
  const std::string result = found_in(wrapped, "$[?" + condition + "]");
  EXPECT_TRUE(result == "[]" || result == wrapped.dump()) << condition << ": " << result;
  return result != "[]";
}

struct Row {
  const char* condition;
  bool holds;
};

// RFC 9535 2.3.5.3, the table of comparisons; $ of the table is @ here.
TEST(JsonPathCompare, HoldsTheTableOfTheRfc) {
  const json document = json::parse(R"({"obj": {"x": "y"}, "arr": [2, 3]})");
  const Row rows[] = {
      {"@.absent1 == @.absent2", true},
      {"@.absent1 <= @.absent2", true},
      {"@.absent == 'g'", false},
      {"@.absent1 != @.absent2", false},
      {"@.absent != 'g'", true},
      {"1 <= 2", true},
      {"1 > 2", false},
      {"13 == '13'", false},
      {"'a' <= 'b'", true},
      {"'a' > 'b'", false},
      {"@.obj == @.arr", false},
      {"@.obj != @.arr", true},
      {"@.obj == @.obj", true},
      {"@.obj != @.obj", false},
      {"@.arr == @.arr", true},
      {"@.arr != @.arr", false},
      {"@.obj == 17", false},
      {"@.obj != 17", true},
      {"@.obj <= @.arr", false},
      {"@.obj < @.arr", false},
      {"@.obj <= @.obj", true},
      {"@.arr <= @.arr", true},
      {"1 <= @.arr", false},
      {"1 >= @.arr", false},
      {"1 > @.arr", false},
      {"1 < @.arr", false},
      {"true <= true", true},
      {"true > true", false},
      {"true < false", false},
      {"null >= null", true},
      {"null < null", false},
      {"null == false", false},
  };
  for (const Row& row : rows) EXPECT_EQ(holds(row.condition, document), row.holds) << row.condition;
}

TEST(JsonPathCompare, NothingEqualsNothingAndNoValue) {
  const json document = json::parse(R"({"null": null})");
  EXPECT_TRUE(holds("@.a == @.b", document));
  EXPECT_TRUE(holds("@.a >= @.b", document));
  EXPECT_FALSE(holds("@.a < @.b", document));
  EXPECT_FALSE(holds("@.a == @.null", document));
  EXPECT_FALSE(holds("@.a <= @.null", document));
  EXPECT_TRUE(holds("null != @.a", document));
}

TEST(JsonPathCompare, NumbersAreEqualByTheirValueWhateverHoldsThem) {
  EXPECT_TRUE(holds("@ == 1.0", 1));
  EXPECT_TRUE(holds("@ == 10e-1", 1));
  EXPECT_TRUE(holds("@ == 1", 1.0));
  EXPECT_TRUE(holds("@ == -0", 0.0));
  EXPECT_TRUE(holds("@ == -0.0", 0));
  EXPECT_TRUE(holds("@ == 1E+2", 100U));
  EXPECT_TRUE(holds("@[0] == @[1]", json::parse("[[1, {\"a\": 2.0}], [1.0, {\"a\": 2}]]")));
}

TEST(JsonPathCompare, LargeIntegersAreNotRoundedToDoubles) {
  const json document = json::parse("[9007199254740993, 9007199254740992.0, 18446744073709551615]");
  EXPECT_FALSE(holds("@[0] == @[1]", document));
  EXPECT_TRUE(holds("@[0] > @[1]", document));
  EXPECT_TRUE(holds("@[2] > @[0]", document));
  EXPECT_TRUE(holds("@[2] > -1", document));
  EXPECT_TRUE(holds("@[2] != 18446744073709551616.0", document));
}

TEST(JsonPathCompare, StringsAreOrderedByCodePoint) {
  // U+FF5E before U+1F600, though not in UTF-16.
  EXPECT_TRUE(holds("@[0] < @[1]", json::parse(R"(["\uff5e", "\ud83d\ude00"])")));
  EXPECT_TRUE(holds("@ < 'ab'", "a"));
  EXPECT_TRUE(holds("'' < @", "a"));
  EXPECT_FALSE(holds("@ < 'B'", "a"));
}

TEST(JsonPathCompare, ObjectsAreEqualWhateverTheOrderOfTheirMembers) {
  EXPECT_TRUE(holds("@[0] == @[1]", json::parse(R"([{"a": 1, "b": [{}]}, {"b": [{}], "a": 1}])")));
  EXPECT_FALSE(holds("@[0] == @[1]", json::parse(R"([{"a": 1}, {"a": 1, "b": 1}])")));
  EXPECT_FALSE(holds("@[0] == @[1]", json::parse(R"([{"a": 1}, {"b": 1}])")));
  EXPECT_FALSE(holds("@[0] == @[1]", json::parse(R"([[1, 2], [2, 1]])")));
  EXPECT_FALSE(holds("@[0] == @[1]", json::parse(R"([[], {}])")));
}

TEST(JsonPathFilter, TestsExistenceAndNotTruth) {
  const char* document = R"([{"a": false}, {"a": null}, {"b": 1}, 5])";
  EXPECT_EQ(found("$[?@.a]", document), R"([{"a":false},{"a":null}])");
  EXPECT_EQ(found("$[?!@.a]", document), R"([{"b":1},5])");
  EXPECT_EQ(found("$[?@.*]", document), R"([{"a":false},{"a":null},{"b":1}])");
  EXPECT_EQ(found("$[?@]", document), R"([{"a":false},{"a":null},{"b":1},5])");
}

TEST(JsonPathFilter, LooksAtMembersOfObjectsToo) {
  EXPECT_EQ(found("$[?@ > 1]", R"({"a": 1, "b": 2, "c": 3})"), "[2,3]");
  EXPECT_EQ(found("$[?@ > 1]", "7"), "[]");
}

TEST(JsonPathFilter, AndBindsTighterThanOr) {
  const json document = json::object();
  EXPECT_TRUE(holds("1 == 1 || 1 == 1 && 1 == 2", document));
  EXPECT_FALSE(holds("(1 == 1 || 1 == 1) && 1 == 2", document));
  EXPECT_TRUE(holds("1 == 2 && 1 == 1 || 1 == 1", document));
}

TEST(JsonPathFilter, ThreeConditionsAreJoinedAsTheyAreWritten) {
  EXPECT_FALSE(holds("1 == 1 && 1 == 1 && 1 == 2", json()));
  EXPECT_FALSE(holds("1 == 1 && 1 == 2 && 1 == 1", json()));
  EXPECT_TRUE(holds("1 == 1 && 2 == 2 && 3 == 3", json()));
  EXPECT_TRUE(holds("1 == 2 || 1 == 2 || 1 == 1", json()));
}

TEST(JsonPathFilter, NegationsOfParenthesesNest) {
  EXPECT_TRUE(holds("!(1 == 2)", json()));
  EXPECT_TRUE(holds("! ( !(1 == 1) )", json()));
  EXPECT_FALSE(holds("!(1 == 2 || 1 == 1)", json()));
}

TEST(JsonPathFilter, TheCurrentNodeIsThatOfTheInnermostFilter) {
  EXPECT_EQ(found("$[?@[?@.b]]", R"([[{"b": 0}], [{"a": 1}], [3]])"), R"([[{"b":0}]])");
  EXPECT_EQ(found("$.list[?@.id == $.want].name",
                  R"({"want": 2, "list": [{"id": 1, "name": "x"}, {"id": 2, "name": "y"}]})"),
            R"(["y"])");
}

TEST(JsonPathFilter, ComparedQueriesFollowIndexes) {
  EXPECT_EQ(found("$[?@[0] == $[1][-1]]", "[[4, 1], [2, 4]]"), "[[4,1]]");
}

TEST(JsonPathFunctions, LengthCountsCharactersItemsAndMembers) {
  EXPECT_TRUE(holds("length(@) == 3", "abc"));
  EXPECT_TRUE(holds("length(@) == 2", "\xF0\x9D\x84\x9E\xC3\xA4"));
  EXPECT_TRUE(holds("length(@) == 2", json::array({1, 2})));
  EXPECT_TRUE(holds("length(@) == 1", json{{"a", 1}}));
  EXPECT_TRUE(holds("length('four') == 4", json()));
}

TEST(JsonPathFunctions, LengthOfAnythingElseIsNothing) {
  for (const json& value : {json(5), json(true), json()}) {
    EXPECT_TRUE(holds("length(@) == @.absent", value)) << value;
    EXPECT_FALSE(holds("length(@) >= 0", value)) << value;
  }
  EXPECT_TRUE(holds("length(@.absent) == @.absent", json::object()));
  EXPECT_TRUE(holds("length(value(@.*)) == @.absent", json::object()));
}

TEST(JsonPathFunctions, LengthTakesTheValueOfACall) {
  EXPECT_TRUE(holds("length(value(@..a)) == 2", json{{"b", {{"a", "xy"}}}}));
}

TEST(JsonPathFunctions, CountCountsNodesAndNotTheirContents) {
  const json document = json::parse(R"({"a": [1, 2, 3], "b": "xyz"})");
  EXPECT_TRUE(holds("count(@.*) == 2", document));
  EXPECT_TRUE(holds("count(@.b) == 1", document));
  EXPECT_TRUE(holds("count(@..*) == 5", document));
  EXPECT_TRUE(holds("count(@['a', 'a']) == 2", document));
  EXPECT_TRUE(holds("count(@.absent) == 0", document));
}

TEST(JsonPathFunctions, ValueIsThatOfASingleNodeElseNothing) {
  const json document = json::parse(R"({"a": 7, "b": {"c": 8, "d": 9}})");
  EXPECT_TRUE(holds("value(@..c) == 8", document));
  EXPECT_TRUE(holds("value(@.b.*) == @.absent", document));
  EXPECT_TRUE(holds("value(@..x) == @.absent", document));
}

TEST(JsonPathFunctions, MatchTakesTheWholeTextAndSearchAPart) {
  EXPECT_TRUE(holds("match(@, 'b.')", "bc"));
  EXPECT_FALSE(holds("match(@, 'b.')", "abc"));
  EXPECT_TRUE(holds("search(@, 'b.')", "abcd"));
  EXPECT_FALSE(holds("match(@, 'a|b')", "ab"));
  EXPECT_TRUE(holds("!search(@, 'x')", "abc"));
}

TEST(JsonPathFunctions, MatchOfAnythingButTextsIsFalse) {
  EXPECT_FALSE(holds("match(@, '.*')", 5));
  EXPECT_FALSE(holds("match(@.absent, '.*')", json::object()));
  EXPECT_FALSE(holds("match(@, 1)", "1"));
  EXPECT_FALSE(holds("search(@, @.absent)", "1"));
}

TEST(JsonPathFunctions, APatternMayComeFromTheDocument) {
  EXPECT_EQ(found("$.values[?match(@, $.pattern)]",
                  R"({"pattern": "b.?b", "values": ["bab", "ba", "bb", 3]})"),
            R"(["bab","bb"])");
  EXPECT_EQ(
      found("$[?search(@.text, @.pattern)].id",
            R"([{"id": 1, "text": "ab", "pattern": "b"}, {"id": 2, "text": "ab", "pattern": "c"},
                      {"id": 3, "text": "ab", "pattern": "^a"}])"),
      "[1,3]");
}

TEST(JsonPathFunctions, AWrongPatternFromTheDocumentMatchesNothing) {
  for (const char* pattern : {"[", "(", "\\d", "a**", "(?i)a"}) {
    EXPECT_EQ(found_in(json{{"texts", {"a", "["}}, {"pattern", pattern}},
                       "$.texts[?search(@, $.pattern)]"),
              "[]")
        << pattern;
  }
}

TEST(JsonPathFunctions, PatternsFromTheDocumentCostTheirShareOfTheBudget) {
  json document = json::array();
  for (int i = 0; i < 20'000; ++i) document.push_back(std::to_string(i));
  EXPECT_EQ(found_in(document, "$[?search('', @)]"), "cut short");
}

}  // namespace
}  // namespace slogate
