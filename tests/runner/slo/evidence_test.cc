// The golden tables: exact one-sided and order-statistic bounds, computed independently of this
// code.
#include "runner/slo/evidence.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace slogate {
namespace {

double percent(double share, int digits) {
  const double scale = std::pow(10.0, digits);
  return std::round(share * 100 * scale) / scale;
}

struct SamplesRow {
  double q;
  std::array<std::uint64_t, 7> samples;  // with 0, 1, 2, 3, 5, 10, 20 values over the limit
};

TEST(Evidence, SamplesNeededAreTheGoldenTable) {
  const std::array<std::uint64_t, 7> over = {0, 1, 2, 3, 5, 10, 20};
  const std::array<SamplesRow, 3> table = {{
      {0.99, {299, 473, 628, 773, 1'049, 1'693, 2'902}},
      {0.995, {598, 947, 1'258, 1'549, 2'100, 3'389, 5'808}},
      {0.999, {2'995, 4'742, 6'294, 7'752, 10'511, 16'959, 29'058}},
  }};
  for (const SamplesRow& row : table) {
    for (std::size_t i = 0; i < over.size(); ++i) {
      EXPECT_EQ(samples_for_share(1 - row.q, over[i]), row.samples[i])
          << row.q << " with " << over[i];
    }
  }
}

TEST(Evidence, SamplesWithoutAnEventAreWilksClosedForm) {
  EXPECT_EQ(samples_for_quantile(0.99), 299U);
  EXPECT_EQ(samples_for_quantile(0.95), 59U);
  EXPECT_EQ(samples_for_quantile(0.5), 5U);
  EXPECT_EQ(samples_for_quantile(0.999), 2'995U);
  EXPECT_EQ(samples_for_share(0.005), 598U);
  EXPECT_EQ(samples_for_share(0.01), 299U);
  EXPECT_EQ(samples_for_share(0.001), 2'995U);
}

TEST(Evidence, TheSearchForSamplesIsBounded) {
  EXPECT_EQ(samples_for_share(0), 1'000'000'000U);
  EXPECT_EQ(samples_for_share(1e-12), 1'000'000'000U);
  EXPECT_EQ(samples_for_share(0.005, 2'000'000'000), 1'000'000'000U);
}

struct RankRow {
  std::uint64_t n;
  std::uint64_t rank;
  std::uint64_t allowed;
};

TEST(Evidence, UpperRanksOfP99AreTheGoldenTable) {
  EXPECT_EQ(quantile_upper_rank(0.99, 100), std::nullopt);
  for (const RankRow& row :
       {RankRow{300, 300, 0}, RankRow{1'000, 996, 4}, RankRow{5'000, 4'962, 38},
        RankRow{10'000, 9'917, 83}, RankRow{100'000, 99'052, 948}}) {
    ASSERT_EQ(quantile_upper_rank(0.99, row.n), row.rank) << row.n;
    EXPECT_EQ(row.n - *quantile_upper_rank(0.99, row.n), row.allowed);
  }
}

TEST(Evidence, UpperRankAppearsExactlyWhereTheSamplesSuffice) {
  EXPECT_EQ(quantile_upper_rank(0.99, 298), std::nullopt);
  EXPECT_EQ(quantile_upper_rank(0.99, 299), 299U);
  EXPECT_EQ(quantile_upper_rank(0.5, 4), std::nullopt);
  EXPECT_EQ(quantile_upper_rank(0.5, 5), 5U);
  EXPECT_EQ(quantile_upper_rank(0.99, 0), std::nullopt);
}

TEST(Evidence, UpperRankAndShareBoundAreTheSameTest) {
  // "p99 < T" holds at the rank exactly where the share of values over T is proven to be under 1 %.
  for (const std::uint64_t n : {299U, 500U, 1'000U, 3'000U, 12'345U}) {
    const std::uint64_t allowed = n - quantile_upper_rank(0.99, n).value();
    EXPECT_LT(share_upper_bound(allowed, n), 0.01) << n;
    EXPECT_GE(share_upper_bound(allowed + 1, n), 0.01) << n;
  }
}

TEST(Evidence, LowerRankAndShareBoundAreTheSameTest) {
  for (const std::uint64_t n : {1U, 20U, 300U, 1'000U, 12'345U}) {
    const auto rank = quantile_lower_rank(0.99, n);
    ASSERT_TRUE(rank.has_value()) << n;
    // All values from `rank` on at or over T prove that more than 1 % are; one value fewer does
    // not.
    EXPECT_GE(share_lower_bound(n - *rank + 1, n), 0.01) << n;
    if (*rank < n) {
      EXPECT_LT(share_lower_bound(n - *rank, n), 0.01) << n;
    }
  }
}

TEST(Evidence, RanksAndSharesAreTheSameTestOfCorrelatedAnswersToo) {
  for (const double inflation : {1.0, 1.3, 4.0, 40.0}) {
    const std::uint64_t n = 60'000;
    const std::uint64_t allowed = n - quantile_upper_rank(0.99, n, kConfidence, inflation).value();
    EXPECT_LT(share_upper_bound(allowed, n, kConfidence, inflation), 0.01) << inflation;
    EXPECT_GE(share_upper_bound(allowed + 1, n, kConfidence, inflation), 0.01) << inflation;
    const std::uint64_t shown =
        n - quantile_lower_rank(0.99, n, kConfidence, inflation).value() + 1;
    EXPECT_GE(share_lower_bound(shown, n, kConfidence, inflation), 0.01) << inflation;
    EXPECT_LT(share_lower_bound(shown - 1, n, kConfidence, inflation), 0.01) << inflation;
  }
}

TEST(Evidence, CorrelatedAnswersProveLess) {
  EXPECT_EQ(share_upper_bound(24, 12'000, kConfidence, 1), share_upper_bound(24, 12'000));
  EXPECT_LT(share_upper_bound(24, 12'000), share_upper_bound(24, 12'000, kConfidence, 5));
  EXPECT_GT(share_lower_bound(24, 12'000), share_lower_bound(24, 12'000, kConfidence, 5));
  EXPECT_LT(wilson_interval(24, 12'000).high, wilson_interval(24, 12'000, 5).high);
  EXPECT_GT(samples_for_share(0.005, 24, 5), samples_for_share(0.005, 24));
}

TEST(Evidence, SamplesThatRefuteAreTheSmallestThatDo) {
  // Between the golden table's lines for a half percent: 7 of 598, which are more than 1 %, and 10 of
  // 1,000.
  const std::uint64_t needed = samples_to_refute(0.005, 0.01).value();
  EXPECT_EQ(needed, 806U);
  EXPECT_GT(samples_to_refute(0.005, 0.01, 3).value(), 2 * needed);
  EXPECT_EQ(samples_to_refute(0.005, 0.005), std::nullopt);
  EXPECT_EQ(samples_to_refute(0.005, 0.004), std::nullopt);
}

TEST(Evidence, LowerRankIsAbsentWhereNoValueBoundsTheQuantile) {
  EXPECT_EQ(quantile_lower_rank(0.5, 0), std::nullopt);
  EXPECT_EQ(quantile_lower_rank(0.5, 4), std::nullopt);  // 1 - 0.5^4 is under 95 %
  EXPECT_EQ(quantile_lower_rank(0.5, 5), 1U);
  EXPECT_EQ(quantile_lower_rank(0.99, 1), 1U);
}

struct ShareRow {
  std::uint64_t k;
  std::uint64_t n;
  double wilson_low, wilson_high, upper;  // per cent
};

// Two figures that are often quoted one higher in the last place were rounded twice: they are
// 0.473499 % and 0.379490 %.
TEST(Evidence, BoundsOfSharesAreTheGoldenTable) {
  EXPECT_EQ(percent(share_upper_bound(0, 598), 4), 0.4997);
  for (const ShareRow& row :
       {ShareRow{0, 598, 0, 0.638, 0.500}, ShareRow{0, 1'000, 0, 0.383, 0.299},
        ShareRow{1, 1'000, 0.018, 0.564, 0.473}, ShareRow{3, 1'000, 0.102, 0.878, 0.774},
        ShareRow{38, 10'000, 0.277, 0.521, 0.498}, ShareRow{50, 10'000, 0.379, 0.659, 0.632}}) {
    EXPECT_DOUBLE_EQ(percent(share_upper_bound(row.k, row.n), 3), row.upper)
        << row.k << "/" << row.n;
    const ShareInterval wilson = wilson_interval(row.k, row.n);
    EXPECT_DOUBLE_EQ(percent(wilson.low, 3), row.wilson_low) << row.k << "/" << row.n;
    EXPECT_DOUBLE_EQ(percent(wilson.high, 3), row.wilson_high) << row.k << "/" << row.n;
  }
}

struct DecisionRow {
  std::uint64_t n;
  std::uint64_t below_half, over_half, over_one;
};

TEST(Evidence, TheDecisionTableIsTheGoldenOne) {
  for (const DecisionRow& row :
       {DecisionRow{598, 0, 7, 11}, DecisionRow{1'000, 1, 10, 16}, DecisionRow{2'000, 4, 16, 29},
        DecisionRow{5'000, 16, 34, 63}, DecisionRow{10'000, 38, 63, 118},
        DecisionRow{100'000, 463, 538, 1'053}}) {
    EXPECT_LT(share_upper_bound(row.below_half, row.n), 0.005) << row.n;
    EXPECT_GE(share_upper_bound(row.below_half + 1, row.n), 0.005) << row.n;
    EXPECT_GT(share_lower_bound(row.over_half, row.n), 0.005) << row.n;
    EXPECT_LE(share_lower_bound(row.over_half - 1, row.n), 0.005) << row.n;
    EXPECT_GT(share_lower_bound(row.over_one, row.n), 0.01) << row.n;
    EXPECT_LE(share_lower_bound(row.over_one - 1, row.n), 0.01) << row.n;
  }
}

// The two-sided columns: each end is a one-sided bound at 97.5 %.
constexpr double kTwoSided = 0.975;

struct IntervalRow {
  std::uint64_t events, n;
  double low, high;  // per cent, to a thousandth
};

TEST(Evidence, TwoSidedClopperPearsonIntervalsAreTheGoldenTable) {
  for (const IntervalRow& row :
       {IntervalRow{0, 598, 0, 0.615}, IntervalRow{0, 1'000, 0, 0.368},
        IntervalRow{1, 1'000, 0.003, 0.556}, IntervalRow{3, 1'000, 0.062, 0.874},
        IntervalRow{38, 10'000, 0.269, 0.521}, IntervalRow{50, 10'000, 0.371, 0.659}}) {
    EXPECT_NEAR(100 * share_lower_bound(row.events, row.n, kTwoSided), row.low, 0.0006) << row.n;
    EXPECT_NEAR(100 * share_upper_bound(row.events, row.n, kTwoSided), row.high, 0.0006) << row.n;
  }
}

struct RanksRow {
  std::uint64_t n, low, high;  // high 0: there is none
};

TEST(Evidence, TwoSidedRanksOfP99AreTheGoldenTable) {
  for (const RanksRow& row : {RanksRow{100, 97, 0}, RanksRow{300, 293, 0},
                              RanksRow{1'000, 983, 997}, RanksRow{5'000, 4'936, 4'964},
                              RanksRow{10'000, 9'880, 9'920}, RanksRow{100'000, 98'938, 99'062}}) {
    EXPECT_EQ(quantile_lower_rank(0.99, row.n, kTwoSided), row.low) << row.n;
    EXPECT_EQ(quantile_upper_rank(0.99, row.n, kTwoSided).value_or(0), row.high) << row.n;
  }
}

TEST(Evidence, NothingSeenProvesNothing) {
  EXPECT_EQ(share_upper_bound(0, 0), 1);
  EXPECT_EQ(share_lower_bound(0, 0), 0);
  EXPECT_EQ(wilson_interval(0, 0).low, 0);
  EXPECT_EQ(wilson_interval(0, 0).high, 1);
}

TEST(Evidence, AllOrNothingReachesTheEnds) {
  EXPECT_EQ(share_upper_bound(5, 5), 1);
  EXPECT_EQ(share_lower_bound(0, 5), 0);
  EXPECT_NEAR(share_lower_bound(5, 5), std::pow(0.05, 0.2), 1e-12);
  EXPECT_EQ(wilson_interval(5, 5).high, 1);
  EXPECT_EQ(wilson_interval(0, 5).low, 0);
}

TEST(Evidence, BoundsEncloseTheMeasuredShare) {
  for (const std::uint64_t n : {1U, 7U, 100U, 5'000U}) {
    for (std::uint64_t k = 0; k <= n; k += 1 + n / 20) {
      const double share = static_cast<double>(k) / static_cast<double>(n);
      EXPECT_LE(share_lower_bound(k, n), share) << k << "/" << n;
      EXPECT_GE(share_upper_bound(k, n), share) << k << "/" << n;
    }
  }
}

}  // namespace
}  // namespace slogate
