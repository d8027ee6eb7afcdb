// A histogram keeps 32 bits of each count in its place and the rest apart: nothing shows that.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "runner/measure/histogram.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, OneMoreCarriesOver32Bits) {
  constexpr std::uint64_t kMost = 0xffff'ffff;
  Histogram histogram;
  histogram.record_us(7, kMost);
  histogram.record(7us);
  histogram.record(6'500ns);
  EXPECT_EQ(histogram.count(), kMost + 2);
  std::uint64_t at_seven = 0;
  histogram.for_each([&at_seven](std::size_t, std::uint64_t count) { at_seven = count; });
  EXPECT_EQ(at_seven, kMost + 2);
}

TEST(Histogram, CountsOver32BitsAreExact) {
  constexpr std::uint64_t kMost = 0xffff'ffff;
  Histogram histogram;
  histogram.record_us(7, kMost);
  histogram.record_us(9, 1);
  EXPECT_EQ(histogram.value_at_rank(kMost), 7us);
  EXPECT_EQ(histogram.value_at_rank(kMost + 1), 9us);
  histogram.record_us(7, 1);
  histogram.record_us(5'000, (std::uint64_t{5} << 32) + 3);
  Histogram sum = histogram;
  sum.add(histogram);
  std::vector<std::uint64_t> counts;
  sum.for_each([&counts](std::size_t, std::uint64_t count) { counts.push_back(count); });
  EXPECT_EQ(counts,
            (std::vector<std::uint64_t>{2 * (kMost + 1), 2, (std::uint64_t{10} << 32) + 6}));
  EXPECT_EQ(sum.count(), 2 * histogram.count());
  EXPECT_EQ(sum.value_at_rank(2 * (kMost + 1)), 7us);
  EXPECT_EQ(sum.count_over(9us), (std::uint64_t{10} << 32) + 6);
  EXPECT_EQ(sum.count_not_under(9us), (std::uint64_t{10} << 32) + 8);
  std::string bytes;
  sum.encode(bytes);
  Histogram again;
  ASSERT_TRUE(again.decode(bytes));
  EXPECT_TRUE(again == sum);
  Histogram other = sum;
  other.record_us(7, std::uint64_t{1} << 32);
  EXPECT_FALSE(other == sum);
}

TEST(Histogram, TheLastQuantileIsTheLastValueOfAnyCount) {
  Histogram histogram;
  histogram.record_us(2, std::uint64_t{1} << 56);
  histogram.record_us(7, 3);
  EXPECT_EQ(histogram.quantile(1), 7us);
  EXPECT_EQ(histogram.quantile(1), histogram.max());
}

TEST(Histogram, ClearForgetsCountsOver32Bits) {
  Histogram histogram;
  histogram.record_us(7, std::uint64_t{1} << 40);
  histogram.clear();
  histogram.record_us(7, 2);
  EXPECT_EQ(histogram.value_at_rank(2), 7us);
  Histogram expected;
  expected.record_us(7, 2);
  EXPECT_TRUE(histogram == expected);
}

}  // namespace
}  // namespace slogate
