// How long a user thinks after a step: from the seed and the iteration, in whole numbers only, so
// that every machine and every number of workers waits alike.
//
//   think_time({ThinkKind::uniform, 1s, 5s}, random)   // 1 s to 5 s
#pragma once

#include "scenarios/data/random.h"
#include "scenarios/suite/suite.h"

namespace slogate {

// uniform: every nanosecond from low to high alike. exponential: mean `low`, never over `high`; by
// von Neumann's method (Various techniques used in connection with random digits, 1951), which
// compares and never computes a logarithm.
[[nodiscard]] Duration think_time(const ThinkSpec& spec, RandomStream& random);

}  // namespace slogate
