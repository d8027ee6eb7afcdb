// What kind of value a source gives and what its filters make of it, as far as the text of a check
// says so: by this `each` on a cookie is refused before anything is sent.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "scenarios/suite/suite.h"

namespace slogate {

enum class ValueShape : std::uint8_t {
  text,
  texts,  // one text, or every match where a predicate or a filter wants a list
  number,
  list,
  any,  // JSON, a node set or a variable: only the answer tells
};

[[nodiscard]] constexpr bool may_be_list(ValueShape shape) {
  return shape == ValueShape::list || shape == ValueShape::texts || shape == ValueShape::any;
}

// "text", "number", …: for messages.
[[nodiscard]] std::string_view shape_name(ValueShape shape);

[[nodiscard]] ValueShape source_shape(Source source, std::string_view selector);

// What the filter gives for such a value.
[[nodiscard]] ValueShape filtered_shape(Filter filter, ValueShape shape);

}  // namespace slogate
