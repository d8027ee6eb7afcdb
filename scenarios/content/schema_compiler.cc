#include "scenarios/content/schema_compiler.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "scenarios/content/ecma_pattern.h"
#include "scenarios/content/pointer.h"
#include "scenarios/content/schema_program.h"
#include "scenarios/content/schema_reference.h"
#include "scenarios/content/schema_words.h"

namespace slogate {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostDepth = 64;
constexpr std::size_t kMostSchemas = 10'000;

class SchemaCompiler {
 public:
  explicit SchemaCompiler(const Json& schema)
      : program_(std::make_unique<SchemaProgram>(schema)), references_(*program_->text) {}

  std::unique_ptr<const SchemaProgram> compile(std::string& why) {
    check_draft();
    program_->root = schema_at(*program_->text, "", 0);
    // Referred schemas are compiled one after the other, so that a chain of them is no nesting.
    while (why_.empty() && !waiting_.empty()) {
      const std::string pointer = std::move(waiting_.back());
      waiting_.pop_back();
      std::vector<std::string> tokens;
      const Json* value =
          split_pointer(pointer, tokens) ? follow_pointer(*program_->text, tokens) : nullptr;
      // The reference has been resolved, so that it is there.
      if (value != nullptr) fill(*by_pointer_.at(pointer), *value, pointer, 0);
    }
    refuse_circles();
    why = std::move(why_);
    return why.empty() ? std::move(program_) : nullptr;
  }

 private:
  struct Place {
    const Json& schema;
    const std::string& pointer;
    std::size_t depth;

    [[nodiscard]] const Json* find(const char* keyword) const {
      const auto found = schema.find(keyword);
      return found == schema.end() ? nullptr : &*found;
    }
    [[nodiscard]] std::string at(std::string_view keyword) const {
      return fmt::format("{}/{}", pointer, keyword);
    }
  };

  void refuse(std::string_view pointer, std::string_view text) {
    if (why_.empty()) why_ = fmt::format("{}: {}", pointer.empty() ? "the schema" : pointer, text);
  }

  void check_draft() {
    if (!program_->text->is_object()) return;
    const auto found = program_->text->find("$schema");
    if (found == program_->text->end()) return;
    if (!found->is_string() || !known_draft(found->get_ref<const std::string&>())) {
      refuse("/$schema", fmt::format("{}, only draft-07 is known", show_value(*found)));
    }
  }

  SchemaNode* node_of(const std::string& pointer, bool& made) {
    const auto [place, inserted] = by_pointer_.try_emplace(pointer, nullptr);
    made = inserted;
    if (inserted) {
      if (program_->nodes.size() >= kMostSchemas) {
        refuse(pointer, fmt::format("more than {} schemas", kMostSchemas));
      }
      place->second = &program_->nodes.emplace_back();
      where_.emplace_back(pointer);
    }
    return place->second;
  }

  const SchemaNode* schema_at(const Json& value, const std::string& pointer, std::size_t depth) {
    bool made = false;
    SchemaNode* node = node_of(pointer, made);
    if (made) {
      fill(*node, value, pointer, depth);
    } else if (const auto found = std::find(waiting_.begin(), waiting_.end(), pointer);
               found != waiting_.end()) {
      waiting_.erase(found);  // referred to before, and here it stands
      fill(*node, value, pointer, depth);
    }
    return node;
  }

  void fill(SchemaNode& node, const Json& value, const std::string& pointer, std::size_t depth) {
    if (!why_.empty()) return;
    if (value.is_boolean()) {
      node.never = !value.get<bool>();
      return;
    }
    if (!value.is_object()) {
      refuse(pointer, fmt::format("{}, a schema is an object or a boolean", type_words(value)));
      return;
    }
    if (depth > kMostDepth) {
      refuse(pointer, fmt::format("schemas are nested over {} deep", kMostDepth));
      return;
    }
    const Place place{value, pointer, depth};
    child_map(place, "definitions", [](const std::string&, const SchemaNode*) {});
    if (const Json* reference = place.find("$ref")) {
      refer(node, *reference, pointer);
      return;
    }
    fill_values(node, place);
    fill_numbers(node, place);
    fill_arrays(node, place);
    fill_objects(node, place);
    fill_combined(node, place);
  }

  void refer(SchemaNode& node, const Json& reference, const std::string& pointer) {
    const std::string at = pointer + "/$ref";
    if (!reference.is_string()) {
      refuse(at, fmt::format("{}, wants a string", type_words(reference)));
      return;
    }
    std::string why;
    const auto target = references_.resolve(reference.get_ref<const std::string&>(), pointer, why);
    if (!target) {
      refuse(at, why);
      return;
    }
    bool made = false;
    node.reference = node_of(*target, made);
    if (made) waiting_.push_back(*target);
  }

  // A circle of references alone would go round for ever on one value.
  void refuse_circles() {
    for (std::size_t i = 0; i < program_->nodes.size() && why_.empty(); ++i) {
      const SchemaNode* node = &program_->nodes[i];
      for (std::size_t steps = 0; node->reference != nullptr; ++steps) {
        if (steps > program_->nodes.size()) {
          refuse(where_[i] + "/$ref", "leads back to itself");
          return;
        }
        node = node->reference;
      }
    }
  }

  const SchemaNode* child(const Place& place, const char* keyword) {
    const Json* value = place.find(keyword);
    return value == nullptr ? nullptr : schema_at(*value, place.at(keyword), place.depth + 1);
  }

  SchemaNode::Nodes child_list(const Place& place, const char* keyword, bool may_be_empty) {
    SchemaNode::Nodes nodes;
    const Json* list = place.find(keyword);
    if (list == nullptr) return nodes;
    if (!list->is_array() || (list->empty() && !may_be_empty)) {
      refuse(place.at(keyword), "wants a list of schemas, not empty");
      return nodes;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
      const std::string pointer = fmt::format("{}/{}/{}", place.pointer, keyword, i);
      nodes.push_back(schema_at((*list)[i], pointer, place.depth + 1));
    }
    return nodes;
  }

  // Each schema of an object of schemas, in the order of their names.
  template <class Take>
  void child_map(const Place& place, const char* keyword, Take&& take) {
    const Json* map = place.find(keyword);
    if (map == nullptr) return;
    if (!map->is_object()) {
      refuse(place.at(keyword), fmt::format("{}, wants an object of schemas", type_words(*map)));
      return;
    }
    for (const auto& [name, value] : map->items()) {
      const std::string pointer =
          fmt::format("{}/{}/{}", place.pointer, keyword, pointer_token(name));
      take(name, schema_at(value, pointer, place.depth + 1));
    }
  }

  std::optional<std::uint64_t> count(const Place& place, const char* keyword) {
    const Json* value = place.find(keyword);
    if (value == nullptr) return std::nullopt;
    if (value->is_number_unsigned()) return value->get<std::uint64_t>();
    if (value->is_number_integer() && value->get<std::int64_t>() >= 0) {
      return static_cast<std::uint64_t>(value->get<std::int64_t>());
    }
    constexpr double kExact = 9007199254740992.0;
    if (value->is_number_float()) {  // 2.0 is a whole number
      const double number = value->get<double>();
      if (number >= 0 && number <= kExact &&
          number == static_cast<double>(static_cast<std::uint64_t>(number))) {
        return static_cast<std::uint64_t>(number);
      }
    }
    refuse(place.at(keyword),
           fmt::format("{}, wants a whole number of 0 or more", show_value(*value)));
    return std::nullopt;
  }

  const Json* number(const Place& place, const char* keyword) {
    const Json* value = place.find(keyword);
    if (value != nullptr && !value->is_number()) {
      refuse(place.at(keyword), fmt::format("{}, wants a number", type_words(*value)));
      return nullptr;
    }
    return value;
  }

  std::vector<std::string> names(const Json& list, const std::string& pointer) {
    std::vector<std::string> names;
    const auto is_text = [](const Json& name) { return name.is_string(); };
    if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_text)) {
      refuse(pointer, "wants a list of names");
      return names;
    }
    for (const Json& name : list) names.push_back(name.get<std::string>());
    return names;
  }

  SchemaNode::Pattern pattern(const std::string& text, const std::string& pointer) {
    std::string why;
    std::unique_ptr<const re2::RE2> compiled = compile_ecma_pattern(text, why);
    if (compiled == nullptr) {
      refuse(pointer, fmt::format("the pattern {}: {}", show_value(text), why));
      return {};
    }
    program_->patterns.push_back(std::move(compiled));
    return {text, program_->patterns.back().get(), nullptr};
  }

  std::uint8_t type_named(const Json& name, const std::string& pointer) {
    const std::uint8_t bit = name.is_string() ? type_bit(name.get_ref<const std::string&>()) : 0;
    if (bit != 0) return bit;
    refuse(pointer, fmt::format("{} is no type, known are null, boolean, object, array, string, "
                                "number and integer",
                                show_value(name)));
    return 0;
  }

  void fill_values(SchemaNode& node, const Place& place) {
    if (const Json* type = place.find("type")) {
      if (type->is_array()) {
        for (const Json& name : *type) node.types |= type_named(name, place.at("type"));
        if (type->empty()) refuse(place.at("type"), "wants one type at least");
      } else {
        node.types = type_named(*type, place.at("type"));
      }
    }
    node.constant = place.find("const");
    node.one_of_values = place.find("enum");
    if (node.one_of_values != nullptr && !node.one_of_values->is_array()) {
      refuse(place.at("enum"), fmt::format("{}, wants a list", type_words(*node.one_of_values)));
    }
    node.min_length = count(place, "minLength");
    node.max_length = count(place, "maxLength");
    if (const Json* text = place.find("pattern")) {
      if (text->is_string()) {
        node.pattern = pattern(text->get_ref<const std::string&>(), place.at("pattern"));
      } else {
        refuse(place.at("pattern"), fmt::format("{}, wants a string", type_words(*text)));
      }
    }
  }

  void fill_numbers(SchemaNode& node, const Place& place) {
    node.minimum = number(place, "minimum");
    node.maximum = number(place, "maximum");
    node.exclusive_minimum = number(place, "exclusiveMinimum");
    node.exclusive_maximum = number(place, "exclusiveMaximum");
    node.multiple_of = number(place, "multipleOf");
    if (node.multiple_of != nullptr && node.multiple_of->get<double>() <= 0) {
      refuse(place.at("multipleOf"), "wants a number over 0");
    }
  }

  void fill_arrays(SchemaNode& node, const Place& place) {
    if (const Json* items = place.find("items"); items != nullptr && items->is_array()) {
      node.item_list = child_list(place, "items", true);
    } else {
      node.items = child(place, "items");
    }
    node.additional_items = child(place, "additionalItems");
    node.contains = child(place, "contains");
    node.min_items = count(place, "minItems");
    node.max_items = count(place, "maxItems");
    if (const Json* unique = place.find("uniqueItems")) {
      if (!unique->is_boolean()) {
        refuse(place.at("uniqueItems"), fmt::format("{}, wants a boolean", type_words(*unique)));
      } else {
        node.unique_items = unique->get<bool>();
      }
    }
  }

  void fill_objects(SchemaNode& node, const Place& place) {
    child_map(place, "properties", [&](const std::string& name, const SchemaNode* schema) {
      node.properties.push_back({name, schema});
    });
    std::sort(node.properties.begin(), node.properties.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    child_map(place, "patternProperties", [&](const std::string& text, const SchemaNode* schema) {
      const std::string pointer = place.at("patternProperties/" + pointer_token(text));
      node.pattern_properties.push_back(pattern(text, pointer));
      node.pattern_properties.back().schema = schema;
    });
    node.additional_properties = child(place, "additionalProperties");
    node.property_names = child(place, "propertyNames");
    if (const Json* list = place.find("required")) {
      node.required = names(*list, place.at("required"));
    }
    node.min_properties = count(place, "minProperties");
    node.max_properties = count(place, "maxProperties");
    fill_dependencies(node, place);
  }

  void fill_dependencies(SchemaNode& node, const Place& place) {
    const Json* map = place.find("dependencies");
    if (map == nullptr) return;
    if (!map->is_object()) {
      refuse(place.at("dependencies"), fmt::format("{}, wants an object", type_words(*map)));
      return;
    }
    for (const auto& [name, value] : map->items()) {
      const std::string pointer = place.at("dependencies/" + pointer_token(name));
      if (value.is_array()) {
        node.dependencies.push_back({name, names(value, pointer), nullptr});
      } else {
        node.dependencies.push_back({name, {}, schema_at(value, pointer, place.depth + 1)});
      }
    }
  }

  void fill_combined(SchemaNode& node, const Place& place) {
    node.all_of = child_list(place, "allOf", false);
    node.any_of = child_list(place, "anyOf", false);
    node.one_of = child_list(place, "oneOf", false);
    node.not_schema = child(place, "not");
    node.if_schema = child(place, "if");
    node.then_schema = child(place, "then");
    node.else_schema = child(place, "else");
  }

  std::unique_ptr<SchemaProgram> program_;
  SchemaReferences references_;
  std::unordered_map<std::string, SchemaNode*> by_pointer_;
  std::vector<std::string> where_;    // the pointer of each node
  std::vector<std::string> waiting_;  // referred to and not yet compiled
  std::string why_;
};

}  // namespace

SchemaProgram::SchemaProgram(const nlohmann::json& schema)
    : text(std::make_unique<const nlohmann::json>(schema)) {}
SchemaProgram::~SchemaProgram() = default;

std::unique_ptr<const SchemaProgram> compile_schema(const nlohmann::json& schema,
                                                    std::string& why) {
  return SchemaCompiler(schema).compile(why);
}

}  // namespace slogate
