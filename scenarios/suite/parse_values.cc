// The parts of a suite that are plain values: variables and defaults.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/message/exchange.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {

using namespace std::chrono_literals;

void parse_defaults(const Reader& reader, Defaults& defaults) {
  const Json* json = reader.find("defaults");
  if (json == nullptr) return;
  const Reader own(*json, keys::kDefaults, reader.problems());
  if (!own.usable()) return;
  defaults.timeout = own.duration("timeout", 1ms, 1h).value_or(defaults.timeout);
  defaults.connect_timeout =
      own.duration("connect_timeout", 1ms, 1h).value_or(defaults.connect_timeout);
  defaults.first_byte_timeout =
      own.duration("first_byte_timeout", 1ms, 1h).value_or(defaults.first_byte_timeout);
  if (const auto bytes = own.whole("max_body", 1, kMostBody))
    defaults.max_body = static_cast<std::uint64_t>(*bytes);
  defaults.redirects = parse_redirects(own).value_or(defaults.redirects);
  if (const Json* think = own.find("think"))
    defaults.think = parse_think(*think, reader.problems());
  const Json* headers = own.object("headers");
  if (headers == nullptr) return;
  for (auto& [name, value] : parse_headers(*headers, reader.problems())) {
    const auto same =
        std::find_if(defaults.headers.begin(), defaults.headers.end(),
                     [&, &key = name](const auto& other) { return same_name(other.first, key); });
    if (same != defaults.headers.end()) {
      *same = {name, value};
    } else {
      defaults.headers.emplace_back(name, value);
    }
  }
}

VariableSpec parse_variable(const std::string& name, const Position& at, const Json& json,
                            Diagnostics& problems) {
  VariableSpec variable;
  variable.name = name;
  variable.at = at;
  (void)check_variable_name(name, at, problems);
  if (json.kind == Json::Kind::string) {
    variable.value = TemplateText{json.string, json.place()};
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
  variable.one_time = reader.boolean("one_time", false);
  if (variable.one_time && reader.has("secret") && !variable.secret)
    reader.refuse("one_time", "is a kind of secret, leave \"secret\": false out");
  variable.secret = variable.secret || variable.one_time;
  return variable;
}

}  // namespace slogate
