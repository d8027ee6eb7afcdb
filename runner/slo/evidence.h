// What a sample can prove: exact one-sided bounds at 95 % for shares and quantiles. Pure functions,
// on Boost.Math.
//
// Where answers are correlated, n of them tell as much as n / inflation independent ones
// (effective_size.h): then the counts that a bound is computed from are divided by it, the events
// too (Korn and Graubard, Survey Methodology 24, 1998). 1: independent. An upper bound then counts
// up to one such event more: a run in which few bursts came, and small ones, also gives a small
// inflation, and without it up to 8 of 100 runs of a target at its limit would pass, instead of 5
// (tests/runner/slo/correlated_simulation_test.cc).
#pragma once

#include <cstdint>
#include <optional>

namespace slogate {

// Every bound is one-sided. The two ends of a two-sided 95 % interval are the one-sided bounds at 0.975.
inline constexpr double kConfidence = 0.95;

// Clopper-Pearson: the share is at most / at least this, with 95 % confidence (one-sided). n = 0: 1
// and 0.
[[nodiscard]] double share_upper_bound(std::uint64_t events, std::uint64_t n,
                                       double confidence = kConfidence, double inflation = 1);
[[nodiscard]] double share_lower_bound(std::uint64_t events, std::uint64_t n,
                                       double confidence = kConfidence, double inflation = 1);

// Wilson's two-sided 95 % interval, for display.
struct ShareInterval {
  double low = 0;
  double high = 1;
};
[[nodiscard]] ShareInterval wilson_interval(std::uint64_t events, std::uint64_t n,
                                            double inflation = 1);

// Rank j (1 to n) of the order statistic that bounds quantile q from above with 95 % confidence:
// the smallest j with P(Bin(n, q) <= j - 1) >= 0.95. Nothing where n is too small for any.
[[nodiscard]] std::optional<std::uint64_t> quantile_upper_rank(double q, std::uint64_t n,
                                                               double confidence = kConfidence,
                                                               double inflation = 1);
// The largest j with P(Bin(n, q) >= j) >= 0.95: its value bounds the quantile from below. Nothing
// where none does.
[[nodiscard]] std::optional<std::uint64_t> quantile_lower_rank(double q, std::uint64_t n,
                                                               double confidence = kConfidence,
                                                               double inflation = 1);

// Samples without a single event that prove "share < limit" (598 for 0.5 %), and "quantile q < T"
// (299 for 0.99).
[[nodiscard]] std::uint64_t samples_for_share(double limit);
[[nodiscard]] std::uint64_t samples_for_quantile(double q);
// The same with `events` events already seen; bounded search, at most kMostSamples.
inline constexpr std::uint64_t kMostSamples = 1'000'000'000;
[[nodiscard]] std::uint64_t samples_for_share(double limit, std::uint64_t events,
                                              double inflation = 1);

// Samples that prove "share >= limit" where `share` of them, over the limit, are events; nothing
// where kMostSamples would not.
[[nodiscard]] std::optional<std::uint64_t> samples_to_refute(double limit, double share,
                                                             double inflation = 1);

}  // namespace slogate
