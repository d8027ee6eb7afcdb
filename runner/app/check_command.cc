// `slogate check`: everything that a run would refuse, what is hardly meant, and the plan; without the environment's
// secrets.
#include <algorithm>
#include <iostream>
#include <optional>

#include "runner/app/arguments.h"
#include "runner/app/commands.h"
#include "runner/app/doubts.h"
#include "runner/app/environment.h"
#include "runner/app/plan_text.h"
#include "runner/app/shipped_suite.h"
#include "runner/app/source_lines.h"
#include "scenarios/compile/compiled_flow.h"
#include "scenarios/lint/environment_names.h"
#include "scenarios/lint/lint.h"
#include "scenarios/suite/parse.h"

namespace slogate {
namespace {

constexpr int kBadInput = 2;

// Long enough for a secret, and a key of base32 for one-time codes.
constexpr const char* kPlaceholder = "PLACEHOLDERPLACEHOLDER";

// Without a value a run would refuse them: a default stands in for itself.
bool has_fallback(const Suite& suite, const std::string& name) {
  return std::any_of(suite.variables.begin(), suite.variables.end(), [&](const auto& variable) {
    return variable.env == name && variable.fallback;
  });
}

// A sound stand-in for a target that comes from a name that is not set.
std::string stand_in_target(const Suite& suite, const Environment& environment) {
  static constexpr std::string_view kPrefix = "${env:";
  const std::string& text = suite.target.text;
  const std::size_t begin = text.find(kPrefix);
  if (begin == std::string::npos) return {};
  const std::size_t name = begin + kPrefix.size();
  const auto found = environment.find(text.substr(name, text.find('}', begin) - name));
  return found == environment.end() || found->second.empty() ? "http://127.0.0.1" : std::string();
}

// Puts placeholders in the place of what is not set; their names.
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

int fail(const Diagnostics& diagnostics) {
  std::cerr << with_lines(diagnostics);
  return kBadInput;
}

// How many there were; each as `warning: …`.
std::size_t warn(Diagnostics warnings) {
  for (Diagnostic& warning : warnings.list) warning.message = "warning: " + warning.message;
  std::cerr << with_lines(warnings);
  return warnings.list.size();
}

}  // namespace

int check_command(const Words& words) {
  const auto parsed = parse_check(words);
  if (!parsed) return fail(parsed.error());
  if (!parsed->arguments) {
    std::cout << parsed->help;
    return 0;
  }
  const CheckArguments& arguments = *parsed->arguments;
  const auto path = suite_path(arguments.suite);
  if (!path) return fail(path.error());
  const auto suite = load_suite(*path);
  if (!suite) return fail(suite.error());
  Environment environment = process_environment();
  if (const auto added = add_secrets(*suite, arguments.secrets, environment); !added)
    return fail(added.error());
  CompileOptions options;
  options.target = stand_in_target(*suite, environment);
  options.skip = arguments.skip;
  options.variables = arguments.variables;
  const std::vector<std::string> missing = stand_in(*suite, environment);
  const auto compiled = compile(*suite, environment, options);
  if (!compiled) return fail(compiled.error());
  Diagnostics warnings = lint(*suite);
  for (Diagnostic& warning : doubts(*compiled).list) warnings.list.push_back(std::move(warning));
  const std::size_t count = warn(std::move(warnings));
  std::cout << plan_text(*compiled, missing, count);
  return arguments.strict && count > 0 ? kBadInput : 0;
}

}  // namespace slogate
