// Steps that are never sent and steps that can never pass: conditions and checks that contradict one another, values
// that are always or never there, and what stands behind such a step. Private to this folder.
//
// Each cause is told once, at the condition or check that cannot hold. Only what is certain is told: a value that a
// step may change in between, or that the environment decides, is left to the run.
#pragma once

#include <vector>

#include "scenarios/suite/suite.h"

namespace slogate {

// What of a list is walked.
struct Reach {
  std::vector<bool> never_sent;  // of each of its steps
  bool ends = false;             // nothing that follows the list is walked either
};

// `flow`: nullptr for setup and teardown. `before`: the lists that are walked before this one, in their order. Tells
// what is wrong in `steps`, which is a list of the suite or of the flow.
[[nodiscard]] Reach find_unreachable(const Suite& suite, const Flow* flow,
                                     const std::vector<const StepList*>& before,
                                     const StepList& steps, Diagnostics& told);

// Repetitions whose end no turn brings nearer.
void find_endless(const Flow* flow, const StepList& steps, Diagnostics& told);

}  // namespace slogate
