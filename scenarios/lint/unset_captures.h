// Captures that may hold nothing where a step uses them. Private to this folder.
#pragma once

#include <vector>

#include "scenarios/suite/suite.h"

namespace slogate {

// `before`: the lists that are walked before this one, in their order (the suite's setup, the flow's session). Tells
// what is wrong in the last one, but for those of its steps that are never sent.
void find_unset_captures(const std::vector<const StepList*>& before, const StepList& steps,
                         const std::vector<bool>& never_sent, Diagnostics& told);

// What the end of a session needs of the flow's iterations, which leave it nothing.
void find_lost_captures(const Suite& suite, const Flow& flow, const std::vector<bool>& never_sent,
                        Diagnostics& told);

}  // namespace slogate
