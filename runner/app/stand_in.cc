#include "runner/app/stand_in.h"

#include <algorithm>

#include "runner/app/environment.h"
#include "scenarios/lint/environment_names.h"

namespace slogate {
namespace {

// Long enough for a secret, and a key of base32 for one-time codes.
constexpr const char* kPlaceholder = "PLACEHOLDERPLACEHOLDER";

// Without a value a run would refuse them: a default stands in for itself.
bool has_fallback(const Suite& suite, const std::string& name) {
  return std::any_of(suite.variables.begin(), suite.variables.end(), [&](const auto& variable) {
    return variable.env == name && variable.fallback;
  });
}

}  // namespace

std::string stand_in_target(const Suite& suite, const Environment& environment) {
  static constexpr std::string_view kPrefix = "${env:";
  const std::string& text = suite.target.text;
  const std::size_t begin = text.find(kPrefix);
  if (begin == std::string::npos) return {};
  const std::size_t name = begin + kPrefix.size();
  const auto found = environment.find(text.substr(name, text.find('}', begin) - name));
  return found == environment.end() || found->second.empty() ? "http://127.0.0.1" : std::string();
}

std::vector<std::string> stand_in(const Suite& suite, Environment& environment) {
  std::vector<std::string> missing;
  for (const std::string& name : environment_names(suite)) {
    const auto found = environment.find(name);
    if ((found != environment.end() && !found->second.empty()) || has_fallback(suite, name))
      continue;
    missing.push_back(name);
    environment[name] = kPlaceholder;
  }
  return missing;
}

bool take_secrets(const SuiteReading& reading, const std::string& from, Environment& environment,
                  Diagnostics& told) {
  // Of a suite that was not read whole, a line of standard input may have a name that it asks for.
  if (from == "-" && !reading.problems.empty()) return false;
  const auto added = add_secrets(reading.suite, from, environment);
  if (added) return true;
  const Diagnostics faults = added.error();
  told.list.insert(told.list.end(), faults.list.begin(), faults.list.end());
  return false;
}

}  // namespace slogate
