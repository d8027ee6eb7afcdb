#include "runner/app/doubts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "runner/app/plan_counts.h"
#include "runner/slo/evidence.h"
#include "runner/user/walk.h"

namespace slogate {
namespace {

// Names of variables that the suite itself fixes: no environment, no target and nothing of the run is in them.
std::set<std::string> fixed_variables(const Suite& suite) {
  std::set<std::string> out;
  for (const VariableSpec& variable : suite.variables) {
    if (variable.value && variable.value->text.find("${") == std::string::npos)
      out.insert(variable.name);
  }
  return out;
}

bool never_holds(const CompiledFlow& flow, const std::vector<Check>& when,
                 const std::set<std::string>& fixed) {
  return std::any_of(when.begin(), when.end(), [&](const Check& condition) {
    return fixed.contains(condition.spec().selector.text) && !may_run(flow, {condition});
  });
}

void doubt_steps(const CompiledFlow& flow, const CompiledSteps& steps,
                 const std::set<std::string>& fixed, Diagnostics& told) {
  for (const CompiledBlock& block : steps.blocks) {
    if (never_holds(flow, block.when, fixed)) {
      told.add(block.at, fmt::format("the steps of this block are never sent: {} does not hold",
                                     block.when.front().text()));
    }
  }
  for (const CompiledStep& step : steps) {
    if (!never_holds(flow, step.when, fixed)) continue;
    told.add(step.at, fmt::format("the step \"{}\" is never sent: {} does not hold{}", step.name,
                                  step.when.front().text(),
                                  step.stop_otherwise ? ", and no step after it is" : ""));
  }
}

bool is_confident(const Objective& objective, const Profile& profile) {
  if (objective.measure == Measure::max) return false;
  return objective.decision.value_or(profile.model == Model::iterations
                                         ? Decision::observed
                                         : Decision::confident) == Decision::confident;
}

void doubt_objective(const CompiledSuite& suite, const Objective& objective, const Profile& profile,
                     const LoadPlan& plan, Diagnostics& told) {
  const bool judged = objective.in.empty() ||
                      std::count(objective.in.begin(), objective.in.end(), profile.name) > 0;
  const std::uint64_t needed = samples_needed(objective);
  const auto samples = samples_of(suite, plan, objective.over);
  if (!judged || !samples || needed == 0 || !is_confident(objective, profile) ||
      samples->most >= needed)
    return;
  const char* most = samples->least == samples->most ? "" : "at most ";
  told.add(
      objective.at,
      fmt::format("the objective \"{}\" can never be decided in the profile \"{}\": it sends {}{} "
                  "such requests, and {} at 95 % confidence needs {}",
                  objective.name, profile.name, most, grouped(samples->most), objective.claim(),
                  grouped(needed)));
}

void doubt_limit(const CompiledSuite& suite, const TargetLimit& limit, const Profile& profile,
                 const LoadPlan& plan, Diagnostics& told) {
  const Count sent = sent_within(suite, plan, limit.over, limit.per);
  // Where the target decides how many there are, only what is certain is held against the limit.
  const bool open = sent.nominal != kUnbounded;
  const std::uint64_t count = open ? sent.nominal : sent.least;
  if (count <= limit.at_most) return;
  const char* sends = !open ? "sends at least" : sent.least < sent.nominal ? "may send" : "sends";
  told.add(limit.at, fmt::format("the profile \"{}\" {} {} {} in {}, and the target allows {}{}",
                                 profile.name, sends, grouped(count), limit.over.text(),
                                 duration_text(limit.per), grouped(limit.at_most),
                                 limit.because.empty() ? "" : ": " + limit.because));
}

void doubt_turns(const CompiledFlow& flow, const CompiledSteps& steps, Diagnostics& told) {
  const std::uint64_t turns = turns_in(flow, steps).nominal;
  if (turns <= kMostTurns) return;
  told.add(steps.blocks.front().at,
           fmt::format("the repetitions of the flow \"{}\" take {} turns: an iteration ends its "
                       "repetitions after {} turns",
                       flow.name, grouped(turns), grouped(kMostTurns)));
}

}  // namespace

std::uint64_t samples_needed(const Objective& objective) {
  if (objective.measure == Measure::quantile) return samples_for_quantile(objective.quantile);
  const bool share =
      objective.measure == Measure::error_rate || objective.measure == Measure::rate_5xx;
  return share && objective.window == Duration(0) ? samples_for_share(objective.limit) : 0;
}

Diagnostics doubts(const CompiledSuite& suite) {
  Diagnostics told;
  const std::set<std::string> fixed = fixed_variables(suite.source);
  std::vector<std::string> names;
  for (const CompiledFlow& flow : suite.flows) {
    names.push_back(flow.name);
    for (const CompiledSteps* steps : {&flow.session_steps, &flow.session_end, &flow.steps}) {
      doubt_steps(flow, *steps, fixed, told);
      doubt_turns(flow, *steps, told);
    }
  }
  for (const Profile& profile : suite.source.profiles) {
    const LoadPlan plan = make_plan(profile, names);
    for (const Objective& objective : suite.source.objectives)
      doubt_objective(suite, objective, profile, plan, told);
    for (const TargetLimit& limit : suite.source.limits)
      doubt_limit(suite, limit, profile, plan, told);
  }
  return told;
}

}  // namespace slogate
