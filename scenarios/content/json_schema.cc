#include "scenarios/content/json_schema.h"

#include <utility>

#include "scenarios/content/schema_compiler.h"
#include "scenarios/content/schema_program.h"
#include "scenarios/content/schema_walk.h"

namespace slogate {

JsonSchema::JsonSchema(std::unique_ptr<const SchemaProgram> program)
    : program_(std::move(program)) {}
JsonSchema::~JsonSchema() = default;

std::shared_ptr<const JsonSchema> JsonSchema::compile(const nlohmann::json& schema,
                                                      std::string& why) {
  std::unique_ptr<const SchemaProgram> program = compile_schema(schema, why);
  if (program == nullptr) return nullptr;
  return std::shared_ptr<const JsonSchema>(new JsonSchema(std::move(program)));
}

bool JsonSchema::validate(const nlohmann::json& document, std::vector<Violation>& out) const {
  out.clear();
  // First without words: nearly every document is valid, and that way costs no allocation.
  SchemaWalk quick(nullptr);
  if (quick.document_fits(*program_->root, document)) return true;
  // Telling takes more steps than knowing, so that it may be given up where knowing was not.
  SchemaWalk telling(&out);
  if (quick.given_up() || (!telling.document_fits(*program_->root, document) && out.empty())) {
    out.push_back({"", "given up: schemas within schemas without end"});
  }
  return false;
}

}  // namespace slogate
