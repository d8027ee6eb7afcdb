#include "runner/measure/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace slogate {
namespace {

using std::chrono::microseconds;
using namespace std::chrono_literals;

std::string encoded(const Histogram& histogram) {
  std::string bytes;
  histogram.encode(bytes);
  return bytes;
}

// Values from 1 us to 1 h, as many small ones as large ones.
Histogram random_histogram(std::mt19937_64& random, std::size_t values) {
  Histogram histogram;
  for (std::size_t i = 0; i < values; ++i) {
    const double part = static_cast<double>(random() >> 11) / 9007199254740992.0;
    histogram.record_us(static_cast<std::int64_t>(std::pow(3.7e9, part)), 1 + random() % 3);
  }
  return histogram;
}

// The series of HdrHistogram's cross-check: i * 317 us for i = 1 to 10,000.
Histogram golden_series() {
  Histogram histogram;
  for (std::int64_t i = 1; i <= 10'000; ++i) histogram.record_us(i * 317, 1);
  return histogram;
}

TEST(Histogram, GivesTheGoldenMedianOfTheKnownSeries) {
  EXPECT_EQ(golden_series().quantile(0.5), microseconds(1'585'151));
}

TEST(Histogram, GivesTheGoldenP99OfTheKnownSeries) {
  EXPECT_EQ(golden_series().quantile(0.99), microseconds(3'139'583));
}

TEST(Histogram, HasTheGeometryOfThreeDigitsUpToOneHour) {
  EXPECT_LT(Histogram::index_of(Histogram::kHighestUs), Histogram::kCounts);
  EXPECT_EQ(Histogram::highest_of(Histogram::kCounts - 1), 4'294'967'295);
  EXPECT_EQ(Histogram::index_of(2'047), 2'047U);
  EXPECT_EQ(Histogram::index_of(2'048), 2'048U);
  EXPECT_EQ(Histogram::index_of(2'049), 2'048U);
}

TEST(Histogram, BucketsFollowEachOtherWithoutGapOrOverlap) {
  for (std::size_t index = 1; index < Histogram::kCounts; ++index) {
    ASSERT_EQ(Histogram::lowest_of(index), Histogram::highest_of(index - 1) + 1) << index;
  }
}

TEST(Histogram, EveryBucketIsAtMostATenthOfAPercentWide) {
  for (std::size_t index = 1; index < Histogram::kCounts; ++index) {
    const auto width =
        static_cast<double>(Histogram::highest_of(index) - Histogram::lowest_of(index));
    ASSERT_LE(width, 0.001 * static_cast<double>(Histogram::lowest_of(index))) << index;
  }
}

TEST(Histogram, IndexAndBucketAgreeAtBothEndsOfEachBucket) {
  const std::size_t last = Histogram::index_of(Histogram::kHighestUs);
  for (std::size_t index = 1; index < last; ++index) {
    ASSERT_EQ(Histogram::index_of(Histogram::lowest_of(index)), index);
    ASSERT_EQ(Histogram::index_of(Histogram::highest_of(index)), index);
  }
}

TEST(Histogram, RoundsNanosecondsUp) {
  EXPECT_EQ(Histogram::to_us(0ns), 1);
  EXPECT_EQ(Histogram::to_us(1ns), 1);
  EXPECT_EQ(Histogram::to_us(1'000ns), 1);
  EXPECT_EQ(Histogram::to_us(1'001ns), 2);
  EXPECT_EQ(Histogram::to_us(-5ns), 1);
  EXPECT_EQ(Histogram::to_us(std::chrono::nanoseconds::max()), 9'223'372'036'854'776);
}

TEST(Histogram, CountsAValueUnderTheRangeAsOneMicrosecond) {
  Histogram histogram;
  histogram.record(0ns);
  EXPECT_EQ(histogram.quantile(1), 1us);
  EXPECT_EQ(histogram.clamped(), 0U);
}

TEST(Histogram, ClampsAndCountsValuesOverOneHour) {
  Histogram histogram;
  histogram.record(1h);
  histogram.record(1h + 1us);
  histogram.record(30h);
  EXPECT_EQ(histogram.count(), 3U);
  EXPECT_EQ(histogram.clamped(), 2U);
  EXPECT_EQ(Histogram::index_of(histogram.max().count()),
            Histogram::index_of(Histogram::kHighestUs));
}

TEST(Histogram, AnEmptyOneAnswersZero) {
  const Histogram histogram;
  EXPECT_TRUE(histogram.empty());
  EXPECT_EQ(histogram.quantile(0.99), 0us);
  EXPECT_EQ(histogram.value_at_rank(1), 0us);
  EXPECT_EQ(histogram.max(), 0us);
  EXPECT_EQ(histogram.min(), 0us);
  EXPECT_EQ(histogram.mean_us(), 0);
  EXPECT_EQ(histogram.count_over(1s), 0U);
}

TEST(Histogram, QuantileIsNeverUnderTheTrueValueAndAtMostATenthOfAPercentOverIt) {
  std::mt19937_64 random(7);
  Histogram histogram;
  std::vector<std::int64_t> values;
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(1 + static_cast<std::int64_t>(random() % 5'000'000));
    histogram.record_us(values.back(), 1);
  }
  std::sort(values.begin(), values.end());
  for (const double q : {0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(q * 20'000 - 1e-6));
    const std::int64_t exact = values[rank - 1];
    EXPECT_GE(histogram.quantile(q).count(), exact) << q;
    EXPECT_LE(static_cast<double>(histogram.quantile(q).count()),
              1.001 * static_cast<double>(exact))
        << q;
  }
}

TEST(Histogram, AWholeRankIsNotRoundedUpByFloatingPoint) {
  Histogram histogram;
  for (std::int64_t i = 1; i <= 1'000; ++i) histogram.record_us(i, 1);
  for (int percent = 1; percent <= 100; ++percent) {
    EXPECT_EQ(histogram.quantile(percent / 100.0).count(), percent * 10) << percent;
  }
}

TEST(Histogram, QuantileZeroIsTheSmallestValue) {
  Histogram histogram;
  histogram.record(5us);
  histogram.record(9us);
  EXPECT_EQ(histogram.quantile(0), 5us);
}

TEST(Histogram, ValueAtRankFollowsTheOrder) {
  Histogram histogram;
  histogram.record_us(30, 2);
  histogram.record_us(10, 1);
  EXPECT_EQ(histogram.value_at_rank(1), 10us);
  EXPECT_EQ(histogram.value_at_rank(2), 30us);
  EXPECT_EQ(histogram.value_at_rank(3), 30us);
}

TEST(Histogram, CountsOnlyWhatIsOverTheLimitsOwnBucket) {
  Histogram histogram;
  histogram.record(2s);
  histogram.record(2s + 300us);  // the bucket of 2 s ends at 2.000895 s
  histogram.record(2s + 900us);
  histogram.record(3s);
  EXPECT_EQ(histogram.count_over(2s), 2U);
  EXPECT_EQ(histogram.count_over(2h), 0U);
  EXPECT_EQ(histogram.count_over(0s), 4U);
}

TEST(Histogram, WhatIsNotUnderALimitIsToldAsAQuantileWould) {
  Histogram histogram;
  for (const auto value : {1999ms, 2000ms, 2001ms, 5000ms}) histogram.record(value);
  histogram.record_us(1, 7);
  for (const std::chrono::nanoseconds limit :
       {0ns, 1ns, 1000ns, 1001ns, 1'999'000'000ns, 2'000'000'000ns, 2'000'895'000ns,
        2'000'895'001ns, 5'000'000'000ns, 6'000'000'000ns, 3'600'000'000'000ns,
        7'200'000'000'000ns}) {
    std::uint64_t expected = 0;
    histogram.for_each([&](std::size_t index, std::uint64_t count) {
      if (std::chrono::microseconds(Histogram::highest_of(index)) >= limit) expected += count;
    });
    EXPECT_EQ(histogram.count_not_under(limit), expected) << limit.count();
  }
  EXPECT_EQ(Histogram().count_not_under(0s), 0U);
}

TEST(Histogram, MeanTakesTheMiddleOfEachBucket) {
  Histogram histogram;
  histogram.record_us(10, 3);
  histogram.record_us(20, 1);
  EXPECT_DOUBLE_EQ(histogram.mean_us(), 12.5);
  Histogram coarse;
  coarse.record(2s);
  EXPECT_DOUBLE_EQ(coarse.mean_us(), 2'000'383.5);
}

TEST(Histogram, MinAndMaxAreTheOuterEndsOfTheirBuckets) {
  Histogram histogram;
  histogram.record(2s);
  histogram.record(2s + 5us);
  EXPECT_EQ(histogram.min(), microseconds(1'999'872));
  EXPECT_EQ(histogram.max(), microseconds(2'000'895));
}

TEST(Histogram, ForEachVisitsEveryCountByRisingIndex) {
  Histogram histogram;
  histogram.record_us(500, 2);
  histogram.record_us(3, 1);
  histogram.record_us(70'000, 4);
  std::vector<std::pair<std::size_t, std::uint64_t>> seen;
  histogram.for_each(
      [&](std::size_t index, std::uint64_t count) { seen.emplace_back(index, count); });
  const std::vector<std::pair<std::size_t, std::uint64_t>> expected = {
      {3, 1}, {500, 2}, {Histogram::index_of(70'000), 4}};
  EXPECT_EQ(seen, expected);
}

TEST(Histogram, RecordingACountOfZeroChangesNothing) {
  Histogram histogram;
  histogram.record_us(5, 0);
  histogram.record_us(Histogram::kHighestUs + 1, 0);
  EXPECT_EQ(histogram, Histogram());
}

TEST(Histogram, AddingIsCommutative) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 50; ++round) {
    const Histogram a = random_histogram(random, random() % 200);
    const Histogram b = random_histogram(random, random() % 200);
    Histogram ab = a;
    ab.add(b);
    Histogram ba = b;
    ba.add(a);
    ASSERT_EQ(ab, ba) << round;
    ASSERT_EQ(encoded(ab), encoded(ba)) << round;
  }
}

TEST(Histogram, AddingIsAssociative) {
  std::mt19937_64 random(12);
  for (int round = 0; round < 50; ++round) {
    const Histogram a = random_histogram(random, random() % 200);
    const Histogram b = random_histogram(random, random() % 200);
    const Histogram c = random_histogram(random, random() % 200);
    Histogram left = a;
    left.add(b);
    left.add(c);
    Histogram bc = b;
    bc.add(c);
    Histogram right = a;
    right.add(bc);
    ASSERT_EQ(left, right) << round;
  }
}

TEST(Histogram, TheSumOfPartsIsExactlyTheWhole) {
  std::mt19937_64 random(13);
  Histogram whole;
  std::vector<Histogram> parts(7);
  for (int i = 0; i < 10'000; ++i) {
    const auto value = static_cast<std::int64_t>(random() % 4'000'000'000);
    whole.record_us(value, 1);
    parts[random() % parts.size()].record_us(value, 1);
  }
  Histogram sum;
  for (const Histogram& part : parts) sum.add(part);
  EXPECT_EQ(sum, whole);
  EXPECT_EQ(sum.clamped(), whole.clamped());
}

TEST(Histogram, AddedToItselfDoubles) {
  Histogram histogram;
  histogram.record_us(7, 3);
  histogram.record_us(90'000, 1);
  histogram.add(histogram);
  EXPECT_EQ(histogram.count(), 8U);
  EXPECT_EQ(histogram.value_at_rank(6), 7us);
}

TEST(Histogram, AfterClearOldCountsNeverComeBack) {
  std::mt19937_64 random(14);
  Histogram used;
  for (int round = 0; round < 30; ++round) {
    used.clear();
    ASSERT_EQ(used, Histogram());
    const Histogram fresh = random_histogram(random, 100);
    used.add(fresh);
    ASSERT_EQ(used, fresh) << round;
    ASSERT_EQ(encoded(used), encoded(fresh)) << round;
  }
}

TEST(Histogram, AMovedFromOneIsEmptyAndUsable) {
  Histogram source;
  source.record(5ms);
  const Histogram target = std::move(source);
  source = Histogram();
  source.record(1us);
  EXPECT_EQ(target.count(), 1U);
  EXPECT_EQ(source.count(), 1U);
}

TEST(Histogram, MemoryFollowsWhatWasRecorded) {
  Histogram histogram;
  for (int i = 0; i < 1'000'000; i += 1000) histogram.record_us(5'000 + i % 3, 1);
  EXPECT_LT(histogram.footprint(), 4'096U);
}

TEST(HistogramBytes, DecodeGivesBackWhatWasEncoded) {
  std::mt19937_64 random(15);
  for (int round = 0; round < 100; ++round) {
    const Histogram histogram = random_histogram(random, random() % 300);
    Histogram decoded;
    ASSERT_TRUE(decoded.decode(encoded(histogram))) << round;
    ASSERT_EQ(decoded, histogram) << round;
  }
}

TEST(HistogramBytes, AnEmptyHistogramIsAnEmptyText) {
  Histogram histogram;
  EXPECT_EQ(encoded(histogram), "");
  histogram.record(1s);
  EXPECT_TRUE(histogram.decode(""));
  EXPECT_TRUE(histogram.empty());
}

TEST(HistogramBytes, AreTheDocumentedForm) {
  Histogram histogram;
  histogram.record_us(2, 1);
  histogram.record_us(3, 300);
  EXPECT_EQ(encoded(histogram), std::string("\x03\x01\x01\xac\x02\x00\x00", 7));
}

TEST(HistogramBytes, ClampedSurvives) {
  Histogram histogram;
  histogram.record(2h);
  histogram.record(1h);
  Histogram decoded;
  ASSERT_TRUE(decoded.decode(encoded(histogram)));
  EXPECT_EQ(decoded.clamped(), 1U);
}

TEST(HistogramBytes, LargeCountsSurvive) {
  Histogram histogram;
  histogram.record_us(100, std::uint64_t{1} << 63);
  Histogram decoded;
  ASSERT_TRUE(decoded.decode(encoded(histogram)));
  EXPECT_EQ(decoded.count(), std::uint64_t{1} << 63);
}

TEST(HistogramBytes, EveryTruncationIsRefused) {
  std::mt19937_64 random(16);
  const std::string bytes = encoded(random_histogram(random, 50));
  for (std::size_t length = 1; length < bytes.size(); ++length) {
    Histogram decoded;
    decoded.record(1ms);
    ASSERT_FALSE(decoded.decode(std::string_view(bytes).substr(0, length))) << length;
    ASSERT_TRUE(decoded.empty()) << length;
  }
}

TEST(HistogramBytes, MalformedBytesAreRefusedAndLeaveItEmpty) {
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"no counts", std::string("\x00\x00", 2)},
      {"bytes after the end", std::string("\x03\x01\x00\x00\x00", 5)},
      {"a count of zero", std::string("\x03\x00\x00\x00", 4)},
      {"the index of 0 us", std::string("\x01\x01\x00\x00", 4)},
      {"an index over the range", std::string("\xff\xff\x7f\x01\x00\x00", 6)},
      {"an index over 64 bits",
       std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01\x00\x00", 14)},
      {"a varint longer than needed", std::string("\x83\x00\x01\x00\x00", 5)},
      {"clamped without a count at 1 h", std::string("\x03\x01\x00\x01", 4)},
      {"a total over 64 bits",
       std::string("\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01\x01\x00\x00", 15)},
  };
  for (const auto& [what, bytes] : cases) {
    Histogram decoded;
    decoded.record(1ms);
    EXPECT_FALSE(decoded.decode(bytes)) << what;
    EXPECT_TRUE(decoded.empty()) << what;
    EXPECT_EQ(decoded.clamped(), 0U) << what;
  }
}

TEST(HistogramBytes, WhateverDecodesEncodesToTheSameBytes) {
  std::mt19937_64 random(17);
  std::size_t accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string bytes(1 + random() % 8, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % (random() % 2 == 0 ? 4 : 256));
    Histogram decoded;
    if (!decoded.decode(bytes)) continue;
    ++accepted;
    ASSERT_EQ(encoded(decoded), bytes);
  }
  EXPECT_GT(accepted, 100U);
}

}  // namespace
}  // namespace slogate
