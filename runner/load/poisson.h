// Where random starts lie: `count` points between 0 and 1, independent and each place alike, in order. That is a Poisson
// process given how many points it has. Point n is computed alone: nothing is walked from the first one.
//
//   poisson_point({seed, stream}, 500, 17)      // the 18th of 500
//
// How: the interval is halved again and again; how many of a half's points are its left ones is a binomial draw of its
// own, from (seed, stream, half). What is left when few remain are uniform draws, sorted. Exact up to what doubles can
// tell apart; about a microsecond for a day's start.
#pragma once

#include <cstdint>

namespace slogate {

struct PoissonDraw {
  std::uint64_t seed = 0;
  std::uint64_t stream = 0;
};

// n < count. It does not fall while n rises.
[[nodiscard]] double poisson_point(const PoissonDraw& draw, std::uint64_t count, std::uint64_t n);

}  // namespace slogate
