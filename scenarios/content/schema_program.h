// What a JSON Schema is compiled to: nodes that refer to each other. Private to this folder.
//
// The program owns a copy of the schema; values, names and patterns of its nodes point into it.
// Immutable once it is compiled, and so shared by threads.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace slogate {

// The types of draft-07, as bits. A whole number is of both of the last two.
struct SchemaType {
  static constexpr std::uint8_t kNull = 1;
  static constexpr std::uint8_t kBoolean = 2;
  static constexpr std::uint8_t kObject = 4;
  static constexpr std::uint8_t kArray = 8;
  static constexpr std::uint8_t kString = 16;
  static constexpr std::uint8_t kNumber = 32;
  static constexpr std::uint8_t kInteger = 64;
};

struct SchemaNode {
  struct Property {
    std::string name;
    const SchemaNode* schema = nullptr;
  };
  struct Pattern {
    std::string text;  // as it stands in the schema
    const re2::RE2* compiled = nullptr;
    const SchemaNode* schema = nullptr;  // of patternProperties
  };
  struct Dependency {
    std::string name;
    std::vector<std::string> needed;
    const SchemaNode* schema = nullptr;
  };
  using Nodes = std::vector<const SchemaNode*>;

  bool never = false;  // the schema `false`
  // `$ref`; what stands beside it counts for nothing in draft-07.
  const SchemaNode* reference = nullptr;

  std::uint8_t types = 0;                         // bits of SchemaType; 0 where any is fine
  const nlohmann::json* one_of_values = nullptr;  // enum
  const nlohmann::json* constant = nullptr;

  const nlohmann::json* minimum = nullptr;
  const nlohmann::json* maximum = nullptr;
  const nlohmann::json* exclusive_minimum = nullptr;
  const nlohmann::json* exclusive_maximum = nullptr;
  const nlohmann::json* multiple_of = nullptr;

  std::optional<std::uint64_t> min_length;  // in characters
  std::optional<std::uint64_t> max_length;
  Pattern pattern;

  const SchemaNode* items = nullptr;
  std::optional<Nodes> item_list;
  const SchemaNode* additional_items = nullptr;  // beyond item_list
  const SchemaNode* contains = nullptr;
  std::optional<std::uint64_t> min_items;
  std::optional<std::uint64_t> max_items;
  bool unique_items = false;

  std::vector<Property> properties;  // sorted by name
  std::vector<Pattern> pattern_properties;
  const SchemaNode* additional_properties = nullptr;
  const SchemaNode* property_names = nullptr;
  std::vector<std::string> required;
  std::vector<Dependency> dependencies;
  std::optional<std::uint64_t> min_properties;
  std::optional<std::uint64_t> max_properties;

  Nodes all_of;
  Nodes any_of;
  Nodes one_of;
  const SchemaNode* not_schema = nullptr;
  const SchemaNode* if_schema = nullptr;
  const SchemaNode* then_schema = nullptr;
  const SchemaNode* else_schema = nullptr;
};

struct SchemaProgram {
  explicit SchemaProgram(const nlohmann::json& schema);
  ~SchemaProgram();
  SchemaProgram(const SchemaProgram&) = delete;
  SchemaProgram& operator=(const SchemaProgram&) = delete;

  std::unique_ptr<const nlohmann::json> text;
  std::deque<SchemaNode> nodes;  // a deque: they refer to each other while it grows
  std::vector<std::unique_ptr<const re2::RE2>> patterns;
  const SchemaNode* root = nullptr;
};

}  // namespace slogate
