#include "scenarios/lint/one_time_codes.h"

#include "scenarios/lint/uses.h"

namespace slogate {
namespace {

// What a step sends, and not what it looks at.
Names sent_by(StepSpec step) {
  step.when.clear();
  step.checks.clear();
  step.captures.clear();
  step.explain.clear();
  step.expires.clear();
  Names out;
  add_uses(step, out);
  return out;
}

bool is_given_code(const VariableSpec& variable) {
  return variable.one_time && !variable.env.empty() &&
         (!variable.fallback || variable.fallback->text.empty());
}

}  // namespace

std::vector<CodeUse> one_time_codes(const Suite& suite) {
  std::vector<CodeUse> out;
  for (const VariableSpec& variable : suite.variables) {
    if (!is_given_code(variable)) continue;
    for (const Flow& flow : suite.flows) {
      for (const StepList* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) {
        for (const StepSpec& step : *steps) {
          const Names names = sent_by(step);
          if (names.contains(variable.name) || names.contains("secret:" + variable.env) ||
              names.contains("env:" + variable.env))
            out.push_back({flow.name, step.name, variable.env, step.at});
        }
      }
    }
  }
  return out;
}

}  // namespace slogate
