#include <gtest/gtest.h>

#include "tests/scenarios/content/jsonpath_found.h"

namespace slogate {
namespace {

struct Refused {
  std::string query;
  std::size_t at;
  std::string_view message;
};

template <std::size_t N>
void expect_refused(const Refused (&cases)[N]) {
  for (const Refused& one : cases) {
    JsonPath::Fault fault;
    EXPECT_FALSE(JsonPath::parse(one.query, fault).has_value()) << one.query;
    EXPECT_EQ(fault.message, one.message) << one.query;
    EXPECT_EQ(fault.at, one.at) << one.query;
  }
}

void expect_taken(std::string_view query) {
  JsonPath::Fault fault;
  EXPECT_TRUE(JsonPath::parse(query, fault).has_value())
      << query << ": " << fault.at << ": " << fault.message;
}

TEST(JsonPathParse, RefusesATextThatDoesNotBeginWithTheRoot) {
  expect_refused({
      {"", 0, "expected $ at the start, found the end"},
      {"a", 0, "expected $ at the start, found a"},
      {"@.a", 0, "expected $ at the start, found @"},
      {" $", 0, "expected $ at the start, found a blank"},
      {"\x01", 0, "expected $ at the start, found a control character"},
      {"\xE2\x82\xAC", 0, "expected $ at the start, found \xE2\x82\xAC"},
  });
}

TEST(JsonPathParse, RefusesWhatFollowsTheLastSegment) {
  expect_refused({
      {"$.a ", 3, "a query does not end with blanks"},
      {"$\n", 1, "a query does not end with blanks"},
      {"$$", 1, "expected a segment or the end, found $"},
      {"$.a-b", 3, "expected a segment or the end, found -"},
      {"$.a  &", 5, "expected a segment or the end, found &"},
  });
}

TEST(JsonPathParse, RefusesDotsWithoutANameRightAfterThem) {
  expect_refused({
      {"$.", 2, "expected a name or * after the dot, found the end"},
      {"$.1", 2, "expected a name or * after the dot, found 1"},
      {"$. a", 2, "expected a name or * after the dot, found a blank"},
      {"$.'a'", 2, "expected a name or * after the dot, found '"},
      {"$.[0]", 2, "expected a name or * after the dot, found ["},
      {"$..", 3, "expected a name, * or [ after the dots, found the end"},
      {"$...a", 3, "expected a name, * or [ after the dots, found ."},
      {"$..\ta", 3, "expected a name, * or [ after the dots, found a blank"},
  });
}

TEST(JsonPathParse, RefusesBracketsWithoutSelectors) {
  expect_refused({
      {"$[", 2, "expected a selector after [, found the end"},
      {"$[]", 2, "expected a selector after [, found ]"},
      {"$[,1]", 2, "expected a selector after [, found ,"},
      {"$[1,]", 4, "expected a selector after the comma, found ]"},
      {"$[a]", 2, "a name within brackets stands in quotes"},
      {"$[+1]", 2, "expected a selector after [, found +"},
      {"$[(1)]", 2, "expected a selector after [, found ("},
  });
}

TEST(JsonPathParse, RefusesBracketsThatAreNotClosed) {
  expect_refused({
      {"$['a'", 5, "expected a comma or ], found the end"},
      {"$[1 2]", 4, "expected a comma or ], found 2"},
      {"$['a''b']", 5, "expected a comma or ], found '"},
      {"$[1.0]", 3, "expected a comma or ], found ."},
      {"$[1:2:3:4]", 7, "expected a comma or ], found :"},
      {"$[?@.a", 6, "expected &&, ||, a comma or ], found the end"},
      {"$[?@.a and @.b]", 7, "expected &&, ||, a comma or ], found a"},
      {"$[?@.a)]", 6, "expected &&, ||, a comma or ], found )"},
      {"$[?(@.a]", 7, "expected &&, || or ), found ]"},
  });
}

TEST(JsonPathParse, RefusesIntegersOfOtherForms) {
  expect_refused({
      {"$[01]", 2, "an integer has no leading zeros"},
      {"$[-01]", 2, "an integer has no leading zeros"},
      {"$[1:00]", 4, "an integer has no leading zeros"},
      {"$[-0]", 2, "-0 is not an integer here"},
      {"$[::-0]", 4, "-0 is not an integer here"},
      {"$[-]", 2, "expected a digit after -"},
      {"$[- 1]", 2, "expected a digit after -"},
  });
}

TEST(JsonPathParse, RefusesIntegersThatADoubleCannotHold) {
  constexpr std::string_view kMessage = "the integer is outside -(2^53 - 1) to 2^53 - 1";
  expect_refused({
      {"$[9007199254740992]", 2, kMessage},
      {"$[-9007199254740992]", 2, kMessage},
      {"$[0:99999999999999999999999]", 4, kMessage},
      {"$[::9007199254740992]", 4, kMessage},
  });
  expect_taken("$[9007199254740991, -9007199254740991]");
}

TEST(JsonPathParse, RefusesStringsOfOtherForms) {
  expect_refused({
      {"$['a]", 2, "the string is not closed"},
      {"$[\"a']", 2, "the string is not closed"},
      {"$['a\nb']", 4, "a control character in a string must be escaped"},
      {"$['\\x']", 3, "unknown escape in a string between ' and '"},
      {"$['\\\"']", 3, "unknown escape in a string between ' and '"},
      {"$[\"\\'\"]", 3, "unknown escape in a string between \" and \""},
      {"$['\\U0041']", 3, "unknown escape in a string between ' and '"},
      {"$['\\", 3, "the string ends within an escape"},
  });
}

TEST(JsonPathParse, RefusesUnicodeEscapesThatAreNoCharacter) {
  constexpr std::string_view kDigits = "expected four hexadecimal digits after \\u";
  constexpr std::string_view kHigh = "a high surrogate needs a low surrogate after it";
  expect_refused({
      {"$['\\u12']", 5, kDigits},
      {"$['\\u12", 5, kDigits},
      {"$['\\u12g4']", 5, kDigits},
      {"$['\\u-123']", 5, kDigits},
      {"$['\\uD800']", 3, kHigh},
      {"$['\\uD800\\n']", 3, kHigh},
      {"$['\\uDBFF\\u0041']", 3, kHigh},
      {"$['\\uD800\\u00']", 11, kDigits},
      {"$['\\uDC00']", 3, "a low surrogate follows no high surrogate"},
  });
}

TEST(JsonPathParse, RefusesBytesThatAreNotUtf8) {
  expect_refused({{"$['\xFF']", 3, "the query is not valid UTF-8"},
                  {"$.a\xC3", 3, "the query is not valid UTF-8"}});
}

TEST(JsonPathParse, TakesEveryUnicodeNameAfterADot) {
  for (const char* query :
       {"$.a1", "$._", "$.\xC3\xA4_9", "$.\xF0\x9F\x98\x80", "$..\xE2\x82\xAC"}) {
    expect_taken(query);
  }
}

TEST(JsonPathParse, RefusesFiltersThatAreNoConditions) {
  constexpr std::string_view kLiteral = "a literal is not a condition by itself; compare it";
  expect_refused({
      {"$[?]", 3, "expected a condition, found ]"},
      {"$[?  ]", 5, "expected a condition, found ]"},
      {"$[?()]", 4, "expected a condition, found )"},
      {"$[?@.a &&]", 9, "expected a condition, found ]"},
      {"$[?@.a || ]", 10, "expected a condition, found ]"},
      {"$[?1]", 3, kLiteral},
      {"$[?'a']", 3, kLiteral},
      {"$[?@.a && true]", 10, kLiteral},
      {"$[?!null]", 4, kLiteral},
      {"$[?True==1]", 3, "expected a condition, found T"},
      {"$[?nil==@.a]", 3, "nil is neither a literal, a query nor a call"},
  });
}

TEST(JsonPathParse, RefusesNegationsOfAnythingButTests) {
  expect_refused({
      {"$[?!]", 4, "expected (, a query or a function after !, found ]"},
      {"$[?!!@.a]", 4, "expected (, a query or a function after !, found !"},
      {"$[?!@.a==1]", 7, "! negates a test; to negate a comparison, write !( )"},
      {"$[?! 1<2]", 6, "! negates a test; to negate a comparison, write !( )"},
  });
}

TEST(JsonPathParse, NamesTheOperatorThatWasMeant) {
  expect_refused({
      {"$[?@.a=1]", 6, "equality is written =="},
      {"$[?@.a & @.b]", 7, "and is written &&"},
      {"$[?@.a | @.b]", 7, "or is written ||"},
  });
}

TEST(JsonPathParse, RefusesComparisonsWithoutAValue) {
  expect_refused({
      {"$[?@.a==]", 8, "expected a value to compare with, found ]"},
      {"$[?@.a===1]", 8, "expected a value to compare with, found ="},
      {"$[?@.a==.5]", 8, "expected a value to compare with, found ."},
      {"$[?@.a==+1]", 8, "expected a value to compare with, found +"},
      {"$[?@.a=={}]", 8, "expected a value to compare with, found {"},
      {"$[?@.a==[1]]", 8, "expected a value to compare with, found ["},
      {"$[?@.a==(1)]", 8, "expected a value to compare with, found ("},
      {"$[?(@.a)==1]", 8, "expected &&, ||, a comma or ], found ="},
      {"$[?@.a==1==1]", 9, "expected &&, ||, a comma or ], found ="},
  });
}

TEST(JsonPathParse, RefusesNumbersOfOtherForms) {
  expect_refused({
      {"$[?@.a==01]", 8, "a number has no leading zeros"},
      {"$[?@.a==-00]", 8, "a number has no leading zeros"},
      {"$[?@.a==-]", 8, "expected a digit after -"},
      {"$[?@.a==1.]", 10, "expected a digit after the point, found ]"},
      {"$[?@.a==1e]", 10, "expected a digit after the exponent's e, found ]"},
      {"$[?@.a==1E+]", 11, "expected a digit after the exponent's e, found ]"},
      {"$[?@.a==1e400]", 8, "the number is outside the range of a double"},
  });
}

TEST(JsonPathParse, RefusesComparisonsOfQueriesThatMayFindSeveralNodes) {
  constexpr std::string_view kMessage = "a query that may find several nodes cannot be compared";
  expect_refused({
      {"$[?@.*==1]", 3, kMessage},
      {"$[?@..a==1]", 3, kMessage},
      {"$[?1==@[0,1]]", 6, kMessage},
      {"$[?@[0:1]==1]", 3, kMessage},
      {"$[?@[?@.b]==1]", 3, kMessage},
  });
}

// The grammar of RFC 9535 2.3.5.1 has blanks between the segments of a singular query alone.
TEST(JsonPathParse, RefusesBlanksWithinTheBracketsOfAComparedQuery) {
  expect_refused(
      {{"$[?@[ 'a' ]==1]", 3, "a query that is compared has no blanks within its brackets"}});
  expect_taken("$[?@ ['a'] [0]==1]");
  expect_taken("$[?@[ 'a' ]]");
  expect_taken("$[?length(@[ 'a' ])==1]");
}

TEST(JsonPathParse, RefusesFunctionsThatItDoesNotKnow) {
  expect_refused({
      {"$[?foo(@.a)==1]", 3,
       "there is no function foo(); there are length, count, match, search and value"},
      {"$[?Length(@.a)==1]", 3, "expected a condition, found L"},
      {"$[?length (@.a)==1]", 9, "no blank stands between length and ("},
      {"$[?length]", 3, "length is neither a literal, a query nor a call"},
  });
}

TEST(JsonPathParse, RefusesArgumentsOfAnotherNumber) {
  expect_refused({
      {"$[?length()==1]", 3, "length() takes 1 argument, not 0"},
      {"$[?length(@.a,@.b)==1]", 3, "length() takes 1 argument, not 2"},
      {"$[?count( )==1]", 3, "count() takes 1 argument, not 0"},
      {"$[?match(@.a)]", 3, "match() takes 2 arguments, not 1"},
      {"$[?search(@.a,'a','b')]", 3, "search() takes 2 arguments, not 3"},
      {"$[?length(@.a,)==1]", 14, "expected an argument, found )"},
      {"$[?length(@.a]", 13, "expected a comma or ), found ]"},
  });
}

TEST(JsonPathParse, RefusesArgumentsOfAnotherType) {
  expect_refused({
      {"$[?length(@.*)==1]", 10,
       "length() takes a single value; this query may find several nodes"},
      {"$[?match(@.a,$..b)]", 13,
       "match() takes a single value; this query may find several nodes"},
      {"$[?length(match(@,'a'))>2]", 10, "length() takes a value; match() gives a condition"},
      {"$[?count(1)>2]", 9, "count() takes a query"},
      {"$[?count(length(@))>2]", 9, "count() takes a query"},
      {"$[?value('a')==1]", 9, "value() takes a query"},
  });
}

TEST(JsonPathParse, RefusesConditionsAsArguments) {
  constexpr std::string_view kMessage = "an argument of length() cannot be a condition";
  expect_refused({
      {"$[?length(@.a==@.b)>2]", 10, kMessage},
      {"$[?length(@.a && @.b)>2]", 10, kMessage},
      {"$[?length(!@.a)>2]", 10, kMessage},
      {"$[?length((@.a))>2]", 10, kMessage},
  });
}

TEST(JsonPathParse, RefusesCallsWhereTheirResultHasAnotherType) {
  expect_refused({
      {"$[?length(@.a)]", 3, "length() gives a value, not a condition; compare it"},
      {"$[?!count(@.*)]", 4, "count() gives a value, not a condition; compare it"},
      {"$[?value(@..a)]", 3, "value() gives a value, not a condition; compare it"},
      {"$[?match(@.a,'a')==true]", 3, "match() is a condition by itself; it cannot be compared"},
      {"$[?true==search(@.a,'a')]", 9, "search() is a condition by itself; it cannot be compared"},
  });
}

TEST(JsonPathParse, RefusesWrongPatternsOfItsOwn) {
  expect_refused({
      {"$[?match(@.a,'a(')]", 13, "the pattern is wrong: a group is not closed"},
      {"$[?search(@.a, '\\\\d')]", 15, "the pattern is wrong: \\d is not a part of I-Regexp"},
  });
}

// --- bounds

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(JsonPathParse, NestsSixtyFourDeepAndNoDeeper) {
  constexpr std::string_view kMessage =
      "parentheses, filters and calls are nested more than 64 deep";
  expect_taken("$" + repeated("[?@", 64) + repeated("]", 64));
  expect_taken("$[?" + repeated("(", 63) + "@" + repeated(")", 63) + "]");
  expect_taken("$[?" + repeated("length(", 63) + "@" + repeated(")", 63) + "==1]");
  expect_refused({{"$" + repeated("[?@", 65), 1 + 3 * 64 + 2, kMessage}});
  expect_refused({{"$[?" + repeated("(", 64), 3 + 63, kMessage}});
  expect_refused({{"$[?" + repeated("length(", 64), 3 + 7 * 63 + 6, kMessage}});
}

TEST(JsonPathParse, ClosedNestingDoesNotCount) {
  expect_taken("$" + repeated("[?(@.a)&&length(@)==1]", 100));
}

TEST(JsonPathParse, TakesATextOfSixtyFourKibibytesAndNoLongerOne) {
  expect_taken("$." + std::string(65'534, 'a'));
  expect_refused(
      {{"$." + std::string(65'535, 'a'), 65'536, "the query is longer than 65536 bytes"}});
}

}  // namespace
}  // namespace slogate
