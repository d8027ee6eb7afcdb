// The random starts against what a Poisson process has: fixed seeds, wide margins.
#include "runner/load/poisson.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "runner/load/load_plan.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

Profile poisson(double from, std::vector<Stage> stages) {
  Profile profile;
  profile.model = Model::arrivals;
  profile.spacing = Spacing::poisson;
  profile.from = from;
  profile.stages = std::move(stages);
  return profile;
}

std::vector<double> starts_of(const Profile& profile, std::uint64_t seed) {
  const LoadPlan plan = make_plan(profile, {"a"});
  std::vector<double> out;
  for (std::uint64_t n = 0; const auto arrival = plan.arrival(0, n, seed); ++n)
    out.push_back(std::chrono::duration<double>(arrival->due).count());
  return out;
}

// Variance over mean of the counts in windows of that length: 1 for a Poisson process, 0 for an even one.
double dispersion(const std::vector<double>& starts, double length, double window) {
  std::vector<double> counts(static_cast<std::size_t>(length / window));
  for (const double start : starts) {
    const auto at = static_cast<std::size_t>(start / window);
    if (at < counts.size()) ++counts[at];
  }
  double sum = 0, squares = 0;
  for (const double count : counts) sum += count;
  const double mean = sum / static_cast<double>(counts.size());
  for (const double count : counts) squares += (count - mean) * (count - mean);
  return squares / static_cast<double>(counts.size() - 1) / mean;
}

// The largest distance between two distributions, in units of 1 / sqrt(n) (Kolmogorov): over 1.95 once in a thousand.
template <class Cumulative>
double distance(std::vector<double> values, const Cumulative& expected) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double most = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double wanted = expected(values[i]);
    most = std::max({most, std::abs(wanted - static_cast<double>(i) / n),
                     std::abs(wanted - static_cast<double>(i + 1) / n)});
  }
  return most * std::sqrt(n);
}

TEST(PoissonStarts, AreAsManyAsEvenOnesAndInOrder) {
  const std::vector<double> starts = starts_of(poisson(50, {{50, 10min}}), 1);
  EXPECT_EQ(starts.size(), 30'000U);
  EXPECT_TRUE(std::is_sorted(starts.begin(), starts.end()));
  EXPECT_GE(starts.front(), 0);
  EXPECT_LT(starts.back(), 600);
}

TEST(PoissonStarts, VaryFromWindowToWindowAsTheirMean) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const std::vector<double> starts = starts_of(poisson(50, {{50, 10min}}), seed);
    EXPECT_NEAR(dispersion(starts, 600, 0.02), 1, 0.08) << seed;
    EXPECT_NEAR(dispersion(starts, 600, 0.2), 1, 0.15) << seed;
    EXPECT_NEAR(dispersion(starts, 600, 2), 1, 0.4) << seed;
  }
}

TEST(PoissonStarts, LieApartAsAnExponentialDistributionHasIt) {
  for (const std::uint64_t seed : {4U, 5U, 6U}) {
    const std::vector<double> starts = starts_of(poisson(50, {{50, 10min}}), seed);
    std::vector<double> gaps;
    for (std::size_t i = 1; i < starts.size(); ++i) gaps.push_back(starts[i] - starts[i - 1]);
    EXPECT_LT(distance(gaps, [](double gap) { return 1 - std::exp(-50 * gap); }), 2.2) << seed;
  }
}

TEST(PoissonStarts, FollowARampByItsIntegral) {
  const std::vector<double> starts = starts_of(poisson(0, {{100, 200s}}), 7);  // t^2 / 4 up to t
  EXPECT_EQ(starts.size(), 10'000U);
  EXPECT_LT(distance(starts, [](double at) { return at * at / 40'000; }), 2.2);
}

TEST(PoissonStarts, LeaveOutAStageWithoutARate) {
  for (const double start :
       starts_of(poisson(100, {{100, 5s}, {0, 1ms}, {0, 10s}, {100, 1ms}, {100, 5s}}), 8))
    EXPECT_TRUE(start <= 5.001 || start >= 15.001) << start;
}

TEST(PoissonStarts, DoNotDriftOverADay) {
  const LoadPlan plan = make_plan(poisson(20, {{20, 24h}}), {"a"});
  std::vector<double> starts;
  for (std::uint64_t n = 0; n < 20U * 86'400U; n += 97)
    starts.push_back(std::chrono::duration<double>(plan.arrival(0, n, 9)->due).count());
  EXPECT_FALSE(plan.arrival(0, 20U * 86'400U, 9));
  // How far any of n random points may stray from its even place: 1.95 sqrt(n) once in a thousand.
  for (std::size_t i = 0; i < starts.size(); ++i)
    ASSERT_NEAR(starts[i] * 20, static_cast<double>(i * 97), 1.95 * std::sqrt(20 * 86'400.0)) << i;
}

TEST(PoissonStarts, DifferBySeedAndByStream) {
  const PoissonDraw first{1, 0}, other_seed{2, 0}, other_stream{1, 1};
  int same = 0;
  for (std::uint64_t n = 0; n < 1'000; ++n) {
    const double point = poisson_point(first, 1'000, n);
    same += point == poisson_point(other_seed, 1'000, n) ? 1 : 0;
    same += point == poisson_point(other_stream, 1'000, n) ? 1 : 0;
    ASSERT_EQ(point, poisson_point(first, 1'000, n));
  }
  EXPECT_EQ(same, 0);
}

// How many points lie left of the middle.
double left_of_middle(std::uint64_t seed, std::uint64_t count) {
  std::uint64_t low = 0, high = count;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (poisson_point({seed, 0}, count, middle) < 0.5) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return static_cast<double>(low);
}

TEST(PoissonStarts, AreSplitInHalvesAsTossesOfACoinAre) {
  static constexpr std::size_t kSeeds = 2'000;
  for (const std::uint64_t count : {5U, 16U, 17U, 100U, 1'024U, 1'025U, 100'000U, 1'000'000'000U}) {
    const auto n = static_cast<double>(count);
    double sum = 0, squares = 0;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      const double score = (left_of_middle(seed, count) - n / 2) / std::sqrt(n / 4);
      sum += score;
      squares += score * score;
    }
    EXPECT_NEAR(sum / kSeeds, 0, 0.1) << count;  // 4.5 standard deviations
    EXPECT_NEAR(squares / kSeeds, 1, 0.15) << count;
  }
}

}  // namespace
}  // namespace slogate
