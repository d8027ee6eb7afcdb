// Numbers as JSON Schema compares them: by value, whatever they are written as. Private to this
// folder.
//
//   less_than(1, 1.5)          // true
//   is_multiple(19.99, 0.01)   // true, though the quotient of the doubles is 1998.9999999999998
//
// Pure. Integers are compared exactly, also over 2^53.
#pragma once

#include <cstdint>

#include <nlohmann/json_fwd.hpp>

namespace slogate {

// The bits of SchemaType that a value is of: 1.0 is an integer (draft-07, Validation 6.1.1).
[[nodiscard]] std::uint8_t types_of(const nlohmann::json& value);

[[nodiscard]] bool less_than(const nlohmann::json& a, const nlohmann::json& b);

// `divisor` is over 0.
[[nodiscard]] bool is_multiple(const nlohmann::json& value, const nlohmann::json& divisor);

}  // namespace slogate
