#include "runner/slo/evidence.h"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>

namespace slogate {
namespace {

constexpr std::uint64_t kMostSamples = 1'000'000'000;
constexpr double kZ = 1.959963984540054;  // the normal distribution's 97.5 % point

// P(Bin(n, q) >= j) for j of 1 to n.
double at_least(std::uint64_t j, std::uint64_t n, double q) {
  return boost::math::ibeta(static_cast<double>(j), static_cast<double>(n - j + 1), q);
}

// P(Bin(n, q) <= j - 1): the complement, exact where at_least() is nearly 1.
double at_most_one_less(std::uint64_t j, std::uint64_t n, double q) {
  return boost::math::ibetac(static_cast<double>(j), static_cast<double>(n - j + 1), q);
}

}  // namespace

double share_upper_bound(std::uint64_t events, std::uint64_t n, double confidence) {
  if (n == 0 || events >= n) return 1;
  return boost::math::ibeta_inv(static_cast<double>(events + 1), static_cast<double>(n - events),
                                confidence);
}

double share_lower_bound(std::uint64_t events, std::uint64_t n, double confidence) {
  if (n == 0 || events == 0) return 0;
  const std::uint64_t k = std::min(events, n);
  return boost::math::ibeta_inv(static_cast<double>(k), static_cast<double>(n - k + 1),
                                1 - confidence);
}

ShareInterval wilson_interval(std::uint64_t events, std::uint64_t n) {
  if (n == 0) return {};
  const auto size = static_cast<double>(n);
  const double share = static_cast<double>(std::min(events, n)) / size;
  const double scale = 1 + kZ * kZ / size;
  const double centre = (share + kZ * kZ / (2 * size)) / scale;
  const double half =
      kZ * std::sqrt(share * (1 - share) / size + kZ * kZ / (4 * size * size)) / scale;
  return {events == 0 ? 0 : std::max(0.0, centre - half),
          events >= n ? 1 : std::min(1.0, centre + half)};
}

std::optional<std::uint64_t> quantile_upper_rank(double q, std::uint64_t n, double confidence) {
  if (n == 0 || at_most_one_less(n, n, q) < confidence) return std::nullopt;
  std::uint64_t low = 1;
  std::uint64_t high = n;  // holds at `high`
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (at_most_one_less(middle, n, q) >= confidence) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return high;
}

std::optional<std::uint64_t> quantile_lower_rank(double q, std::uint64_t n, double confidence) {
  if (n == 0 || at_least(1, n, q) < confidence) return std::nullopt;
  std::uint64_t low = 1;  // holds at `low`
  std::uint64_t high = n;
  while (low < high) {
    const std::uint64_t middle = high - (high - low) / 2;
    if (at_least(middle, n, q) >= confidence) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

std::uint64_t samples_for_share(double limit) {
  return samples_for_share(limit, 0);
}

std::uint64_t samples_for_quantile(double q) {
  return samples_for_share(1 - q, 0);
}

std::uint64_t samples_for_share(double limit, std::uint64_t events) {
  if (limit <= 0 || events >= kMostSamples) return kMostSamples;
  const auto proves = [&](std::uint64_t n) { return share_upper_bound(events, n) < limit; };
  std::uint64_t low = events + 1;
  std::uint64_t high = low;
  while (!proves(high)) {
    if (high >= kMostSamples) return kMostSamples;
    low = high + 1;
    high = std::min(2 * high, kMostSamples);
  }
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (proves(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return high;
}

}  // namespace slogate
