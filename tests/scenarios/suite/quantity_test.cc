#include "scenarios/suite/quantity.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsANumberWithAUnit) {
  EXPECT_EQ(parse_duration("250us"), 250us);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("30s"), 30s);
  EXPECT_EQ(parse_duration("5m"), 5min);
  EXPECT_EQ(parse_duration("24h"), 24h);
  EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Duration, MayHaveAFraction) {
  EXPECT_EQ(parse_duration("1.5s"), 1500ms);
  EXPECT_EQ(parse_duration("0.1ms"), 100us);
}

TEST(Duration, MayHaveSeveralUnits) {
  EXPECT_EQ(parse_duration("1m30s"), 90s);
  EXPECT_EQ(parse_duration("1h2m3s4ms5us"), 1h + 2min + 3s + 4ms + 5us);
}

TEST(Duration, EndsAtAYear) {
  EXPECT_EQ(parse_duration("8760h"), 8760h);
  EXPECT_FALSE(parse_duration("8760h1us"));
  EXPECT_FALSE(parse_duration("8761h"));
  EXPECT_FALSE(parse_duration("999999999999999h"));
}

TEST(Duration, IsNothingElse) {
  for (const char* text :
       {"",    "30",   "s",    "30 s", " 30s", "30s ",  "-1s",
        "+1s", "1e3s", ".5s",  "5.s",  "1,5s", "30sec", "1d",
        "30S", "1s1m", "1s1s", "5ns",  "0x5s", "1m30",  "99999999999999999999s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Rate, IsIterationsPerSecondMinuteOrHour) {
  EXPECT_EQ(parse_rate("50/s"), 50);
  EXPECT_EQ(parse_rate("600/m"), 10);
  EXPECT_EQ(parse_rate("24/h"), 24.0 / 3600);
  EXPECT_EQ(parse_rate("0.5/s"), 0.5);
  EXPECT_EQ(parse_rate("1000000/s"), 1e6);
}

TEST(Rate, IsNothingElse) {
  for (const char* text :
       {"", "50", "/s", "0/s", "-1/s", "50/min", "50/", "50 /s", "50/s ", "1000001/s", "1e3/s"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

TEST(Share, IsAPercentage) {
  EXPECT_EQ(parse_share("0.5%"), 0.005);
  EXPECT_EQ(parse_share("0.1%"), 0.001);
  EXPECT_EQ(parse_share("99.9%"), 0.999);
  EXPECT_EQ(parse_share("0%"), 0);
  EXPECT_EQ(parse_share("100%"), 1);
}

TEST(Share, IsNothingElse) {
  for (const char* text : {"", "0.5", "%", "0.5 %", "-1%", "101%", "1e1%", "5%%"}) {
    EXPECT_FALSE(parse_share(text)) << text;
  }
}

TEST(DurationText, TakesTheUnitThatFits) {
  EXPECT_EQ(duration_text(0ns), "0 s");
  EXPECT_EQ(duration_text(7ns), "7 ns");
  EXPECT_EQ(duration_text(250us), "250 us");
  EXPECT_EQ(duration_text(250ms), "250 ms");
  EXPECT_EQ(duration_text(1500ms), "1.5 s");
  EXPECT_EQ(duration_text(2s), "2 s");
  EXPECT_EQ(duration_text(200s), "3 min 20 s");
  EXPECT_EQ(duration_text(15min), "15 min");
  EXPECT_EQ(duration_text(90min), "1 h 30 min");
  EXPECT_EQ(duration_text(24h), "24 h");
}

TEST(DurationText, HasThreeSignificantDigits) {
  EXPECT_EQ(duration_text(12345us), "12.3 ms");
  EXPECT_EQ(duration_text(1234567us), "1.23 s");
  EXPECT_EQ(duration_text(1005ms), "1.01 s");
}

TEST(DurationText, RoundsIntoTheNextUnit) {
  EXPECT_EQ(duration_text(999'960ns), "1 ms");
  EXPECT_EQ(duration_text(59'960ms), "1 min");
  EXPECT_EQ(duration_text(3599'600ms), "1 h");
}

TEST(DurationText, KeepsTheSign) {
  EXPECT_EQ(duration_text(-250ms), "-250 ms");
  EXPECT_EQ(duration_text(Duration::min()).front(), '-');
}

TEST(ShareText, HasAsFewDigitsAsSayIt) {
  EXPECT_EQ(share_text(0.005), "0.5 %");
  EXPECT_EQ(share_text(0.001), "0.1 %");
  EXPECT_EQ(share_text(0.29), "29 %");
  EXPECT_EQ(share_text(0), "0 %");
  EXPECT_EQ(share_text(1), "100 %");
  EXPECT_EQ(share_text(0.99), "99 %");
}

TEST(ShareText, ShowsWhatIsLeftToAllOrNothing) {
  EXPECT_EQ(share_text(0.9995), "99.95 %");
  EXPECT_EQ(share_text(0.99999), "99.999 %");
  EXPECT_EQ(share_text(1.0 / 300), "0.3333 %");
  EXPECT_EQ(share_text(1e-7), "0.00001 %");
}

TEST(RateText, TakesTheUnitWithAWholeNumber) {
  EXPECT_EQ(rate_text(50), "50/s");
  EXPECT_EQ(rate_text(0.5), "30/m");
  EXPECT_EQ(rate_text(24.0 / 3600), "24/h");
  EXPECT_EQ(rate_text(0.123456), "0.1235/s");
  EXPECT_EQ(rate_text(0), "0/s");
}

TEST(RateText, IsReadAsTheSameRate) {
  for (const char* text : {"50/s", "7/m", "24/h", "120/h"}) {
    EXPECT_EQ(parse_rate(rate_text(*parse_rate(text))), parse_rate(text)) << text;
  }
}

}  // namespace
}  // namespace slogate
