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

// Samples that a plan gives an objective, a `for_each` step counted once and conditional steps counted in full; nothing
// in a closed model.
std::optional<std::uint64_t> samples_of(const CompiledSuite& suite, const LoadPlan& plan,
                                        const Scope& scope) {
  std::uint64_t sum = 0;
  for (std::size_t flow = 0; flow < suite.flows.size(); ++flow) {
    const auto iterations = plan.planned_iterations(flow);
    if (!iterations) return std::nullopt;
    std::uint64_t rows = 0;
    for (const Row& row : suite.rows) {
      if (row.flow == suite.flows[flow].name && fits(scope, row)) ++rows;
    }
    sum += rows * *iterations;
  }
  return sum;
}

std::string need_text(const Objective& objective, std::uint64_t samples) {
  std::uint64_t needed = 0;
  if (objective.measure == Measure::quantile) needed = samples_for_quantile(objective.quantile);
  if (objective.measure == Measure::error_rate) needed = samples_for_share(objective.limit);
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
  std::string out = fmt::format("{}: {}\nTarget: {}\n", suite.source.name, suite.source.title,
                                suite.target.origin.text());
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
