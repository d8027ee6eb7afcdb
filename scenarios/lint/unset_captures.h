// Captures that may hold nothing where a step uses them, and steps that wait for a value to be missing that is always
// there. Private to this folder.
#pragma once

#include <vector>

#include "scenarios/suite/suite.h"

namespace slogate {

// `before`: the lists that are walked before this one, in their order (the suite's setup, the flow's session). Tells
// what is wrong in the last one.
void find_unset_captures(const std::vector<const StepList*>& before, const StepList& steps,
                         Diagnostics& told);

// The same lists: a condition that never holds, as what it wants missing a generator or an earlier step has set.
void find_unreachable(const Flow* flow, const std::vector<const StepList*>& before,
                      const StepList& steps, Diagnostics& told);

}  // namespace slogate
