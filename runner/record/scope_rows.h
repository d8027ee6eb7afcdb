// Which rows of a run an objective looks at. Rows of the ready step belong to no flow and never
// count; a group's row counts only where the scope names a group, because its steps have rows of
// their own.
#pragma once

#include <cstddef>
#include <vector>

#include "runner/record/run_result.h"

namespace slogate {

[[nodiscard]] std::vector<std::size_t> rows_in(const RunHeader& header, const Scope& scope);

}  // namespace slogate
