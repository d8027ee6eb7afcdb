// A plan's mix of flows at another rate: what a search for the capacity runs step by step.
//
//   const double own = *peak_rate(plan);
//   const LoadPlan twice = at_rate(plan, 2 * own, 10s);
//
// Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "runner/load/load_plan.h"

namespace slogate {

// The most iterations a second that an open plan starts, all its streams together. Nothing for other models.
[[nodiscard]] std::optional<double> peak_rate(const LoadPlan& plan);

// As an open plan of a constant rate, iterations a second of all streams together, in the shares that these have at the
// plan's peak. A closed model gives its weights, a smoke one turn of each flow. `length` begins behind the warm-up.
[[nodiscard]] LoadPlan at_rate(LoadPlan plan, double rate, std::chrono::nanoseconds length);

// How many iterations of an open plan are due before that offset from its begin.
[[nodiscard]] std::uint64_t due_before(const LoadPlan& plan, std::chrono::nanoseconds offset,
                                       std::uint64_t seed);

}  // namespace slogate
