#include "runner/app/plan_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "runner/load/load_plan.h"
#include "runner/slo/evidence.h"

namespace slogate {
namespace {

std::vector<std::string> names_of(const CompiledSuite& suite) {
  std::vector<std::string> out;
  for (const CompiledFlow& flow : suite.flows) out.push_back(flow.name);
  return out;
}

std::string step_text(const CompiledStep& step, const Row& row) {
  std::string out = fmt::format("    {}: {}", step.name, row.request);
  if (!row.group.empty()) out += fmt::format("  [group {}]", row.group);
  if (!row.tags.empty()) out += fmt::format("  [{}]", fmt::join(row.tags, ", "));
  if (step.for_each) out += "  once for each item";
  if (!step.when.empty()) out += "  when " + step.when.front().text();
  return out +
         fmt::format("  {} check{}\n", step.checks.size(), step.checks.size() == 1 ? "" : "s");
}

std::string flow_text(const CompiledSuite& suite, const CompiledFlow& flow) {
  std::string out = fmt::format("  {} ({}): {}\n", flow.name, flow.route, flow.title);
  if (!flow.session_steps.empty()) {
    out +=
        fmt::format("    once per {}:\n", flow.session_owner == SessionOwner::run ? "run" : "user");
    for (const CompiledStep& step : flow.session_steps)
      out += step_text(step, suite.rows[step.row]);
  }
  for (const CompiledStep& step : flow.steps) out += step_text(step, suite.rows[step.row]);
  return out;
}

bool fits(const Scope& scope, const Row& row) {
  if (scope.group.empty() == row.is_group()) return false;
  const bool tagged =
      scope.tag.empty() || std::count(row.tags.begin(), row.tags.end(), scope.tag) > 0;
  return tagged && (scope.flow.empty() || scope.flow == row.flow) &&
         (scope.step.empty() || scope.step == row.step) &&
         (scope.group.empty() || scope.group == row.group);
}

// False where the step's conditions are known before the run and do not hold.
bool may_run(const CompiledFlow& flow, const CompiledStep& step) {
  Frame frame(flow.slots);
  for (const auto& [slot, text] : flow.constants) frame.set(slot, text);
  return std::all_of(step.when.begin(), step.when.end(), [&](const Check& condition) {
    const std::string& name = condition.spec().selector.text;
    const bool known = std::count(flow.slot_names.begin(), flow.slot_names.end(), name) == 0;
    return !known || condition.holds(frame);
  });
}

// Samples of one iteration: a `for_each` step counts once, a step that the run itself decides on counts in full.
std::uint64_t samples_in(const CompiledSuite& suite, const CompiledFlow& flow, const Scope& scope) {
  std::uint64_t count = 0;
  std::optional<std::size_t> group;
  for (const CompiledStep& step : flow.steps) {
    if (!may_run(flow, step)) continue;
    if (fits(scope, suite.rows[step.row])) ++count;
    if (step.group_row && step.group_row != group && fits(scope, suite.rows[*step.group_row]))
      ++count;
    group = step.group_row;
  }
  return count;
}

// Nothing in a closed model, where the target decides.
std::optional<std::uint64_t> samples_of(const CompiledSuite& suite, const LoadPlan& plan,
                                        const Scope& scope) {
  std::uint64_t sum = 0;
  for (std::size_t flow = 0; flow < suite.flows.size(); ++flow) {
    const auto iterations = plan.planned_iterations(flow);
    if (!iterations) return std::nullopt;
    sum += *iterations * samples_in(suite, suite.flows[flow], scope);
  }
  return sum;
}

std::string need_text(const Objective& objective, std::uint64_t samples) {
  std::uint64_t needed = 0;
  if (objective.measure == Measure::quantile) needed = samples_for_quantile(objective.quantile);
  const bool share =
      objective.measure == Measure::error_rate || objective.measure == Measure::rate_5xx;
  if (share && objective.window == Duration(0)) needed = samples_for_share(objective.limit);
  if (needed == 0) return "";
  return samples < needed ? fmt::format(", too few to be confident: {} are needed", needed)
                          : fmt::format(", {} are needed", needed);
}

std::string profile_text(const CompiledSuite& suite, const Profile& profile) {
  const LoadPlan plan = make_plan(profile, names_of(suite));
  std::string out =
      fmt::format("  {}: {}\n", profile.name,
                  plan.streams.empty() && plan.flows.empty() ? "walks none of these flows"
                                                             : plan.text(names_of(suite)));
  for (const Objective& objective : suite.source.objectives) {
    const bool judged = objective.in.empty() ||
                        std::count(objective.in.begin(), objective.in.end(), profile.name) > 0;
    if (!judged) continue;
    out += fmt::format("    {} ({})", objective.claim(), objective.over.text());
    const bool observed =
        objective.decision.value_or(profile.model == Model::iterations
                                        ? Decision::observed
                                        : Decision::confident) == Decision::observed;
    if (const auto samples = samples_of(suite, plan, objective.over)) {
      out += fmt::format(": {} sample{}{}", *samples, *samples == 1 ? "" : "s",
                         observed ? ", observed" : need_text(objective, *samples));
    } else {
      out += ": as many samples as the target lets through";
    }
    out += '\n';
  }
  return out;
}

}  // namespace

std::string plan_text(const CompiledSuite& suite, const std::vector<std::string>& missing) {
  // A target that comes from a name that is not set was only stood in for.
  const bool unknown = std::any_of(missing.begin(), missing.end(), [&](const std::string& name) {
    return suite.source.target.text.find("${env:" + name + "}") != std::string::npos;
  });
  const std::string target = unknown ? suite.source.target.text : suite.target.origin.text();
  std::string out =
      fmt::format("{}: {}\nTarget: {}\n", suite.source.name, suite.source.title, target);
  if (!missing.empty())
    out += fmt::format("Not set, but needed for a run: {}\n", fmt::join(missing, ", "));
  out += fmt::format("\nFlows ({}):\n", suite.flows.size());
  for (const CompiledFlow& flow : suite.flows) out += flow_text(suite, flow);
  for (const LeftOut& flow : suite.left_out)
    out += fmt::format("  {}: left out ({})\n", flow.flow, flow.reason);
  out += "\nProfiles:\n";
  for (const Profile& profile : suite.source.profiles) out += profile_text(suite, profile);
  return out + "\nThe suite is sound. Nothing was sent.\n";
}

}  // namespace slogate
