// How often a plan's steps are walked: exactly, where the suite says so; else between bounds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "runner/load/load_plan.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

inline constexpr std::uint64_t kUnbounded = UINT64_MAX;

// Requests, or turns of a repetition. `nominal` takes every condition that the run decides for true, a list for one
// item and a retry for none needed.
struct Count {
  std::uint64_t least = 0;
  std::uint64_t nominal = 0;
  std::uint64_t most = 0;

  Count& operator+=(const Count& other);
  Count& operator*=(const Count& by);
  // "7", "3 to 22", "1 or more" where a list decides.
  [[nodiscard]] std::string text() const;
};

// False where the step's conditions are known before the run and do not hold.
[[nodiscard]] bool may_run(const CompiledFlow& flow, const std::vector<Check>& when);

// How often the step at that place is sent in one walk of the list, blocks and conditions considered, also those that
// end the flow before it. The redirects that
// it may follow are in `most`, what authentication adds is not.
[[nodiscard]] Count sent_in(const CompiledFlow& flow, const CompiledSteps& steps, std::size_t step);

// All steps together.
[[nodiscard]] Count requests_in(const CompiledFlow& flow, const CompiledSteps& steps);

// The turns of all its repetitions in one walk of the list: an iteration ends them after `kMostTurns`.
[[nodiscard]] Count turns_in(const CompiledFlow& flow, const CompiledSteps& steps);

// True where the row is one that an objective over this scope looks at.
[[nodiscard]] bool fits(const Scope& scope, const Row& row);

// How many samples the whole plan gives to that scope behind its warm-up, its sessions included: `most` is over what can be reached and
// kUnbounded where sessions are renewed. Nothing in a closed model, where the target decides, unless none is ever sent.
[[nodiscard]] std::optional<Count> samples_of(const CompiledSuite& suite, const LoadPlan& plan,
                                              const Scope& scope);

// How many such requests the plan sends in its busiest window of that length, with the sessions that its iterations may
// open. Iterations without a load may all lie in it: one is `least`. In a closed model each user that comes in the
// window opens its session and walks once: `least`; `nominal` and `most` are then kUnbounded.
[[nodiscard]] Count sent_within(const CompiledSuite& suite, const LoadPlan& plan,
                                const Scope& scope, std::chrono::nanoseconds window);

}  // namespace slogate
