// `slogate check`: everything that a run would refuse, what is hardly meant, and the plan; without the environment's
// secrets.
#include <iostream>

#include "runner/app/arguments.h"
#include "runner/app/commands.h"
#include "runner/app/doubts.h"
#include "runner/app/environment.h"
#include "runner/app/plan_text.h"
#include "runner/app/shipped_suite.h"
#include "runner/app/source_lines.h"
#include "runner/app/stand_in.h"
#include "scenarios/compile/compilation.h"
#include "scenarios/lint/lint.h"
#include "scenarios/suite/parse.h"

namespace slogate {
namespace {

constexpr int kBadInput = 2;

int fail(const Diagnostics& diagnostics) {
  std::cerr << with_lines(diagnostics);
  return kBadInput;
}

// How many there were; each as `warning: …`.
std::size_t warn(Diagnostics warnings, const std::vector<std::string>& files) {
  const std::size_t count = warnings.list.size();
  for (Diagnostic& warning : warnings.list) warning.message = "warning: " + warning.message;
  std::cerr << with_lines(in_order(std::move(warnings), files));
  return count;
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
  const SuiteReading reading = read_suite(*path);
  const Suite& suite = reading.suite;
  Environment environment = process_environment();
  Diagnostics told;
  (void)take_secrets(reading, arguments.secrets, environment, told);
  CompileOptions options;
  options.target = stand_in_target(suite, environment);
  options.skip = arguments.skip;
  options.variables = arguments.variables;
  const std::vector<std::string> missing = stand_in(suite, environment);
  const Compilation compiled = compile_reading(reading, environment, options);
  told.list.insert(told.list.end(), compiled.told.list.begin(), compiled.told.list.end());
  if (!told.empty()) return fail(in_order(std::move(told), reading.files));
  Diagnostics warnings = lint(suite);
  for (Diagnostic& warning : doubts(compiled.suite).list)
    warnings.list.push_back(std::move(warning));
  const std::size_t count = warn(std::move(warnings), reading.files);
  std::cout << plan_text(compiled.suite, missing, count);
  return arguments.strict && count > 0 ? kBadInput : 0;
}

}  // namespace slogate
