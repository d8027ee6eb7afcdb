// A JSON Schema (draft-07), compiled once and held against many documents.
//
//   std::string why;
//   const auto schema = JsonSchema::compile(R"({"required": ["id"]})"_json, why);
//   std::vector<JsonSchema::Violation> violations;
//   schema->validate(R"({"items": []})"_json, violations);  // "" misses the property "id"
//
// Immutable and shared by threads. Patterns are evaluated by RE2, in linear time; nothing is
// fetched; `format`, `contentEncoding` and `contentMediaType` are annotations and assert nothing
// (draft-07, Validation 7.2 and 8.2). A valid document is validated without allocation, except by
// `uniqueItems` and `propertyNames`.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace slogate {

struct SchemaProgram;

class JsonSchema {
 public:
  // Violations that are told: the first ones explain the rest.
  static constexpr std::size_t kMostViolations = 5;

  struct Violation {
    std::string pointer;  // RFC 6901: where in the document; empty for the whole
    std::string message;  // "a string, the schema wants an integer"
  };

  // nullptr where it is no draft-07 schema that can be evaluated; `why` then begins with the place in
  // the schema: "/properties/id/pattern: …". `$ref` leads to any place in the schema itself, by
  // pointer, by `$id` or by the plain name of an `$id` ("#item"), also back to where it stands; one
  // to another document is refused. A pattern with a lookahead, a lookbehind or a backreference is
  // refused, as RE2 has none.
  [[nodiscard]] static std::shared_ptr<const JsonSchema> compile(const nlohmann::json& schema,
                                                                 std::string& why);
  ~JsonSchema();
  JsonSchema(const JsonSchema&) = delete;
  JsonSchema& operator=(const JsonSchema&) = delete;

  // True where the document is valid. `out` is cleared, and else gets the first violations in the
  // order of the document. Schemas that nest over 1,000 deep within each other, or take over
  // 50,000,000 steps, give no verdict: the only violation then says so.
  [[nodiscard]] bool validate(const nlohmann::json& document, std::vector<Violation>& out) const;

 private:
  explicit JsonSchema(std::unique_ptr<const SchemaProgram> program);
  std::unique_ptr<const SchemaProgram> program_;
};

}  // namespace slogate
