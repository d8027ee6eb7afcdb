// A suite's plan in words: flows, steps, load, and what each objective will have to decide on.
#pragma once

#include <string>

#include "scenarios/compile/compiled_flow.h"

namespace slogate {

// The whole plan, ready to print. `missing`: environment names that are not set, which a run would need.
[[nodiscard]] std::string plan_text(const CompiledSuite& suite,
                                    const std::vector<std::string>& missing);

}  // namespace slogate
