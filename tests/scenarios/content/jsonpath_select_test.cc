#include <gtest/gtest.h>

#include "tests/scenarios/content/jsonpath_found.h"

namespace slogate {
namespace {

using nlohmann::json;

constexpr std::string_view kLetters = R"(["a", "b", "c", "d", "e", "f", "g"])";

TEST(JsonPathSelect, TheRootIdentifierIsTheWholeDocument) {
  EXPECT_EQ(found("$", R"({"k": "v"})"), R"([{"k":"v"}])");
  EXPECT_EQ(found("$", "null"), "[null]");
}

TEST(JsonPathSelect, AppendsToWhatTheListHolds) {
  JsonPath::Fault fault;
  const auto path = JsonPath::parse("$[*]", fault);
  const json document = {1, 2};
  std::vector<const json*> nodes{nullptr};
  ASSERT_TRUE(path->select(document, nodes));
  EXPECT_EQ(nodes, (std::vector<const json*>{nullptr, &document[0], &document[1]}));
}

TEST(JsonPathSelect, NamesSelectMembersWhateverTheirQuotes) {
  const char* document = R"({"o": {"j j": {"k.k": 3}}, "'": {"@": 2}})";
  EXPECT_EQ(found("$.o['j j']['k.k']", document), "[3]");
  EXPECT_EQ(found(R"($.o["j j"]["k.k"])", document), "[3]");
  EXPECT_EQ(found(R"($["'"]["@"])", document), "[2]");
  EXPECT_EQ(found(R"($['\'']['@'])", document), "[2]");
}

TEST(JsonPathSelect, EscapesInNamesMeanTheirCharacters) {
  const json document = {
      {"\b\f\n\r\t/\\", 1}, {"\xE2\x82\xAC", 2}, {"\xF0\x9D\x84\x9E", 3}, {"\"", 4}};
  EXPECT_EQ(found_in(document, R"($['\b\f\n\r\t\/\\'])"), "[1]");
  EXPECT_EQ(found_in(document, R"($['\u20ac'])"), "[2]");
  EXPECT_EQ(found_in(document, R"($['\u20AC'])"), "[2]");
  EXPECT_EQ(found_in(document, R"($['\uD834\uDD1E'])"), "[3]");
  EXPECT_EQ(found_in(document, R"($["\""])"), "[4]");
}

TEST(JsonPathSelect, ANameIsNotFoldedOrNormalised) {
  EXPECT_EQ(found("$.A", R"({"a": 1})"), "[]");
  EXPECT_EQ(found("$.\xC3\xA4", R"({"a\u0308": 1, "\u00e4": 2})"), "[2]");
}

TEST(JsonPathSelect, ANameSelectsNothingFromAnArrayAndAnIndexNothingFromAnObject) {
  EXPECT_EQ(found("$['0']", "[1]"), "[]");
  EXPECT_EQ(found("$[0]", R"({"0": 1})"), "[]");
}

TEST(JsonPathSelect, WildcardsSelectAllChildren) {
  EXPECT_EQ(found("$[*]", R"({"b": [5], "a": 1})"), "[1,[5]]");
  EXPECT_EQ(found("$.*", "[3, 4]"), "[3,4]");
  EXPECT_EQ(found("$.*", R"("text")"), "[]");
  EXPECT_EQ(found("$[*, *]", "[3, 4]"), "[3,4,3,4]");
}

TEST(JsonPathSelect, IndexesCountFromBothEnds) {
  EXPECT_EQ(found("$[1]", kLetters), R"(["b"])");
  EXPECT_EQ(found("$[-2]", kLetters), R"(["f"])");
  EXPECT_EQ(found("$[-7]", kLetters), R"(["a"])");
  EXPECT_EQ(found("$[7]", kLetters), "[]");
  EXPECT_EQ(found("$[-8]", kLetters), "[]");
}

// RFC 9535 2.3.4.3, and bounds beyond both ends.
TEST(JsonPathSelect, SlicesTakeBoundsStepsAndDirections) {
  EXPECT_EQ(found("$[1:3]", kLetters), R"(["b","c"])");
  EXPECT_EQ(found("$[5:]", kLetters), R"(["f","g"])");
  EXPECT_EQ(found("$[1:5:2]", kLetters), R"(["b","d"])");
  EXPECT_EQ(found("$[5:1:-2]", kLetters), R"(["f","d"])");
  EXPECT_EQ(found("$[::-1]", kLetters), R"(["g","f","e","d","c","b","a"])");
  EXPECT_EQ(found("$[-2:]", kLetters), R"(["f","g"])");
  EXPECT_EQ(found("$[-100:2]", kLetters), R"(["a","b"])");
  EXPECT_EQ(found("$[5:100]", kLetters), R"(["f","g"])");
  EXPECT_EQ(found("$[100:4:-1]", kLetters), R"(["g","f"])");
  EXPECT_EQ(found("$[1:-100:-1]", kLetters), R"(["b","a"])");
}

TEST(JsonPathSelect, SlicesWithoutAnythingToTakeSelectNothing) {
  EXPECT_EQ(found("$[1:5:0]", kLetters), "[]");
  EXPECT_EQ(found("$[3:1]", kLetters), "[]");
  EXPECT_EQ(found("$[1:3:-1]", kLetters), "[]");
  EXPECT_EQ(found("$[:]", "[]"), "[]");
  EXPECT_EQ(found("$[::-1]", "[]"), "[]");
  EXPECT_EQ(found("$[:]", R"({"a": 1})"), "[]");
}

TEST(JsonPathSelect, ASecondColonNeedsNoStep) {
  EXPECT_EQ(found("$[5: : ]", kLetters), R"(["f","g"])");
}

TEST(JsonPathSelect, TheLargestIntegersAreHarmless) {
  EXPECT_EQ(found("$[-9007199254740991:9007199254740991:9007199254740991]", kLetters), R"(["a"])");
  EXPECT_EQ(found("$[9007199254740991:-9007199254740991:-9007199254740991]", kLetters), R"(["g"])");
  EXPECT_EQ(found("$[-9007199254740991]", kLetters), "[]");
}

TEST(JsonPathSelect, SelectorsOfOneSegmentGiveTheirNodesOneAfterTheOther) {
  EXPECT_EQ(found("$[0, 3]", kLetters), R"(["a","d"])");
  EXPECT_EQ(found("$[0:2, 5]", kLetters), R"(["a","b","f"])");
  EXPECT_EQ(found("$[0, 0]", kLetters), R"(["a","a"])");
  EXPECT_EQ(found("$['b', 'a']", R"({"a": 1, "b": 2})"), "[2,1]");
}

TEST(JsonPathSelect, ASegmentTakesItsInputNodesInTheirOrder) {
  EXPECT_EQ(found("$[::-1][0, 1]", "[[1, 2], [3, 4]]"), "[3,4,1,2]");
}

// RFC 9535 2.5.2.3.
TEST(JsonPathSelect, DescendantsComeAfterTheNodesThatHoldThem) {
  const char* document = R"({"o": {"j": 1, "k": 2}, "a": [5, 3, [{"j": 4}, {"k": 6}]]})";
  EXPECT_EQ(found("$..j", document), "[4,1]");
  EXPECT_EQ(found("$..[0]", document), R"([5,{"j":4}])");
  EXPECT_EQ(found("$.a..[0, 1]", document), R"([5,3,{"j":4},{"k":6}])");
  EXPECT_EQ(found("$.o..[*, *]", document), "[1,2,1,2]");
  EXPECT_EQ(found("$..*", "[[1], 2]"), "[[1],2,1]");
}

TEST(JsonPathSelect, ADescendantSegmentStartsAtEachOfItsInputNodes) {
  EXPECT_EQ(found("$..*..*", "[[[1]]]"), "[[1],1,1]");
}

TEST(JsonPathSelect, NullIsAValueLikeOthers) {
  const char* document = R"({"a": null, "b": [null], "c": [{}], "null": 1})";
  EXPECT_EQ(found("$.a", document), "[null]");
  EXPECT_EQ(found("$.a[0]", document), "[]");
  EXPECT_EQ(found("$.b[?@]", document), "[null]");
  EXPECT_EQ(found("$.b[?@==null]", document), "[null]");
  EXPECT_EQ(found("$.c[?@.d==null]", document), "[]");
  EXPECT_EQ(found("$.null", document), "[1]");
}

TEST(JsonPathSelect, SingularQueriesAreNamesAndIndexesAlone) {
  const auto singular = [](std::string_view text) {
    JsonPath::Fault fault;
    return JsonPath::parse(text, fault)->singular();
  };
  for (const char* text : {"$", "$.a", "$['a'][0]", "$[ 'a' ] [-1]"})
    EXPECT_TRUE(singular(text)) << text;
  for (const char* text : {"$.*", "$..a", "$[0, 1]", "$[0:1]", "$[?@.a]", "$.a[*].b"}) {
    EXPECT_FALSE(singular(text)) << text;
  }
}

TEST(JsonPathSelect, KeepsItsTextAndCanBeCopied) {
  JsonPath::Fault fault;
  auto path = JsonPath::parse("$.a", fault);
  const JsonPath copy = *path;
  path.reset();
  std::vector<const json*> nodes;
  const json document = {{"a", 1}};
  EXPECT_TRUE(copy.select(document, nodes));
  EXPECT_EQ(copy.text(), "$.a");
  EXPECT_EQ(nodes.size(), 1U);
}

// --- caps

json nested(std::size_t depth) {
  json value = 1;
  for (std::size_t i = 0; i < depth; ++i) value = json::array({std::move(value)});
  return value;
}

TEST(JsonPathCaps, ADocumentNestedAThousandDeepIsWalkedAndADeeperOneCutShort) {
  EXPECT_EQ(found_in(nested(900), "$..[?@ == 1]"), "[1]");
  EXPECT_EQ(found_in(nested(1'200), "$..[?@ == 1]"), "cut short");
}

TEST(JsonPathCaps, ComparingValuesNestedDeeperThanAThousandIsCutShort) {
  const json deep = {nested(1'200), nested(1'200)};
  EXPECT_EQ(found_in(deep, "$[?@ == $[1]]"), "cut short");
}

TEST(JsonPathCaps, MoreVisitsThanTenMillionAreCutShort) {
  const json wide(4'000, 1);
  EXPECT_EQ(found_in(wide, "$[?$[?@ == 2]]"), "cut short");
  EXPECT_EQ(found_in(json(1'000, 1), "$[?count($[*]) == 0]"), "[]");
}

TEST(JsonPathCaps, ANegatedFilterDoesNotTurnASpentBudgetIntoAFinding) {
  JsonPath::Fault fault;
  const auto path = JsonPath::parse("$[?!$[?@ == 2]]", fault);
  const json wide(10'000, 1);
  std::vector<const json*> nodes;
  EXPECT_FALSE(path->select(wide, nodes));
  EXPECT_LT(nodes.size(), wide.size());
}

TEST(JsonPathCaps, MoreThanAMillionNodesAreCutToAMillion) {
  JsonPath::Fault fault;
  const auto path = JsonPath::parse("$[*, *]", fault);
  std::vector<const json*> nodes;
  EXPECT_TRUE(path->select(json(500'000, 1), nodes));
  EXPECT_EQ(nodes.size(), 1'000'000U);
  nodes.clear();
  EXPECT_FALSE(path->select(json(500'001, 1), nodes));
  EXPECT_EQ(nodes.size(), 1'000'000U);
}

}  // namespace
}  // namespace slogate
