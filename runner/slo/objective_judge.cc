#include "runner/slo/objective_judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "runner/slo/availability.h"
#include "runner/slo/latency.h"
#include "runner/slo/rates.h"
#include "runner/slo/scope.h"
#include "runner/slo/trials.h"
#include "runner/slo/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::string left_out_flows(const RunHeader& header) {
  std::vector<std::string> names;
  for (const NotChecked& flow : header.not_checked) names.push_back(flow.flow);
  return joined(names);
}

// Why this run cannot judge the objective at all; empty where it can.
std::string why_not_applicable(const RunResult& result, const Objective& objective) {
  const RunHeader& header = result.header;
  if (!objective.in.empty() &&
      std::find(objective.in.begin(), objective.in.end(), header.profile) == objective.in.end()) {
    return "judged in: " + joined(objective.in);
  }
  for (const NotChecked& flow : header.not_checked) {
    if (!objective.over.flow.empty() && flow.flow == objective.over.flow) {
      return fmt::format("flow {} was left out ({})", flow.flow, flow.reason);
    }
  }
  const bool by_rows = objective.measure != Measure::availability;
  if (by_rows && !header.not_checked.empty() && rows_in(header, objective.over).empty()) {
    return "only flows that were left out have such requests: " + left_out_flows(header);
  }
  const std::int64_t length = run_length_ns(result);
  if (objective.window.count() > length) {
    return fmt::format("a {} window in a {} run", duration_text(objective.window),
                       duration_text(Duration(length)));
  }
  return {};
}

// A doubt that a longer run would not settle.
void explain_unplanned(const RunHeader& header, ObjectiveVerdict& verdict) {
  const std::string& flow = verdict.objective.over.flow;
  const auto& unplanned = header.unplanned;
  if (verdict.judgement != Judgement::inconclusive || verdict.samples > 0 || flow.empty() ||
      std::find(unplanned.begin(), unplanned.end(), flow) == unplanned.end())
    return;
  verdict.evidence = fmt::format(
      "profile {} walks no iteration of flow {}: give the flow a share in it, or name in the "
      "objective's \"in\" only profiles that walk it",
      header.profile, flow);
}

EffectiveSize size_of(const RunResult& result, const ObjectiveVerdict& verdict) {
  const Objective& objective = verdict.objective;
  if (is_latency(objective.measure))
    return effective_size(slow_trials(result.series, verdict.place, TimedBy::response));
  return effective_size(
      share_trials(result.series, rows_in(result.header, objective.over), objective.measure));
}

ObjectiveVerdict judge_data(const RunResult& result, std::size_t place) {
  const Objective& objective = result.header.objectives[place];
  const Decision usual =
      result.header.observed_by_default ? Decision::observed : Decision::confident;
  ObjectiveVerdict verdict;
  verdict.objective = objective;
  verdict.place = place;
  verdict.decision =
      objective.measure == Measure::max ? Decision::observed : objective.decision.value_or(usual);
  verdict.limit = limit_text(objective);
  verdict.evidence = why_not_applicable(result, objective);
  if (!verdict.evidence.empty()) {
    verdict.judgement = Judgement::not_applicable;
    return verdict;
  }
  if (objective.measure == Measure::availability) {
    judge_availability(result, result.series, verdict);
    return verdict;
  }
  if (objective.measure == Measure::rate_5xx && objective.window.count() > 0) {
    judge_window(result.series, rows_in(result.header, objective.over), 0, verdict);
    return verdict;
  }
  const ScopeSums sums = sums_of(result, objective.over);
  const Grounds grounds{size_of(result, verdict), run_length_ns(result)};
  switch (objective.measure) {
    case Measure::quantile:
      judge_quantile(sums, sums.response, grounds, verdict);
      break;
    case Measure::max:
      judge_max(sums, sums.response, verdict);
      break;
    case Measure::error_rate:
      judge_share(sums.failed, sums.finished, grounds, verdict);
      break;
    case Measure::rate_5xx:
      judge_share(sums.bad_5xx, sums.finished, grounds, verdict);
      break;
    case Measure::availability:
      break;
  }
  return verdict;
}

}  // namespace

ObjectiveVerdict judge_objective(const RunResult& result, std::size_t place) {
  ObjectiveVerdict verdict = judge_data(result, place);
  explain_unplanned(result.header, verdict);
  return verdict;
}

}  // namespace slogate
