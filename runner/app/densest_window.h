// How many iterations a plan starts in its busiest minute, or whatever the window is: a ramp's average says nothing of
// its peak.
//
//   densest_iterations(plan, {0, 2}, 1min)   // flow 1 sends two requests that count, flow 0 none
//
// Pure. Only for Model::arrivals, whose starts are known before the run.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "runner/load/load_plan.h"

namespace slogate {

// Of each flow how many iterations start in the window in which the plan sends the most. `weights`: how many requests
// that count an iteration of each flow sends. The window begins within the plan and ends with it at the latest, where
// it is not longer.
[[nodiscard]] std::vector<std::uint64_t> densest_iterations(
    const LoadPlan& plan, const std::vector<std::uint64_t>& weights,
    std::chrono::nanoseconds window);

}  // namespace slogate
