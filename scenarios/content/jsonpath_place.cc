#include "scenarios/content/jsonpath_place.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace slogate::jsonpath {

const nlohmann::json* child_of(const nlohmann::json& node, const Selector& selector) {
  if (selector.kind == Selector::Kind::name) {
    if (!node.is_object()) return nullptr;
    const auto member = node.find(selector.name);
    return member == node.end() ? nullptr : &*member;
  }
  if (!node.is_array()) return nullptr;
  const auto length = static_cast<std::int64_t>(node.size());
  const std::int64_t index = selector.index < 0 ? length + selector.index : selector.index;
  if (index < 0 || index >= length) return nullptr;
  return &node[static_cast<std::size_t>(index)];
}

// RFC 9535 2.3.4.2.2, whose Normalize and Bounds these are. The numbers of the query are within
// 2^53, so that no sum overflows.
SliceRange range_of(const Selector& slice, std::size_t items) {
  const auto length = static_cast<std::int64_t>(items);
  const auto normalized = [length](std::int64_t i) { return i >= 0 ? i : length + i; };
  if (slice.step == 0) return {};
  if (slice.step > 0) {
    const std::int64_t from = normalized(slice.from.value_or(0));
    const std::int64_t to = normalized(slice.to.value_or(length));
    return {std::clamp<std::int64_t>(from, 0, length), std::clamp<std::int64_t>(to, 0, length),
            slice.step};
  }
  const std::int64_t from = normalized(slice.from.value_or(length - 1));
  const std::int64_t to = normalized(slice.to.value_or(-length - 1));
  return {std::clamp<std::int64_t>(from, -1, length - 1),
          std::clamp<std::int64_t>(to, -1, length - 1), slice.step};
}

}  // namespace slogate::jsonpath
