#include "reports/model/plain_text.h"

#include <gtest/gtest.h>

namespace slogate::report {
namespace {

TEST(PlainText, KeepsOrdinaryText) {
  EXPECT_EQ(plain_text("Prüfung – 日本語 🙂", Lines::fold), "Prüfung – 日本語 🙂");
}

TEST(PlainText, SpellsOutControlCharacters) {
  EXPECT_EQ(plain_text(std::string("a\x1b[2J\x07\x7f") + '\0', Lines::fold),
            "a\\x1b[2J\\x07\\x7f\\x00");
}

TEST(PlainText, SpellsOutC1Controls) {
  EXPECT_EQ(plain_text("\xc2\x9b"
                       "2J",
                       Lines::fold),
            "\\u009b2J");
}

TEST(PlainText, SpellsOutDirectionMarks) {
  EXPECT_EQ(plain_text("\xe2\x80\xae"
                       "dlrow \xe2\x81\xa6",
                       Lines::fold),
            "\\u202edlrow \\u2066");
}

TEST(PlainText, SpellsOutTagCharacters) {
  EXPECT_EQ(plain_text("\xf3\xa0\x81\x81", Lines::fold), "\\u{e0041}");
}

TEST(PlainText, FoldsLineEndsAndTabs) {
  EXPECT_EQ(plain_text("a\r\nb\tc", Lines::fold), "a\\r\\nb\\tc");
}

TEST(PlainText, KeepsLineEndsAndTabsWhenAsked) {
  EXPECT_EQ(plain_text("a\r\nb\tc\rd", Lines::keep), "a\nb\tc\\rd");
}

TEST(PlainText, ReplacesEachStartOfAnUnfinishedSequenceOnce) {
  EXPECT_EQ(plain_text("\xff|\xe2\x82|\xc3", Lines::fold), "\uFFFD|\uFFFD|\uFFFD");
}

TEST(PlainText, ReplacesOverlongFormsSurrogatesAndTooLargeValues) {
  EXPECT_EQ(plain_text("\xc0\xaf", Lines::fold), "\uFFFD\uFFFD");
  EXPECT_EQ(plain_text("\xed\xa0\x80", Lines::fold), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(plain_text("\xf4\x90\x80\x80", Lines::fold), "\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(plain_text("\xe0\x80\xaf", Lines::fold), "\uFFFD\uFFFD\uFFFD");
}

TEST(PlainText, ReplacesNoncharacters) {
  EXPECT_EQ(plain_text("\xef\xbf\xbe", Lines::fold), "\uFFFD");
}

TEST(PlainText, SaysHowMuchALimitLeftOut) {
  EXPECT_EQ(plain_text("abcdef", Lines::fold, 4), "abcd … (2 bytes left out)");
}

TEST(PlainText, NeverCutsACodePoint) {
  EXPECT_EQ(plain_text("aé", Lines::fold, 2), "a … (2 bytes left out)");
}

TEST(PlainText, LeavesItsOwnOutputAlone) {
  const std::string once = plain_text("\x1b\xff\xe2\x80\xae\r\n", Lines::keep);
  EXPECT_EQ(plain_text(once, Lines::keep), once);
}

TEST(Clipped, StaysUnderItsLimitWithTheRemark) {
  const std::string text = clipped(std::string(100, 'x'), 60);
  EXPECT_EQ(text, std::string(38, 'x') + " … (cut at 60 bytes)");
  EXPECT_LE(text.size(), 60U);
}

TEST(Columns, CountCodePointsAndNoCombiningMarks) {
  EXPECT_EQ(columns("e\u0301é…"), 3U);
}

}  // namespace
}  // namespace slogate::report
