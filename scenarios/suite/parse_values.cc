// The parts of a suite that are plain values: variables and defaults.
#include <fmt/format.h>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {

VariableSpec parse_variable(const std::string& name, const Position& at, const Json& json,
                            Diagnostics& problems) {
  VariableSpec variable;
  variable.name = name;
  variable.at = at;
  (void)check_variable_name(name, at, problems);
  if (json.kind == Json::Kind::string) {
    variable.value = TemplateText{json.string, json.at};
    return variable;
  }
  if (json.kind != Json::Kind::object) {
    problems.add(json.at,
                 fmt::format("the variable {} is {}, it must be a string or {{\"env\": NAME}}",
                             in_quotes(name), json.kind_name()));
    return variable;
  }
  const Reader reader(json, keys::kVariable, problems);
  const Json* env = reader.require("env");
  variable.env = reader.text("env");
  if (env != nullptr && env->kind == Json::Kind::string) {
    (void)check_environment_name(variable.env, env->at, problems);
  }
  variable.fallback = reader.template_text("default");
  variable.secret = reader.boolean("secret", false);
  return variable;
}

}  // namespace slogate
