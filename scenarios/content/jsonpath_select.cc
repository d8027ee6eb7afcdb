#include "scenarios/content/jsonpath_select.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "scenarios/content/jsonpath_place.h"

namespace slogate::jsonpath {

using nlohmann::json;

struct Selection::Path {
  const Query& query;
  Findings& findings;
};

bool Selection::walk(const Query& query, const json& start, Findings& findings) {
  return visit(Path{query, findings}, 0, start);
}

bool Selection::visit(const Path& path, std::size_t segment, const json& node) {
  if (!budget_.spend(1)) return false;
  if (segment == path.query.segments.size()) {
    Findings& findings = path.findings;
    if (findings.count++ == 0) findings.first = &node;
    if (findings.list != nullptr) findings.list->push_back(&node);
    return findings.count != findings.enough;
  }
  if (!node.is_structured()) return true;
  const bool descendant = path.query.segments[segment].descendant;
  const bool go_on = budget_.enter() &&
                     (descendant ? descend(path, segment, node) : children(path, segment, node));
  budget_.leave();
  return go_on;
}

// The node before what is in it, items of an array in their order (RFC 9535 2.5.2.2).
bool Selection::descend(const Path& path, std::size_t segment, const json& node) {
  if (!children(path, segment, node)) return false;
  for (const json& child : node) {
    if (!budget_.spend(1)) return false;
    if (!child.is_structured()) continue;
    const bool go_on = budget_.enter() && descend(path, segment, child);
    budget_.leave();
    if (!go_on) return false;
  }
  return true;
}

bool Selection::children(const Path& path, std::size_t segment, const json& node) {
  for (const Selector& selector : path.query.segments[segment].selectors) {
    bool go_on = true;
    switch (selector.kind) {
      case Selector::Kind::name:
      case Selector::Kind::index:
        if (const json* child = child_of(node, selector)) go_on = visit(path, segment + 1, *child);
        break;
      case Selector::Kind::wildcard:
        go_on = every_child(path, segment, node, nullptr);
        break;
      case Selector::Kind::slice:
        if (node.is_array()) go_on = slice(path, segment, node, selector);
        break;
      case Selector::Kind::filter:
        go_on = every_child(path, segment, node, selector.condition.get());
        break;
    }
    if (!go_on) return false;
  }
  return true;
}

bool Selection::every_child(const Path& path, std::size_t segment, const json& node,
                            const Condition* condition) {
  for (const json& child : node) {
    if (condition != nullptr) {
      if (!budget_.spend(1)) return false;
      const bool chosen = holds(*condition, child);
      if (budget_.spent()) return false;
      if (!chosen) continue;
    }
    if (!visit(path, segment + 1, child)) return false;
  }
  return true;
}

bool Selection::slice(const Path& path, std::size_t segment, const json& array,
                      const Selector& selector) {
  const SliceRange range = range_of(selector, array.size());
  for (std::int64_t i = range.first; range.step > 0 ? i < range.end : i > range.end;
       i += range.step) {
    if (!visit(path, segment + 1, array[static_cast<std::size_t>(i)])) return false;
  }
  return true;
}

}  // namespace slogate::jsonpath
