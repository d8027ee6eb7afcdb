// `slogate check`: everything that a run would refuse, and the plan; without the environment's secrets.
#include <algorithm>
#include <iostream>

#include "runner/app/arguments.h"
#include "runner/app/commands.h"
#include "runner/app/plan_text.h"
#include "runner/app/run_setup.h"
#include "runner/app/shipped_suite.h"
#include "scenarios/suite/parse.h"

namespace slogate {
namespace {

// Long enough for a secret, and a key of base32 for one-time codes.
constexpr const char* kPlaceholder = "PLACEHOLDERPLACEHOLDER";

void add_name(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
    names.push_back(name);
}

// The environment names that the suite cannot do without.
std::vector<std::string> needed_names(const Suite& suite, const std::vector<std::string>& skipped) {
  std::vector<std::string> names;
  for (const VariableSpec& variable : suite.variables) {
    if (!variable.fallback) add_name(names, variable.env);
  }
  for (const Flow& flow : suite.flows) {
    if (std::find(skipped.begin(), skipped.end(), flow.name) != skipped.end()) continue;
    for (const std::string& name : flow.needs) add_name(names, name);
  }
  return names;
}

// A sound stand-in for the target where its environment name is not set.
std::string stand_in_target(const Suite& suite, const Environment& environment,
                            std::vector<std::string>& missing) {
  const std::string& text = suite.target.text;
  const std::size_t begin = text.find("${env:");
  if (begin == std::string::npos) return {};
  const std::string name = text.substr(begin + 6, text.find('}', begin) - begin - 6);
  if (environment.contains(name)) return {};
  add_name(missing, name);
  return "http://127.0.0.1";
}

int fail(const Diagnostics& diagnostics) {
  std::cerr << diagnostics.text();
  return 2;
}

}  // namespace

int check_command(const Words& words) {
  const auto parsed = parse_check(words);
  if (!parsed) return fail(parsed.error());
  if (!parsed->arguments) {
    std::cout << parsed->help;
    return 0;
  }
  const auto path = suite_path(parsed->arguments->suite);
  if (!path) return fail(path.error());
  const auto suite = load_suite(*path);
  if (!suite) return fail(suite.error());
  Environment environment = process_environment();
  std::vector<std::string> missing;
  for (const std::string& name : needed_names(*suite, parsed->arguments->skip)) {
    if (const auto found = environment.find(name);
        found != environment.end() && !found->second.empty())
      continue;
    missing.push_back(name);
    environment[name] = kPlaceholder;
  }
  CompileOptions options;
  options.target = stand_in_target(*suite, environment, missing);
  options.skip = parsed->arguments->skip;
  options.variables = parsed->arguments->variables;
  const auto compiled = compile(*suite, environment, options);
  if (!compiled) return fail(compiled.error());
  std::cout << plan_text(*compiled, missing);
  return 0;
}

}  // namespace slogate
