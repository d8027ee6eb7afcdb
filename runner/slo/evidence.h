// What a sample can prove: exact one-sided bounds at 95 % for shares and quantiles. Pure functions,
// on Boost.Math.
#pragma once

#include <cstdint>
#include <optional>

namespace slogate {

// Every bound is one-sided. The two ends of a two-sided 95 % interval are the one-sided bounds at 0.975.
inline constexpr double kConfidence = 0.95;

// Clopper-Pearson: the share is at most / at least this, with 95 % confidence (one-sided). n = 0: 1
// and 0.
[[nodiscard]] double share_upper_bound(std::uint64_t events, std::uint64_t n,
                                       double confidence = kConfidence);
[[nodiscard]] double share_lower_bound(std::uint64_t events, std::uint64_t n,
                                       double confidence = kConfidence);

// Wilson's two-sided 95 % interval, for display.
struct ShareInterval {
  double low = 0;
  double high = 1;
};
[[nodiscard]] ShareInterval wilson_interval(std::uint64_t events, std::uint64_t n);

// Rank j (1 to n) of the order statistic that bounds quantile q from above with 95 % confidence:
// the smallest j with P(Bin(n, q) <= j - 1) >= 0.95. Nothing where n is too small for any.
[[nodiscard]] std::optional<std::uint64_t> quantile_upper_rank(double q, std::uint64_t n,
                                                               double confidence = kConfidence);
// The largest j with P(Bin(n, q) >= j) >= 0.95: its value bounds the quantile from below. Nothing
// where none does.
[[nodiscard]] std::optional<std::uint64_t> quantile_lower_rank(double q, std::uint64_t n,
                                                               double confidence = kConfidence);

// Samples without a single event that prove "share < limit" (598 for 0.5 %), and "quantile q < T"
// (299 for 0.99).
[[nodiscard]] std::uint64_t samples_for_share(double limit);
[[nodiscard]] std::uint64_t samples_for_quantile(double q);
// The same with `events` events already seen; bounded search, at most 10^9.
[[nodiscard]] std::uint64_t samples_for_share(double limit, std::uint64_t events);

}  // namespace slogate
