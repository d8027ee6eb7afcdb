// How often a plan's steps are walked: exactly, where the suite says so; else between bounds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "runner/load/load_plan.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

// Requests, or turns of a repetition. `nominal` takes every condition that the run decides for true, a list for one
// item and a retry for none needed.
struct Count {
  std::uint64_t least = 0;
  std::uint64_t nominal = 0;
  std::uint64_t most = 0;

  Count& operator+=(const Count& other);
  // "7", "3 to 22", "1 or more" where a list decides.
  [[nodiscard]] std::string text() const;
};

// False where the step's conditions are known before the run and do not hold.
[[nodiscard]] bool may_run(const CompiledFlow& flow, const std::vector<Check>& when);

// How often the step at that place is sent in one walk of the list, blocks and conditions considered. Redirects and
// what authentication adds are not in it.
[[nodiscard]] Count sent_in(const CompiledFlow& flow, const CompiledSteps& steps, std::size_t step);

// All steps together.
[[nodiscard]] Count requests_in(const CompiledFlow& flow, const CompiledSteps& steps);

// With a comma after each three digits: 2,995.
[[nodiscard]] std::string grouped(std::uint64_t number);

// True where the row is one that an objective over this scope looks at.
[[nodiscard]] bool fits(const Scope& scope, const Row& row);

// How many samples one iteration of the flow gives to that scope, nominally.
[[nodiscard]] std::uint64_t samples_in(const CompiledSuite& suite, const CompiledFlow& flow,
                                       const Scope& scope);

// And the whole plan; nothing in a closed model, where the target decides.
[[nodiscard]] std::optional<std::uint64_t> samples_of(const CompiledSuite& suite,
                                                      const LoadPlan& plan, const Scope& scope);

// How many such requests the plan sends in a window of that length: its iterations evenly over its time, and all its
// sessions at once. Nothing in a closed model.
[[nodiscard]] std::optional<std::uint64_t> sent_within(const CompiledSuite& suite,
                                                       const LoadPlan& plan, const Scope& scope,
                                                       std::chrono::nanoseconds window);

}  // namespace slogate
