#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "scenarios/content/ecma_pattern.h"
#include "scenarios/content/schema_program.h"
#include "scenarios/content/schema_walk.h"
#include "scenarios/content/schema_words.h"

namespace slogate {
namespace {

std::string wrong_count(std::size_t count, std::string_view singular, std::string_view plural,
                        std::string_view words, std::uint64_t limit) {
  return fmt::format("has {}, the schema wants at {} {}", counted(count, singular, plural), words,
                     limit);
}

}  // namespace

bool SchemaWalk::array_fits(const SchemaNode& node, const Json& value, const Path& path) {
  bool good = true;
  const auto wrong = [&](std::string_view words, std::uint64_t limit) {
    return fault(path, Weight::other,
                 [&] { return wrong_count(value.size(), "item", "items", words, limit); });
  };
  if (node.min_items && value.size() < *node.min_items) good = wrong("least", *node.min_items);
  if (node.max_items && value.size() > *node.max_items) good = wrong("most", *node.max_items);
  if (!good && done()) return false;
  good = items_fit(node, value, path) && good;
  if (!good && done()) return false;
  if (node.unique_items) good = items_differ(value, path) && good;
  if (node.contains != nullptr) {
    bool found = false;
    for (std::size_t i = 0; i < value.size() && !found; ++i) {
      found = quietly(*node.contains, value[i], Path{&path, {}, i, true});
    }
    if (!found) {
      good = fault(path, Weight::other, [] { return "no item fits the schema of \"contains\""; });
    }
  }
  return good;
}

bool SchemaWalk::items_fit(const SchemaNode& node, const Json& value, const Path& path) {
  bool good = true;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const SchemaNode* schema = node.items;
    if (node.item_list) {
      schema = i < node.item_list->size() ? (*node.item_list)[i] : node.additional_items;
    }
    if (schema == nullptr) continue;
    good = fits(*schema, value[i], Path{&path, {}, i, true}) && good;
    if (!good && (done() || given_up_)) return false;
  }
  return good;
}

bool SchemaWalk::items_differ(const Json& value, const Path& path) {
  // Sorted: comparing each with each takes minutes for a long list.
  std::vector<std::pair<const Json*, std::size_t>> items;
  items.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) items.emplace_back(&value[i], i);
  std::stable_sort(items.begin(), items.end(),
                   [](const auto& a, const auto& b) { return *a.first < *b.first; });
  const auto twin =
      std::adjacent_find(items.begin(), items.end(),
                         [](const auto& a, const auto& b) { return *a.first == *b.first; });
  if (twin == items.end()) return true;
  return fault(path, Weight::other, [&] {
    return fmt::format("items {} and {} are equal, the schema wants them to differ", twin->second,
                       std::next(twin)->second);
  });
}

bool SchemaWalk::object_fits(const SchemaNode& node, const Json& value, const Path& path) {
  bool good = true;
  for (const std::string& name : node.required) {
    if (value.find(name) != value.end()) continue;
    good = fault(path, Weight::other,
                 [&] { return fmt::format("misses the property {}", show_value(name)); });
    if (done()) return false;
  }
  const auto wrong = [&](std::string_view words, std::uint64_t limit) {
    return fault(path, Weight::other,
                 [&] { return wrong_count(value.size(), "property", "properties", words, limit); });
  };
  if (node.min_properties && value.size() < *node.min_properties) {
    good = wrong("least", *node.min_properties);
  }
  if (node.max_properties && value.size() > *node.max_properties) {
    good = wrong("most", *node.max_properties);
  }
  if (!good && done()) return false;
  if (!node.properties.empty() || !node.pattern_properties.empty() ||
      node.additional_properties != nullptr) {
    for (auto member = value.begin(); member != value.end(); ++member) {
      good = property_fits(node, member.key(), member.value(), path) && good;
      if (!good && (done() || given_up_)) return false;
    }
  }
  good = names_fit(node, value, path) && good;
  if (!good && done()) return false;
  return dependencies_fit(node, value, path) && good;
}

bool SchemaWalk::property_fits(const SchemaNode& node, const std::string& name, const Json& value,
                               const Path& object) {
  const Path path{&object, name, 0, false};
  bool good = true;
  bool known = false;
  const auto property =
      std::lower_bound(node.properties.begin(), node.properties.end(), name,
                       [](const auto& each, const std::string& key) { return each.name < key; });
  if (property != node.properties.end() && property->name == name) {
    known = true;
    good = fits(*property->schema, value, path);
  }
  for (const SchemaNode::Pattern& pattern : node.pattern_properties) {
    if (!good && done()) return false;
    if (!found_in(*pattern.compiled, name)) continue;
    known = true;
    good = fits(*pattern.schema, value, path) && good;
  }
  if (known || node.additional_properties == nullptr) return good;
  if (node.additional_properties->never) {
    return fault(object, Weight::other, [&] {
      return fmt::format("has the property {}, which the schema does not allow", show_value(name));
    });
  }
  return fits(*node.additional_properties, value, path);
}

bool SchemaWalk::names_fit(const SchemaNode& node, const Json& value, const Path& path) {
  if (node.property_names == nullptr) return true;
  bool good = true;
  for (auto member = value.begin(); member != value.end(); ++member) {
    const Json name = member.key();
    if (quietly(*node.property_names, name, path)) continue;
    if (given_up_ || done()) return false;
    good = fault(path, Weight::other, [&] {
      return fmt::format("the name {} does not fit{}", show_value(name),
                         nearest({node.property_names}, name, path));
    });
  }
  return good;
}

bool SchemaWalk::dependencies_fit(const SchemaNode& node, const Json& value, const Path& path) {
  bool good = true;
  for (const SchemaNode::Dependency& dependency : node.dependencies) {
    if (value.find(dependency.name) == value.end()) continue;
    for (const std::string& needed : dependency.needed) {
      if (value.find(needed) != value.end()) continue;
      good = fault(path, Weight::other, [&] {
        return fmt::format("has {} and so needs {}", show_value(dependency.name),
                           show_value(needed));
      });
    }
    if (!good && done()) return false;
    if (dependency.schema != nullptr) good = fits(*dependency.schema, value, path) && good;
    if (!good && done()) return false;
  }
  return good;
}

}  // namespace slogate
