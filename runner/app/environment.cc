#include "runner/app/environment.h"

#include <unistd.h>

#include <iostream>
#include <string_view>
#include <utility>

#include "runner/app/secret_sources.h"
#include "scenarios/lint/environment_names.h"

namespace slogate {

Environment process_environment() {
  Environment out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos)
      out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

Result<void> add_secrets(const Suite& suite, const std::string& from, Environment& environment) {
  auto found = read_secrets(environment, environment_names(suite), from, std::cin);
  if (!found) return found.error();
  for (auto& [name, value] : *found) {
    environment.secrets.insert(name);
    environment[name] = std::move(value);
  }
  return {};
}

}  // namespace slogate
