// Where a `$ref` of a JSON Schema leads, within that schema. Private to this folder.
//
//   SchemaReferences references(schema);
//   references.resolve("#/definitions/item", "/properties/a", why);   // "/definitions/item"
//
// `$id` changes the base of the references below it (draft-07, Core 8.2). Nothing is fetched.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace slogate {

class SchemaReferences {
 public:
  explicit SchemaReferences(const nlohmann::json& schema);

  // The JSON pointer of what `reference` names, which stands in the schema at `pointer`; nothing
  // and why where that is no place in this schema.
  [[nodiscard]] std::optional<std::string> resolve(std::string_view reference,
                                                   std::string_view pointer,
                                                   std::string& why) const;

 private:
  void register_ids(const nlohmann::json& value, const std::string& pointer,
                    const std::string& base, int depth);
  [[nodiscard]] const std::string& base_of(std::string_view pointer) const;

  const nlohmann::json& schema_;
  std::map<std::string, std::string, std::less<>> bases_;   // pointer of an `$id` -> base below it
  std::map<std::string, std::string, std::less<>> places_;  // URI, perhaps with a name -> pointer
};

// True for the URI of draft-07, and of draft-06, which is the same but for if, then and else.
[[nodiscard]] bool known_draft(std::string_view uri);

// A reference token as it stands in a pointer (RFC 6901 3): ~ and / escaped.
[[nodiscard]] std::string pointer_token(std::string_view name);

}  // namespace slogate
