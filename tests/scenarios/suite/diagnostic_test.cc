#include "scenarios/suite/diagnostic.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace slogate {
namespace {

TEST(Diagnostic, TextHasFileLineAndColumn) {
  EXPECT_EQ((Diagnostic{{"a.json", 3, 7}, "wrong"}).text(), "a.json:3:7: wrong");
}

TEST(Diagnostic, LineZeroIsTheWholeFile) {
  EXPECT_EQ((Diagnostic{{"a.json", 0, 0}, "wrong"}).text(), "a.json: wrong");
}

TEST(Diagnostic, WithoutAPlaceIsOnlyItsMessage) {
  EXPECT_EQ((Diagnostic{{}, "wrong"}).text(), "wrong");
}

TEST(Diagnostics, TextIsALineEach) {
  Diagnostics problems(Diagnostic{{"a", 1, 2}, "first"});
  problems.add({"b", 3, 4}, "second");
  EXPECT_EQ(problems.text(), "a:1:2: first\nb:3:4: second\n");
}

TEST(Result, ReadingAFailedOneIsAProgrammersError) {
  const Result<int> failed = Diagnostics(Diagnostic{{"a", 1, 2}, "wrong"});
  EXPECT_THROW((void)failed.value(), std::logic_error);
}

TEST(NearestWord, FindsASwapOfNeighbours) {
  EXPECT_EQ(nearest_word("stesp", {"name", "steps"}), "steps");
}

TEST(NearestWord, FindsAMissingAnAddedAndAChangedLetter) {
  EXPECT_EQ(nearest_word("stps", {"steps"}), "steps");
  EXPECT_EQ(nearest_word("stteps", {"steps"}), "steps");
  EXPECT_EQ(nearest_word("stebs", {"steps"}), "steps");
}

TEST(NearestWord, TakesTheNearestOfSeveral) {
  EXPECT_EQ(nearest_word("objektives", {"objective", "objectives"}), "objectives");
}

TEST(NearestWord, IsEmptyWhereNoneIsNear) {
  EXPECT_EQ(nearest_word("colour", {"name", "steps"}), "");
  EXPECT_EQ(nearest_word("", {"a"}), "");
  EXPECT_EQ(nearest_word("x", {"y"}), "");
}

TEST(NearestWord, IsEmptyForDataInsteadOfAWord) {
  EXPECT_EQ(nearest_word(std::string(100'000, 'a'), {std::string(99'999, 'a')}), "");
}

}  // namespace
}  // namespace slogate
