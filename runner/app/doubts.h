// What a suite says and can hardly mean, as far as only a compiled one shows it: steps that are never sent, objectives
// that a profile cannot decide, more sign-ins than the target allows.
#pragma once

#include <cstdint>
#include <string>

#include "runner/load/load_plan.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

// How many samples a confident decision needs at least, without a single one against it; 0 where no number says so.
[[nodiscard]] std::uint64_t samples_needed(const Objective& objective);

// One-time codes from the environment that the plan sends more than once.
[[nodiscard]] Diagnostics spent_codes(const CompiledSuite& suite, const std::string& profile,
                                      const LoadPlan& plan);

// Warnings, each with its place.
[[nodiscard]] Diagnostics doubts(const CompiledSuite& suite);

}  // namespace slogate
