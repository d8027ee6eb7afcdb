#include "scenarios/content/jsonpath_pattern.h"

#include <gtest/gtest.h>

namespace slogate::jsonpath {
namespace {

bool matches(std::string_view pattern, const std::string& text) {
  std::string why;
  const auto compiled = compile_pattern(pattern, why);
  EXPECT_NE(compiled, nullptr) << pattern << ": " << why;
  return compiled != nullptr && re2::RE2::FullMatch(text, *compiled);
}

std::string why_not(std::string_view pattern) {
  std::string why;
  EXPECT_EQ(compile_pattern(pattern, why), nullptr) << pattern;
  return why;
}

TEST(JsonPathPattern, TheDotIsAnyCharacterButTheEndsOfLines) {
  EXPECT_TRUE(matches("a.b",
                      "a\xF0\x90\x84\x81"
                      "b"));
  EXPECT_TRUE(matches(".", "\xE2\x80\xA8"));
  EXPECT_FALSE(matches(".", "\n"));
  EXPECT_FALSE(matches(".", "\r"));
}

TEST(JsonPathPattern, ADotInBracketsOrEscapedIsADot) {
  EXPECT_TRUE(matches("[.]", "."));
  EXPECT_FALSE(matches("[.]", "a"));
  EXPECT_FALSE(matches("\\.", "a"));
  EXPECT_TRUE(matches("[\\].]", "]"));
}

TEST(JsonPathPattern, AlternativesAreTakenWhole) {
  EXPECT_TRUE(matches("ab|cd", "cd"));
  EXPECT_FALSE(matches("ab|cd", "abd"));
  EXPECT_TRUE(matches("a|", ""));
  EXPECT_TRUE(matches("(a|b)*c", "abac"));
}

TEST(JsonPathPattern, RepetitionsCount) {
  EXPECT_TRUE(matches("a{2}", "aa"));
  EXPECT_FALSE(matches("a{2}", "aaa"));
  EXPECT_TRUE(matches("a{2,}", "aaaa"));
  EXPECT_TRUE(matches("a{1,2}", "a"));
  EXPECT_FALSE(matches("a{1,2}", "aaa"));
  EXPECT_TRUE(matches("a?b+c*", "bb"));
}

TEST(JsonPathPattern, BracketsTakeRangesNegationAndMinusAtTheirEnds) {
  EXPECT_TRUE(matches("[a-c]+", "abc"));
  EXPECT_TRUE(matches("[-a]+", "a-"));
  EXPECT_TRUE(matches("[a-]+", "a-"));
  EXPECT_TRUE(matches("[^a-c]", "d"));
  EXPECT_FALSE(matches("[^-]", "-"));
  EXPECT_TRUE(matches("[\\^\\-\\n]+", "^-\n"));
  EXPECT_TRUE(matches("[.-z]+", "/az"));
}

TEST(JsonPathPattern, CategoriesOfUnicodeAreKnown) {
  EXPECT_TRUE(matches("\\p{Lu}\\p{L}*", "\xD0\x96\xD0\xB6"));
  EXPECT_FALSE(matches("\\p{Lu}", "\xD0\xB6"));
  EXPECT_TRUE(matches("\\P{Lu}", "1"));
  EXPECT_TRUE(matches("[\\p{Nd}x]+", "1x"));
}

TEST(JsonPathPattern, UnassignedCharactersAreACategoryToo) {
  EXPECT_TRUE(matches("\\p{Cn}", "\xCD\xB8"));  // U+0378
  EXPECT_TRUE(matches("\\p{C}", "\xCD\xB8"));
  EXPECT_TRUE(matches("\\p{C}", "\x01"));
  EXPECT_FALSE(matches("\\p{Cn}", "\x01"));
  EXPECT_FALSE(matches("\\p{C}", "a"));
  EXPECT_TRUE(matches("\\P{Cn}", "a"));
  EXPECT_TRUE(matches("[\\P{C}]", "a"));
  EXPECT_FALSE(matches("[\\P{C}]", "\x01"));
  EXPECT_EQ(why_not("[\\p{Cn}]"), "\\p{Cn} within brackets is not supported");
}

TEST(JsonPathPattern, EscapesStandForTheirCharacters) {
  EXPECT_TRUE(matches("\\(\\)\\*\\+\\-\\.\\?\\[\\\\\\]\\^\\{\\|\\}", "()*+-.?[\\]^{|}"));
  EXPECT_TRUE(matches("\\n\\r\\t", "\n\r\t"));
}

TEST(JsonPathPattern, AnchorsAreThoseOfTheText) {
  EXPECT_TRUE(matches("^ab$", "ab"));
  EXPECT_FALSE(matches("a^b", "a^b"));
}

TEST(JsonPathPattern, RefusesWhatIsNoPartOfIRegexp) {
  EXPECT_EQ(why_not("\\d"), "\\d is not a part of I-Regexp");
  EXPECT_EQ(why_not("\\w+"), "\\w is not a part of I-Regexp");
  EXPECT_EQ(why_not("\\\xC3\xA4"), "\\\xC3\xA4 is not a part of I-Regexp");
  EXPECT_EQ(why_not("[\\s]"), "\\s is not a part of I-Regexp");
  EXPECT_EQ(why_not("a*?"), "a repetition is repeated");
  EXPECT_EQ(why_not("(?i)a"), "nothing stands before ? to be repeated");
  EXPECT_EQ(why_not("[[:alpha:]]"), "a [ within brackets must be written \\[");
}

TEST(JsonPathPattern, RefusesBracketsAndGroupsThatDoNotPair) {
  EXPECT_EQ(why_not("(a"), "a group is not closed");
  EXPECT_EQ(why_not("a)"), "a ) closes no group");
  EXPECT_EQ(why_not("[a"), "a [ is not closed");
  EXPECT_EQ(why_not("a]"), "a ] without its opening bracket");
  EXPECT_EQ(why_not("a}"), "a } without its opening bracket");
  EXPECT_EQ(why_not("[]"), "brackets hold nothing");
  EXPECT_EQ(why_not("a\\"), "it ends with a \\");
  EXPECT_EQ(why_not("[a\\"), "it ends with a \\");
}

TEST(JsonPathPattern, RefusesRangesThatAreNone) {
  EXPECT_EQ(why_not("[a-c-e]"), "a - within brackets stands neither in a range nor at an end");
  EXPECT_EQ(why_not("[a--]"), "a range within brackets ends with a bare -");
  EXPECT_EQ(why_not("[a-\\p{L}]"), "a category ends a range within brackets");
  EXPECT_EQ(why_not("[z-a]"), "invalid character class range: z-a");
}

TEST(JsonPathPattern, RefusesRepetitionsOfNothingAndOfOtherForms) {
  EXPECT_EQ(why_not("*a"), "nothing stands before * to be repeated");
  EXPECT_EQ(why_not("a|+"), "nothing stands before + to be repeated");
  EXPECT_EQ(why_not("{2}"), "nothing stands before { to be repeated");
  EXPECT_EQ(why_not("a{,2}"), "a number must follow {");
  EXPECT_EQ(why_not("a{2"), "a { is not closed");
  EXPECT_EQ(why_not("a{2}{3}"), "a repetition is repeated");
}

TEST(JsonPathPattern, RefusesCategoriesThatUnicodeDoesNotHave) {
  EXPECT_EQ(why_not("\\p{Lx}"), "\\p{Lx} is no category of Unicode");
  EXPECT_EQ(why_not("\\P{Greek}"), "\\P{Greek} is no category of Unicode");
  EXPECT_EQ(why_not("\\p{}"), "\\p{} is no category of Unicode");
  EXPECT_EQ(why_not("\\pL"), "a category in braces must follow \\p");
  EXPECT_EQ(why_not("\\p{L"), "a category in braces must follow \\p");
}

TEST(JsonPathPattern, RefusesBytesThatAreNotUtf8) {
  EXPECT_EQ(why_not("a\xFF"), "it is not valid UTF-8");
  EXPECT_EQ(why_not("[\xC3]"), "it is not valid UTF-8");
}

TEST(JsonPathPattern, RefusesWhatWouldTakeTooMuchMemory) {
  EXPECT_EQ(why_not("((a{100}){100}){100}"), "invalid repetition size: {100}");
  EXPECT_EQ(why_not("a{1001}"), "invalid repetition size: {1001}");
}

}  // namespace
}  // namespace slogate::jsonpath
