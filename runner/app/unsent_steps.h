// When a step of a flow is not sent although the flow is walked: its condition, its list, or a step
// before it that ends the flow. Pure; what a report says of a step that nothing was sent of.
#pragma once

#include <string>
#include <vector>

#include "scenarios/compile/compiled_flow.h"

namespace slogate {

// By row of the suite; empty for a step that every iteration sends, and for groups.
[[nodiscard]] std::vector<std::string> unsent_when(const CompiledSuite& suite);

}  // namespace slogate
