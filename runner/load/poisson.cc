#include "runner/load/poisson.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "scenarios/data/random.h"

namespace slogate {
namespace {

constexpr std::uint64_t kArrivals = 0x6172726976616c73U;  // sets these draws apart from all others
constexpr std::uint64_t kFew = 16;                        // points that are drawn one by one
constexpr std::uint64_t kTossed = 1024;  // up to so many are tossed left or right, a bit each
constexpr int kDeepest = 60;             // halves so small that a double tells no two points apart

// Above 0 and below 1.
double uniform(RandomStream& random) {
  return (static_cast<double>(random.next() >> 11U) + 0.5) * 0x1p-53;
}

// What Stirling's formula leaves out of log(k!), for k of at least 10.
double stirling_rest(double k) {
  const double next = k + 1;
  const double square = next * next;
  return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / next;
}

// Binomial(count, 1/2) for a large count: transformed rejection with squeeze (Hörmann, The Generation of Binomial
// Random Variates, 1993, algorithm BTRS).
std::uint64_t large_half(RandomStream& random, std::uint64_t count) {
  const auto n = static_cast<double>(count);
  const double deviation = std::sqrt(n) / 2;
  const double b = 1.15 + 2.53 * deviation;
  const double a = -0.0873 + 0.0248 * b + 0.005;
  const double centre = n / 2 + 0.5;
  const double squeeze = 0.92 - 4.2 / b;
  const double alpha = (2.83 + 5.1 / b) * deviation;
  const double mode = std::floor((n + 1) / 2);
  while (true) {
    const double u = uniform(random) - 0.5;
    const double v = uniform(random);
    const double edge = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / edge + b) * u + centre);
    // Of a thousand tosses fewer than ten are never one side's, not in the age of the universe.
    if (k < 10 || k > n - 10) continue;
    if (edge >= 0.07 && v <= squeeze) return static_cast<std::uint64_t>(k);
    const double height = std::log(v * alpha / (a / (edge * edge) + b));
    const double limit = (mode + 0.5) * std::log((mode + 1) / (n - mode + 1)) +
                         (n + 1) * std::log((n - mode + 1) / (n - k + 1)) +
                         (k + 0.5) * std::log((n - k + 1) / (k + 1)) + stirling_rest(mode) +
                         stirling_rest(n - mode) - stirling_rest(k) - stirling_rest(n - k);
    if (height <= limit) return static_cast<std::uint64_t>(k);
  }
}

// How many of so many points lie in the left half.
std::uint64_t left_half(RandomStream& random, std::uint64_t count) {
  if (count > kTossed) return large_half(random, count);
  std::uint64_t left = 0;
  for (; count >= 64; count -= 64) left += static_cast<std::uint64_t>(std::popcount(random.next()));
  if (count > 0) left += static_cast<std::uint64_t>(std::popcount(random.next() >> (64U - count)));
  return left;
}

}  // namespace

double poisson_point(const PoissonDraw& draw, std::uint64_t count, std::uint64_t n) {
  std::uint64_t half = 1;  // the whole; those of half h are 2 h and 2 h + 1
  int depth = 0;
  const auto stream_of = [&draw, &half] {
    return RandomStream({draw.seed, draw.stream, half}, kArrivals);
  };
  for (; count > kFew && depth < kDeepest; ++depth) {
    RandomStream random = stream_of();
    const std::uint64_t left = left_half(random, count);
    half *= 2;
    if (n < left) {
      count = left;
    } else {
      n -= left;
      count -= left;
      ++half;
    }
  }
  RandomStream random = stream_of();
  // Deeper than the deepest all lie in one place.
  std::array<double, kFew> places{};
  const auto end = places.begin() + static_cast<std::ptrdiff_t>(std::min(count, kFew));
  std::generate(places.begin(), end, [&random] { return uniform(random); });
  const auto nth = places.begin() + static_cast<std::ptrdiff_t>(std::min(n, kFew - 1));
  std::nth_element(places.begin(), nth, end);
  const auto first = static_cast<double>(half - (std::uint64_t{1} << static_cast<unsigned>(depth)));
  return std::ldexp(first + *nth, -depth);
}

}  // namespace slogate
