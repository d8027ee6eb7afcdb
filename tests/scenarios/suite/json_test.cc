#include "scenarios/suite/json.h"

#include <gtest/gtest.h>

#include "scenarios/suite/json_reading.h"
#include "scenarios/suite/quoted.h"

namespace slogate {
namespace {

Json parsed(std::string_view text) {
  const Result<Json> json = parse_json("f", text);
  EXPECT_TRUE(json) << (json ? "" : json.error().text());
  return json ? *json : Json{};
}

std::string fault(std::string_view text) {
  const Result<Json> json = parse_json("f", text);
  return json ? "fine: " + json->dump() : json.error().text();
}

std::string place(const Json* json) {
  return json == nullptr ? "none"
                         : std::to_string(json->at.line) + ":" + std::to_string(json->at.column);
}

TEST(Json, KnowsEveryKind) {
  const Json json = parsed(R"([null, true, 7, -1.5, "text", [], {}])");
  ASSERT_EQ(json.items.size(), 7U);
  EXPECT_EQ(json.items[0].kind, Json::Kind::null);
  EXPECT_TRUE(json.items[1].boolean);
  EXPECT_EQ(json.items[2].integer, 7);
  EXPECT_EQ(json.items[2].number, 7);
  EXPECT_EQ(json.items[3].number, -1.5);
  EXPECT_EQ(json.items[4].string, "text");
  EXPECT_EQ(json.items[5].kind, Json::Kind::array);
  EXPECT_EQ(json.items[6].kind, Json::Kind::object);
}

TEST(Json, KnowsTheSmallestAndTheLargestWholeNumber) {
  const Json json = parsed("[9223372036854775807, -9223372036854775808]");
  EXPECT_EQ(json.items[0].integer, INT64_MAX);
  EXPECT_EQ(json.items[1].integer, INT64_MIN);
}

TEST(Json, EveryValueKnowsItsPlace) {
  const Json json =
      parsed("{\n  \"a\" : [1,22 ,\n\t-3.5e+2,\"x\\\"y\"],\n  \"b\":{ \"c\":true,\"d\" :null }\n}");
  EXPECT_EQ(place(&json), "1:1");
  const Json& a = *json.find("a");
  EXPECT_EQ(place(&a), "2:9");
  EXPECT_EQ(place(&a.items[0]), "2:10");
  EXPECT_EQ(place(&a.items[1]), "2:12");
  EXPECT_EQ(place(&a.items[2]), "3:2");
  EXPECT_EQ(place(&a.items[3]), "3:10");
  EXPECT_EQ(place(json.find("b")), "4:7");
  EXPECT_EQ(place(json.find("b")->find("c")), "4:13");
  EXPECT_EQ(place(json.find("b")->find("d")), "4:23");
  EXPECT_EQ(json.members[1].at.column, 3);
}

TEST(Json, SeparatorsInsideOfStringsAreNoPlaces) {
  const Json json = parsed(R"({"a,:{": ",:]}\\", "b": 1})");
  EXPECT_EQ(json.find("a,:{")->string, ",:]}\\");
  EXPECT_EQ(place(json.find("b")), "1:25");
}

TEST(Json, ColumnsCountBytes) {
  EXPECT_EQ(place(&parsed(R"(["ü", 1])").items[1]), "1:8");
}

TEST(Json, DumpIsTheSameValueAgain) {
  const std::string text =
      R"({"a":[1,-2.5,1e+300,"q\"\\\n\u0001ü",true,false,null],"b":{},"c":[]})";
  EXPECT_EQ(parsed(text).dump(), text);
}

TEST(Json, DumpKeepsAFractionAsItIsWritten) {
  EXPECT_EQ(parsed("[1.0, -0.0, 1.10, 1e3]").dump(), "[1.0,-0.0,1.10,1e3]");
}

TEST(Json, DumpKeepsTheSignOfAZero) {
  const Json json = parsed(R"([-0, 0, -10, {"a":-0}])");
  EXPECT_EQ(json.dump(), R"([-0,0,-10,{"a":-0}])");
  EXPECT_EQ(json.items[0].kind, Json::Kind::integer);
  EXPECT_EQ(json.items[0].integer, 0);
  EXPECT_EQ(parsed("-0").dump(), "-0");
}

TEST(Json, FindsNothingInOtherKinds) {
  EXPECT_EQ(parsed("[1]").find("a"), nullptr);
}

TEST(Json, MayBeNestedSixtyFourDeep) {
  parsed(std::string(64, '[') + std::string(64, ']'));
  EXPECT_EQ(fault(std::string(65, '[')), "f:1:65: nested more than 64 deep\n");
}

TEST(Json, SurvivesAVeryDeepText) {
  EXPECT_EQ(fault(std::string(1'000'000, '[')), "f:1:65: nested more than 64 deep\n");
}

TEST(Json, HasAMostOfValues) {
  std::string text = "[0";
  for (int i = 0; i < 1'000'000; ++i) text += ",0";
  EXPECT_EQ(fault(text + "]"), "f:1:2000001: more than 1000000 values in one file\n");
}

TEST(Json, HasALargestText) {
  EXPECT_EQ(fault(std::string((16U << 20U) + 1, ' ')),
            "f: larger than 16 MiB, the most that is read\n");
}

TEST(Json, TellsEveryDuplicateKey) {
  EXPECT_EQ(fault("{\"a\":1,\"a\":2,\n\"b\":{\"c\":1,\"c\":2}}"),
            "f:1:8: duplicate key \"a\", every key stands once\nf:2:12: duplicate key \"c\", every "
            "key stands once\n");
}

TEST(Json, AKeyIsADuplicateByItsMeaning) {
  EXPECT_EQ(fault(R"({"a":1,"\u0061":2})"), "f:1:8: duplicate key \"a\", every key stands once\n");
}

TEST(Json, TellsWhereATextBrokeOff) {
  EXPECT_EQ(fault("{\"a\": [1,\n 2"),
            "f:2:3: the text ends too early, the [ of 1:7 is still open\n");
  EXPECT_EQ(fault("{"), "f:1:2: the text ends too early, the { of 1:1 is still open\n");
  EXPECT_EQ(fault("{\"a\":"), "f:1:6: the text ends too early, the { of 1:1 is still open\n");
  EXPECT_EQ(fault("\"abc"), "f:1:1: this string does not end, close it with \"\n");
}

TEST(Json, TellsMalformedNumbers) {
  EXPECT_EQ(fault("[01]"), "f:1:2: malformed number \"01\", leave the leading zero out\n");
  EXPECT_EQ(fault("[+1]"), "f:1:2: malformed number \"+1\", leave the + out\n");
  EXPECT_EQ(fault("[.5]"), "f:1:2: malformed number \".5\", digits are missing\n");
  EXPECT_EQ(fault("[1.]"), "f:1:2: malformed number \"1.\", digits are missing\n");
  EXPECT_EQ(fault("[1e]"), "f:1:2: malformed number \"1e\", digits are missing\n");
  EXPECT_EQ(fault("[-]"), "f:1:2: malformed number \"-\", digits are missing\n");
  EXPECT_EQ(fault("[30s]"),
            "f:1:2: malformed number \"30s\", a quantity with a unit is a string\n");
  EXPECT_EQ(fault("[-Infinity]"),
            "f:1:2: \"-Infinity\" is no number of JSON, only finite decimal numbers are\n");
  EXPECT_EQ(fault("[-1e999]"),
            "f:1:2: the number \"-1e999\" is out of range, up to about 1.8e308 fit\n");
}

TEST(Json, RefusesWholeNumbersBeyondInt64) {
  EXPECT_EQ(fault("[99999999999999999999999]"),
            "f:1:2: the whole number is too large, up to 9223372036854775807 fit\n");
}

TEST(Json, TellsANumberBeyondADoubleBesideOtherFaults) {
  EXPECT_EQ(fault(R"({"a": [1e400, "1e400\\", -2.5E+999], "a": 5,
 "b": 99999999999999999999})"),
            "f:1:8: the number \"1e400\" is out of range, up to about 1.8e308 fit\n"
            "f:1:26: the number \"-2.5E+999\" is out of range, up to about 1.8e308 fit\n"
            "f:1:38: duplicate key \"a\", every key stands once\n"
            "f:2:7: the whole number is too large, up to 9223372036854775807 fit\n");
}

TEST(Json, TellsWhatBreaksTheTextBehindANumberBeyondADouble) {
  EXPECT_EQ(fault("[1e400 01]"),
            "f:1:2: the number \"1e400\" is out of range, up to about 1.8e308 fit\n"
            "f:1:8: a comma or ] was expected here\n");
  EXPECT_EQ(fault("[1e400, 01e400]"),
            "f:1:2: the number \"1e400\" is out of range, up to about 1.8e308 fit\n"
            "f:1:9: malformed number \"01e400\", leave the leading zero out\n");
}

TEST(JsonReading, KeepsTheTreeWhereOnlyValuesAreAtFault) {
  const JsonReading read = read_json(
      "f", R"({"a": [1e400, 2, 99999999999999999999], "a": {"c": 1}, "b": "x\u0000y", "d": 7})");
  EXPECT_EQ(read.problems.list.size(), 4U);
  ASSERT_TRUE(read.tree);
  EXPECT_EQ(read.tree->dump(), R"({"a":[0.5,2,0.5],"b":"xy","d":7})");
  EXPECT_EQ(place(read.tree->find("d")), "1:78");
}

TEST(JsonReading, KnowsThePlacesOfFaultyValuesAndKeys) {
  const JsonReading read = read_json("f", R"([1e400, 2, "x\u0000", {"k\u0000": 1}])");
  std::string columns;
  for (const Position& at : read.faulty) columns += std::to_string(at.column) + " ";
  EXPECT_EQ(columns, "2 12 24 ");
}

TEST(JsonReading, GivesWhatARepeatedKeyHolds) {
  const JsonReading read =
      read_json("f", R"({"a": 1, "b": 2, "a": {"c": 3, "c": 4}, "d": 5, "b": 6})");
  EXPECT_EQ(read.tree->dump(), R"({"a":1,"b":2,"d":5})");
  std::string repeated;
  for (const Json::Member& member : read.repeated)
    repeated += member.key + "=" + member.value.dump() + " ";
  EXPECT_EQ(repeated, R"(c=4 b=6 a={"c":3} )");
}

TEST(JsonReading, HasNoTreeOfATextThatIsNoJson) {
  EXPECT_FALSE(read_json("f", R"({"a": 1, "a": 2)").tree);
  EXPECT_FALSE(read_json("f", "[1e400").tree);
  EXPECT_FALSE(read_json("f", "[\"\xff\"]").tree);
  EXPECT_FALSE(read_json("f", std::string(65, '[') + std::string(65, ']')).tree);
}

TEST(Json, TellsFaultsInStrings) {
  EXPECT_EQ(fault("[\"\\u12\"]"), "f:1:3: \\u needs four hexadecimal digits\n");
  EXPECT_EQ(fault("[\"a\tb\"]"),
            "f:1:4: a control character in a string, write it as an escape such as \\t\n");
  EXPECT_EQ(fault("[\"\\ud800\"]"),
            "f:1:2: half of a surrogate pair in this string, a \\ud800 to \\udbff is followed by a "
            "\\udc00 to "
            "\\udfff\n");
}

TEST(Json, RefusesMalformedUtf8) {
  for (const char* bytes :
       {"\xff", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"}) {
    EXPECT_EQ(fault("[\"" + std::string(bytes) + "\"]"),
              "f:1:3: invalid UTF-8, save the file as UTF-8\n");
  }
}

TEST(Json, RefusesANulByte) {
  EXPECT_EQ(fault(std::string_view("[\0]", 3)), "f:1:2: a NUL byte, the file is no text\n");
}

TEST(Json, TellsMisplacedTokens) {
  EXPECT_EQ(fault("[1 2]"), "f:1:4: a comma or ] was expected here\n");
  EXPECT_EQ(fault("[1}"), "f:1:3: a comma or ] was expected here\n");
  EXPECT_EQ(fault("[1,,2]"), "f:1:4: a value was expected here, not \",\"\n");
  EXPECT_EQ(fault("{\"a\":1,b:2}"), "f:1:8: a key was expected here, a string in double quotes\n");
  EXPECT_EQ(fault("{,}"), "f:1:2: a key was expected here, a string in double quotes\n");
  EXPECT_EQ(fault("[tru]"), "f:1:2: unknown word \"tru\", did you mean true?\n");
  EXPECT_EQ(fault("[None]"), "f:1:2: unknown word \"None\", did you mean null?\n");
  EXPECT_EQ(fault("[yes]"), "f:1:2: unknown word \"yes\", a string stands in double quotes\n");
  EXPECT_EQ(fault("['a']"), "f:1:2: a string stands in double quotes\n");
}

TEST(Json, TellsCommentsWhereverTheyStand) {
  const std::string message = "a comment, JSON has none\n";
  EXPECT_EQ(fault("/* x */ {}"), "f:1:1: " + message);
  EXPECT_EQ(fault("{ // x\n}"), "f:1:3: " + message);
  EXPECT_EQ(fault("{\"a\":1 # x\n}"), "f:1:8: " + message);
  EXPECT_EQ(fault("[1, // x\n2]"), "f:1:5: " + message);
  EXPECT_EQ(fault("{} // x"), "f:1:4: " + message);
}

TEST(Quoted, CutsLongTextBetweenCharacters) {
  EXPECT_EQ(in_quotes("a\"b\n"), R"("a\"b\n")");
  EXPECT_EQ(in_quotes(std::string(61, 'x')), "\"" + std::string(60, 'x') + "…\"");
  EXPECT_EQ(in_quotes(std::string(59, 'x') + "üx"), "\"" + std::string(59, 'x') + "…\"");
}

}  // namespace
}  // namespace slogate
