#include "runner/slo/evidence.h"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>

namespace slogate {
namespace {

constexpr double kZ = 1.959963984540054;  // the normal distribution's 97.5 % point

// The event that an upper bound counts beside those seen; with bursts, up to one more.
double not_seen(double inflation) {
  return 2 - 1 / inflation;
}

// Clopper-Pearson's bounds, by the beta distribution, so that events and n need not be whole.
double upper_of(double events, double n, double confidence, double inflation) {
  return boost::math::ibeta_inv(events + not_seen(inflation), n - events, confidence);
}
double lower_of(double events, double n, double confidence) {
  return boost::math::ibeta_inv(events, n - events + 1, 1 - confidence);
}

// P(Bin(n, q) >= j) for j of 1 to n.
double at_least(std::uint64_t j, std::uint64_t n, double q, double inflation) {
  return boost::math::ibeta(static_cast<double>(j - 1) / inflation + 1,
                            static_cast<double>(n - j + 1) / inflation, q);
}

// P(Bin(n, q) <= j - 1): the complement, exact where at_least() is nearly 1.
double at_most_one_less(std::uint64_t j, std::uint64_t n, double q, double inflation) {
  return boost::math::ibetac(static_cast<double>(j) / inflation,
                             static_cast<double>(n - j) / inflation + not_seen(inflation), q);
}

// The smallest n from `low` on for which `holds`, which goes on to hold once it does; nothing where
// kMostSamples is too few.
template <class Holds>
std::optional<std::uint64_t> smallest(std::uint64_t low, Holds holds) {
  std::uint64_t high = low;
  while (!holds(high)) {
    if (high >= kMostSamples) return std::nullopt;
    low = high + 1;
    high = std::min(2 * high, kMostSamples);
  }
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return high;
}

}  // namespace

double share_upper_bound(std::uint64_t events, std::uint64_t n, double confidence,
                         double inflation) {
  if (n == 0 || events >= n) return 1;
  return upper_of(static_cast<double>(events) / inflation, static_cast<double>(n) / inflation,
                  confidence, inflation);
}

double share_lower_bound(std::uint64_t events, std::uint64_t n, double confidence,
                         double inflation) {
  if (n == 0 || events == 0) return 0;
  return lower_of(static_cast<double>(std::min(events, n)) / inflation,
                  static_cast<double>(n) / inflation, confidence);
}

ShareInterval wilson_interval(std::uint64_t events, std::uint64_t n, double inflation) {
  if (n == 0) return {};
  const double share = static_cast<double>(std::min(events, n)) / static_cast<double>(n);
  const double size = static_cast<double>(n) / inflation;
  const double scale = 1 + kZ * kZ / size;
  const double centre = (share + kZ * kZ / (2 * size)) / scale;
  const double half =
      kZ * std::sqrt(share * (1 - share) / size + kZ * kZ / (4 * size * size)) / scale;
  return {events == 0 ? 0 : std::max(0.0, centre - half),
          events >= n ? 1 : std::min(1.0, centre + half)};
}

std::optional<std::uint64_t> quantile_upper_rank(double q, std::uint64_t n, double confidence,
                                                 double inflation) {
  if (n == 0 || at_most_one_less(n, n, q, inflation) < confidence) return std::nullopt;
  std::uint64_t low = 1;
  std::uint64_t high = n;  // holds at `high`
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (at_most_one_less(middle, n, q, inflation) >= confidence) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return high;
}

std::optional<std::uint64_t> quantile_lower_rank(double q, std::uint64_t n, double confidence,
                                                 double inflation) {
  if (n == 0 || at_least(1, n, q, inflation) < confidence) return std::nullopt;
  std::uint64_t low = 1;  // holds at `low`
  std::uint64_t high = n;
  while (low < high) {
    const std::uint64_t middle = high - (high - low) / 2;
    if (at_least(middle, n, q, inflation) >= confidence) {
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

std::uint64_t samples_for_share(double limit, std::uint64_t events, double inflation) {
  if (limit <= 0 || events >= kMostSamples) return kMostSamples;
  return smallest(events + 1,
                  [&](std::uint64_t n) {
                    return share_upper_bound(events, n, kConfidence, inflation) < limit;
                  })
      .value_or(kMostSamples);
}

std::optional<std::uint64_t> samples_to_refute(double limit, double share, double inflation) {
  if (share <= limit) return std::nullopt;
  return smallest(1, [&](std::uint64_t n) {
    const double size = static_cast<double>(n) / inflation;
    return lower_of(std::min(share, 1.0) * size, size, kConfidence) >= limit;
  });
}

}  // namespace slogate
