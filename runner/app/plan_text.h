// A suite's plan in words: flows, steps, requests, load, and what each objective will have to decide on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/compile/compiled_flow.h"

namespace slogate {

// The whole plan, ready to print. `missing`: environment names that are not set, which a run would need; `warnings`: how
// many were told.
[[nodiscard]] std::string plan_text(const CompiledSuite& suite,
                                    const std::vector<std::string>& missing, std::size_t warnings);

}  // namespace slogate
