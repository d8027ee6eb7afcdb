#include "runner/app/doubts.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "runner/app/plan_counts.h"
#include "runner/slo/evidence.h"
#include "runner/slo/rates.h"
#include "runner/user/walk.h"
#include "scenarios/lint/one_time_codes.h"
#include "scenarios/suite/reader.h"

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

// The first condition of which the suite itself says that it does not hold.
const Check* never_holds(const CompiledFlow& flow, const std::vector<Check>& when,
                         const std::set<std::string>& fixed) {
  const auto found = std::find_if(when.begin(), when.end(), [&](const Check& condition) {
    return fixed.contains(condition.spec().selector.text) && !may_run(flow, {condition});
  });
  return found == when.end() ? nullptr : &*found;
}

void doubt_steps(const CompiledFlow& flow, const CompiledSteps& steps,
                 const std::set<std::string>& fixed, Diagnostics& told) {
  for (const CompiledBlock& block : steps.blocks) {
    if (const Check* why = never_holds(flow, block.when, fixed)) {
      told.add(why->spec().at,
               fmt::format("the steps of this block are never sent: {} does not hold{}",
                           why->text(), block.stop_otherwise ? ", and no step after it is" : ""));
    }
  }
  for (const CompiledStep& step : steps) {
    const Check* why = never_holds(flow, step.when, fixed);
    if (why == nullptr) continue;
    told.add(why->spec().at,
             fmt::format("the step \"{}\" is never sent: {} does not hold{}", step.name,
                         why->text(), step.stop_otherwise ? ", and no step after it is" : ""));
  }
}

// Whether the suite itself says that the step is never sent.
bool is_left_out(const CompiledFlow& flow, const CompiledSteps& steps, std::size_t step,
                 const std::set<std::string>& fixed) {
  if (sent_in(flow, steps, step).most > 0) return false;
  if (never_holds(flow, steps[step].when, fixed) != nullptr) return true;
  for (std::size_t i = 0; i < step; ++i) {
    if (steps[i].stop_otherwise && never_holds(flow, steps[i].when, fixed) != nullptr) return true;
  }
  return std::any_of(steps.blocks.begin(), steps.blocks.end(), [&](const CompiledBlock& block) {
    const bool before =
        block.stop_otherwise ? block.first <= step : block.first <= step && step < block.end;
    return before && never_holds(flow, block.when, fixed) != nullptr;
  });
}

// The steps that a scope looks at: whether there are any, and one that the suite does not leave out itself.
struct InScope {
  bool any = false;
  bool sent = false;
};
void look_at(const CompiledSuite& suite, const CompiledFlow& flow, const Scope& scope,
             const std::set<std::string>& fixed, InScope& out) {
  for (const CompiledSteps* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) {
    for (std::size_t i = 0; i < steps->size(); ++i) {
      const CompiledStep& step = (*steps)[i];
      const bool group = step.group_row && fits(scope, suite.rows[*step.group_row]);
      if (!group && !fits(scope, suite.rows[step.row])) continue;
      out.any = true;
      out.sent = out.sent || !is_left_out(flow, *steps, i, fixed);
    }
  }
}

// The profiles that walk what the objective is about and send none of it; told once for all of them.
std::set<std::string> doubt_unsent(const CompiledSuite& suite, const Objective& objective,
                                   const std::vector<std::string>& flows,
                                   const std::set<std::string>& fixed, Diagnostics& told) {
  std::vector<std::string> shown;
  std::set<std::string> out;
  for (const Profile& profile : suite.source.profiles) {
    const bool judged = objective.in.empty() ||
                        std::count(objective.in.begin(), objective.in.end(), profile.name) > 0;
    if (!judged) continue;
    const LoadPlan plan = make_plan(profile, flows);
    InScope found;
    for (std::size_t i = 0; i < suite.flows.size(); ++i) {
      if (plan.planned_iterations(i) != 0U)
        look_at(suite, suite.flows[i], objective.over, fixed, found);
    }
    if (!found.any || found.sent) continue;
    shown.push_back("\"" + profile.name + "\"");
    out.insert(profile.name);
  }
  if (!shown.empty()) {
    told.add(objective.at,
             fmt::format("the objective \"{}\" can never be decided: nothing that it is about is "
                         "ever sent in the profile{} {}",
                         objective.name, shown.size() == 1 ? "" : "s", listed(shown)));
  }
  return out;
}

bool is_confident(const Objective& objective, const Profile& profile) {
  if (objective.measure == Measure::max) return false;
  return objective.decision.value_or(profile.model == Model::iterations
                                         ? Decision::observed
                                         : Decision::confident) == Decision::confident;
}

// Told once, with all profiles that are too short for it; `unsent`: those of which more is told.
void doubt_objective(const CompiledSuite& suite, const Objective& objective,
                     const std::vector<std::string>& flows, const std::set<std::string>& unsent,
                     Diagnostics& told) {
  const std::uint64_t needed = samples_needed(objective);
  if (needed == 0) return;
  std::string text;
  for (const Profile& profile : suite.source.profiles) {
    const bool judged = objective.in.empty() ||
                        std::count(objective.in.begin(), objective.in.end(), profile.name) > 0;
    if (!judged || unsent.contains(profile.name) || !is_confident(objective, profile)) continue;
    const auto samples = samples_of(suite, make_plan(profile, flows), objective.over);
    if (!samples || samples->most >= needed) continue;
    const std::string sent =
        (samples->least == samples->most ? "" : "at most ") + grouped(samples->most);
    if (!text.empty()) {
      text += fmt::format("; nor in the profile \"{}\", which sends {}", profile.name, sent);
      continue;
    }
    text = fmt::format(
        "the objective \"{}\" can never be decided in the profile \"{}\": it sends {} "
        "such request{}, and {} at 95 % confidence needs {}",
        objective.name, profile.name, sent, samples->most == 1 ? "" : "s", objective.claim(),
        grouped(needed));
  }
  if (!text.empty()) told.add(objective.at, text);
}

// Why the profile has no window that the objective could be judged by; empty where it may have one.
std::string no_window(const CompiledSuite& suite, const Objective& objective,
                      const LoadPlan& plan) {
  const std::chrono::nanoseconds judged = plan.duration - plan.warm_up;
  if (objective.window > judged) {
    return fmt::format("its window is {}, and the profile takes {}{}",
                       duration_text(objective.window), duration_text(judged),
                       plan.warm_up.count() > 0 ? " behind its warm-up" : "");
  }
  const auto samples = samples_of(suite, plan, objective.over);
  if (!samples || samples->most >= kWindowRequests) return "";
  return fmt::format("it sends at most {} such requests, and a window needs {}",
                     grouped(samples->most), kWindowRequests);
}

// In a profile that it names, or in all that there are: a long window may wait for the long profile.
void doubt_window(const CompiledSuite& suite, const Objective& objective,
                  const std::vector<std::string>& flows, const std::set<std::string>& unsent,
                  Diagnostics& told) {
  if (objective.window == Duration(0)) return;
  std::string first;
  for (const Profile& profile : suite.source.profiles) {
    const bool named = std::count(objective.in.begin(), objective.in.end(), profile.name) > 0;
    // How long a profile of iterations takes the target decides.
    if ((!named && !objective.in.empty()) || profile.model == Model::iterations) continue;
    if (unsent.contains(profile.name)) continue;
    const std::string why = no_window(suite, objective, make_plan(profile, flows));
    if (why.empty() && !named) return;
    if (why.empty()) continue;
    const std::string text =
        fmt::format("the objective \"{}\" can never be decided in the profile \"{}\": {}",
                    objective.name, profile.name, why);
    if (named) told.add(objective.at, text);
    if (first.empty()) first = text;
  }
  if (objective.in.empty() && !first.empty()) told.add(objective.at, first);
}

// "in 1 min", "in its busiest 1 min" where some are busier than others.
std::string within(const LoadPlan& plan, Duration window) {
  const bool even =
      plan.model != Model::arrivals || plan.duration <= window ||
      std::all_of(plan.streams.begin(), plan.streams.end(), [](const LoadPlan::Stream& stream) {
        const double from = stream.schedule.from();
        const std::vector<Stage> stages = stream.schedule.stages();
        return std::all_of(stages.begin(), stages.end(),
                           [&](const Stage& stage) { return stage.to == from; });
      });
  return (even ? "in " : "in its busiest ") + duration_text(window);
}

void doubt_limit(const CompiledSuite& suite, const TargetLimit& limit, const Profile& profile,
                 const LoadPlan& plan, Diagnostics& told) {
  const Count sent = sent_within(suite, plan, limit.over, limit.per);
  // Where the target decides how many there are, only what is certain is held against the limit.
  const bool open = sent.nominal != kUnbounded;
  const std::uint64_t count = open ? sent.nominal : sent.least;
  if (count <= limit.at_most) return;
  const char* sends = !open ? "sends at least" : sent.least < sent.nominal ? "may send" : "sends";
  told.add(limit.at,
           fmt::format("the profile \"{}\" {} {} {} {}, and the target allows {}{}", profile.name,
                       sends, grouped(count), limit.over.text(), within(plan, limit.per),
                       grouped(limit.at_most), limit.because.empty() ? "" : ": " + limit.because));
}

void doubt_turns(const CompiledFlow& flow, const CompiledSteps& steps, Diagnostics& told) {
  const std::uint64_t turns = turns_in(flow, steps).nominal;
  if (turns <= kMostTurns) return;
  told.add(steps.blocks.front().at,
           fmt::format("the repetitions of the flow \"{}\" take {} turns: an iteration ends its "
                       "repetitions after {} turns",
                       flow.name, grouped(turns), grouped(kMostTurns)));
}

// Whether a step is sent more than once where nobody says how often its flow is walked.
bool may_send_again(const CompiledSuite& suite, const CompiledFlow& flow, const std::string& name) {
  const auto sends = [&](const CompiledSteps& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (suite.rows[steps[i].row].step == name && sent_in(flow, steps, i).nominal > 0) return true;
    }
    return false;
  };
  if (sends(flow.steps)) return true;
  return flow.session_owner == SessionOwner::user &&
         (sends(flow.session_steps) || sends(flow.session_end));
}

std::string planned_text(const std::optional<Count>& sent) {
  return sent ? grouped(sent->nominal) : "as many as the target lets through";
}

}  // namespace

Diagnostics spent_codes(const CompiledSuite& suite, const std::string& profile,
                        const LoadPlan& plan) {
  Diagnostics told;
  std::set<std::pair<std::string, std::string>> said;
  for (const CodeUse& use : one_time_codes(suite.source)) {
    const auto flow = std::find_if(suite.flows.begin(), suite.flows.end(),
                                   [&](const CompiledFlow& each) { return each.name == use.flow; });
    if (flow == suite.flows.end()) continue;
    const auto number = static_cast<std::size_t>(flow - suite.flows.begin());
    const Scope scope{use.flow, use.step, "", ""};
    const auto sent = samples_of(suite, plan, scope);
    // In a closed model the target decides how often: but not where conditions leave the step out.
    if (sent ? sent->nominal <= 1 : !plan.deals(number) || !may_send_again(suite, *flow, use.step))
      continue;
    if (!said.emplace(use.flow, use.environment).second) continue;
    told.add(use.at, fmt::format("flow \"{}\" uses the one-time code {}, which serves one sign-in; "
                                 "the profile \"{}\" plans {}",
                                 use.flow, use.environment, profile, planned_text(sent)));
  }
  return told;
}

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
  for (const Objective& objective : suite.source.objectives) {
    const std::set<std::string> unsent = doubt_unsent(suite, objective, names, fixed, told);
    doubt_window(suite, objective, names, unsent, told);
    doubt_objective(suite, objective, names, unsent, told);
  }
  for (const Profile& profile : suite.source.profiles) {
    const LoadPlan plan = make_plan(profile, names);
    for (const TargetLimit& limit : suite.source.limits)
      doubt_limit(suite, limit, profile, plan, told);
    for (Diagnostic& spent : spent_codes(suite, profile.name, plan).list)
      told.list.push_back(std::move(spent));
  }
  return told;
}

}  // namespace slogate
