#include "runner/measure/hdr_log.h"

#include <gtest/gtest.h>

#include <sstream>

#include "runner/measure/hdr_encoding.h"

namespace slogate {
namespace {

std::string head(std::string_view origin, std::optional<std::int64_t> base_s) {
  std::ostringstream out;
  HdrLog(out).begin(origin, base_s);
  return out.str();
}

std::string line(std::string_view tag, std::int64_t begin_ns, std::int64_t end_ns,
                 const Histogram& histogram) {
  std::ostringstream out;
  HdrLog(out).line(tag, begin_ns, end_ns, histogram);
  return out.str();
}

TEST(HdrTag, PutsSlashesBetweenItsParts) {
  EXPECT_EQ(hdr_tag({"home", "shell", "response"}), "home/shell/response");
  EXPECT_EQ(hdr_tag({"", "ready", "response"}), "/ready/response");
}

TEST(HdrTag, EscapesWhatEndsATagOrALine) {
  EXPECT_EQ(hdr_tag({"a,b c", "d/e\n", "100 %"}), "a%2Cb%20c/d%2Fe%0A/100%20%25");
  EXPECT_EQ(hdr_tag({"Prüfung"}), "Pr%C3%BCfung");
  EXPECT_EQ(hdr_tag({"v1.2_x-y~"}), "v1.2_x-y~");
}

TEST(HdrLog, BeginsWithOriginUnitsVersionStartAndLegend) {
  EXPECT_EQ(head("slogate 0.1.0, run 7f3a9c", 1'772'791'200),
            "#[slogate 0.1.0, run 7f3a9c]\n"
            "#[Values are microseconds; Interval_Max is in milliseconds]\n"
            "#[Histogram log format version 1.3]\n"
            "#[StartTime: 1772791200.000 (seconds since epoch), Fri Mar 06 10:00:00 UTC 2026]\n"
            "#[BaseTime: 1772791200.000 (seconds since epoch)]\n"
            "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
            "\"Interval_Compressed_Histogram\"\n");
}

TEST(HdrLog, WritesTheDayOfTheWeekOfALeapDay) {
  EXPECT_NE(head("x", 1'709'251'199).find("Thu Feb 29 23:59:59 UTC 2024]"), std::string::npos);
}

TEST(HdrLog, WithoutAStartNamesNone) {
  EXPECT_EQ(head("x", std::nullopt).find("Time: "), std::string::npos);
}

TEST(HdrLog, AnOriginCannotBeginALineOfItsOwn) {
  EXPECT_TRUE(head("a\n1,2,3,4\r\xc3\xa4z", 0).starts_with("#[a1,2,3,4z]\n#[Values"));
}

TEST(HdrLog, ALineHasTagStartLengthMaximumAndHistogram) {
  Histogram histogram;
  histogram.record_us(1'500, 2);
  EXPECT_EQ(line("home/shell/response", 2'000'400'000, 3'001'900'000, histogram),
            "Tag=home/shell/response,2.000,1.002,1.500," + encode_hdr_base64(histogram) + "\n");
}

TEST(HdrLog, StartAndLengthTogetherAreTheRoundedEnd) {
  // Rounded by itself the first length would be 1.001, and its end a millisecond past the next start.
  const std::string empty = encode_hdr_base64(Histogram()) + "\n";
  EXPECT_EQ(line("", 600'000, 1'001'200'000, Histogram()), "0.001,1.000,0.000," + empty);
  EXPECT_EQ(line("", 1'001'200'000, 1'001'400'000, Histogram()), "1.001,0.000,0.000," + empty);
}

TEST(HdrLog, ALineWithoutTagBeginsWithItsStart) {
  EXPECT_EQ(line("", 0, 1'000'000'000, Histogram()),
            "0.000,1.000,0.000," + encode_hdr_base64(Histogram()) + "\n");
}

TEST(HdrLog, SaysHowManyValuesWereClamped) {
  Histogram histogram;
  histogram.record_us(Histogram::kHighestUs + 5, 3);
  EXPECT_TRUE(line("", 0, 1, histogram)
                  .starts_with("#[3 of the values below were over 1 h and stand there as 1 h]\n"
                               "0.000,0.000,3600809.983,HISTFAAA"));
}

}  // namespace
}  // namespace slogate
