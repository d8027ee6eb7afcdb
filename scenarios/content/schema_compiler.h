// From the text of a JSON Schema (draft-07) to its program. Private to this folder.
//
//   auto program = compile_schema(schema, why);   // nullptr and "/items/minLength: …" where it is none
//
// Keywords that draft-07 does not have are ignored, as it wants (Core 6.4); a known one with a value
// of the wrong kind is refused. Limits: schemas nest 64 deep, 10,000 in all.
#pragma once

#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace slogate {

struct SchemaProgram;

[[nodiscard]] std::unique_ptr<const SchemaProgram> compile_schema(const nlohmann::json& schema,
                                                                  std::string& why);

}  // namespace slogate
