// One objective against the run: whether this run can judge it at all, and then by its measure.
#pragma once

#include "runner/slo/verdict.h"

namespace slogate {

[[nodiscard]] ObjectiveVerdict judge_objective(const RunResult& result, const Objective& objective);

}  // namespace slogate
