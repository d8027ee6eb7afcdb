// Where names, indexes and slices lead in one value (RFC 9535 2.3.1, 2.3.3, 2.3.4). Private to this
// folder.
#pragma once

#include <cstddef>
#include <cstdint>

#include <nlohmann/json_fwd.hpp>

#include "scenarios/content/jsonpath_query.h"

namespace slogate::jsonpath {

// The child that a name or an index selects; nullptr where there is none.
[[nodiscard]] const nlohmann::json* child_of(const nlohmann::json& node, const Selector& selector);

// The indexes first, first + step, ... that come before end, in the direction of the step.
struct SliceRange {
  std::int64_t first = 0;
  std::int64_t end = 0;
  std::int64_t step = 1;
};

// Empty for a step of 0. All indexes are within the array.
[[nodiscard]] SliceRange range_of(const Selector& slice, std::size_t length);

}  // namespace slogate::jsonpath
