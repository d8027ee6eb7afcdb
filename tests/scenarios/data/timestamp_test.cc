#include "scenarios/data/timestamp.h"

#include <gtest/gtest.h>

#include <ctime>

namespace slogate {
namespace {

std::string stamp(std::string_view format, std::int64_t unix_ms) {
  std::string out;
  append_timestamp(format, unix_ms, out);
  return out;
}

constexpr std::int64_t kLeapDay = 1709210096123;  // 2024-02-29T12:34:56.123Z, a Thursday

TEST(Timestamp, KnowsItsConversions) {
  EXPECT_EQ(stamp("%Y-%m-%dT%H:%M:%S.%LZ", kLeapDay), "2024-02-29T12:34:56.123Z");
  EXPECT_EQ(stamp("%F %T", kLeapDay), "2024-02-29 12:34:56");
  EXPECT_EQ(stamp("%s|%Q|%j|%a|%b|%%", kLeapDay), "1709210096|1709210096123|060|Thu|Feb|%");
}

TEST(Timestamp, BeginsIn1970) {
  EXPECT_EQ(stamp("%a %FT%T.%L %j %s", 0), "Thu 1970-01-01T00:00:00.000 001 0");
  EXPECT_EQ(stamp("%a %FT%T.%L %j %s %Q", -1), "Wed 1969-12-31T23:59:59.999 365 -1 -1");
}

TEST(Timestamp, KnowsWhichYearsLeap) {
  EXPECT_EQ(stamp("%F %j", 951782400000), "2000-02-29 060");
  EXPECT_EQ(stamp("%F %j", 978220800000), "2000-12-31 366");
  EXPECT_EQ(stamp("%F %j", 4107542400000), "2100-03-01 060");
}

TEST(Timestamp, LeavesTheRestAsItStands) {
  EXPECT_EQ(stamp("at %H h%", kLeapDay), "at 12 h%");
  EXPECT_EQ(stamp("%q", kLeapDay), "%q");
  EXPECT_EQ(stamp("", kLeapDay), "");
}

TEST(Timestamp, AgreesWithStrftime) {
  static constexpr const char* kFormat = "%Y %m %d %H %M %S %j %a %b %T %F";
  for (std::int64_t second = -3'000'000'000; second < 30'000'000'000; second += 98'765'432) {
    const std::time_t time = second;
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[200];
    const std::size_t length = std::strftime(text, sizeof text, kFormat, &parts);
    ASSERT_EQ(stamp(kFormat, second * 1000 + 7), std::string(text, length));
  }
}

}  // namespace
}  // namespace slogate
