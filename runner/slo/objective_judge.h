// One objective against the run: whether this run can judge it at all, and then by its measure.
#pragma once

#include <cstddef>

#include "runner/slo/verdict.h"

namespace slogate {

// `place`: of the objective in the run's header.
[[nodiscard]] ObjectiveVerdict judge_objective(const RunResult& result, std::size_t place);

}  // namespace slogate
