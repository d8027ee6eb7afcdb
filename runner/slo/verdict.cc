#include "runner/slo/verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "runner/slo/generator.h"
#include "runner/slo/objective_judge.h"
#include "runner/slo/scope.h"
#include "runner/slo/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

constexpr std::size_t kStepReasons =
    20;  // more failed steps are only counted: the report lists them all
constexpr double kDroppedLimit = 0.01;

// A row of a flow's own step: what failures are told by. What fails in setup and teardown stands
// among the run's own failures.
bool is_step(const RunRow& row) {
  return !row.flow.empty() && !row.step.empty() && !is_outside_load(row.flow);
}

const RowCounts* counts_of(const RunResult& result, std::size_t row) {
  return row < result.totals.rows.size() ? &result.totals.rows[row] : nullptr;
}

// The finding that speaks for the row: the first that is not the generator's fault, else the first.
const Finding* finding_of(const RunResult& result, std::size_t row) {
  const Finding* chosen = nullptr;
  for (const Finding& finding : result.totals.findings) {
    if (finding.row != row) continue;
    if (!is_generator_fault(finding.outcome)) return &finding;
    if (chosen == nullptr) chosen = &finding;
  }
  return chosen;
}

std::string step_reason(const RunResult& result, std::size_t index) {
  const RunRow& row = result.header.rows[index];
  const RowCounts* counts = counts_of(result, index);
  const Finding* finding = finding_of(result, index);
  std::string out = fmt::format("flow {}, step {}: ", row.flow, row.step);
  if (finding != nullptr) {
    if (!finding->because.empty()) out += finding->because + ": ";
    out += fmt::format("expected {}, got {}", finding->expected, finding->got);
  } else {
    for (std::size_t i = 1; i < kOutcomes && counts != nullptr; ++i) {
      if (counts->by_outcome[i] > 0) {
        out += word(static_cast<Outcome>(i));
        break;
      }
    }
  }
  if (counts != nullptr && counts->failed > 0) {
    out += fmt::format(" ({} of {} failed)", number_text(counts->failed),
                       count_of(counts->finished, "request"));
  }
  return out;
}

// Steps with a failed request or a finding, in the order of the flows.
struct StepFailures {
  std::vector<std::string> reasons;
  std::string worst;  // the one with the most failed requests
  std::uint64_t worst_count = 0;
  bool blames_target = false;  // some failure is not the generator's fault
};

StepFailures step_failures(const RunResult& result) {
  StepFailures failures;
  std::size_t more = 0;
  for (std::size_t i = 0; i < result.header.rows.size(); ++i) {
    if (!is_step(result.header.rows[i])) continue;
    const RowCounts* counts = counts_of(result, i);
    const Finding* finding = finding_of(result, i);
    const std::uint64_t failed = counts == nullptr ? 0 : counts->failed;
    if (failed == 0 && finding == nullptr) continue;
    const bool by_target = counts != nullptr && failed > generator_faults(*counts);
    if (by_target || (finding != nullptr && !is_generator_fault(finding->outcome)))
      failures.blames_target = true;
    if (failed > failures.worst_count) {
      failures.worst_count = failed;
      failures.worst = step_reason(result, i);
    }
    if (failures.reasons.size() < kStepReasons) {
      failures.reasons.push_back(step_reason(result, i));
    } else {
      ++more;
    }
  }
  if (more > 0)
    failures.reasons.push_back(fmt::format("and {} more with failures", count_of(more, "step")));
  return failures;
}

struct FlowTally {
  std::size_t checked = 0;
  std::size_t working = 0;
  std::size_t flawed = 0;  // of those that work: under load, with some failures
  std::vector<std::string> untried;
  std::vector<std::string> only_failed;  // iterations failed and no failed step explains it
  std::vector<std::string> never;        // iterations failed and none succeeded
};

bool step_failed_in(const RunResult& result, const std::string& flow) {
  for (std::size_t i = 0; i < result.header.rows.size(); ++i) {
    const RowCounts* counts = counts_of(result, i);
    if (result.header.rows[i].flow != flow) continue;
    if ((counts != nullptr && counts->failed > 0) || finding_of(result, i) != nullptr) return true;
  }
  return false;
}

FlowTally tally_flows(const RunResult& result) {
  FlowTally tally;
  for (std::size_t i = 0; i < result.header.flows.size(); ++i) {
    const std::string& name = result.header.flows[i].name;
    const auto& left_out = result.header.not_checked;
    if (std::any_of(left_out.begin(), left_out.end(),
                    [&](const NotChecked& n) { return n.flow == name; }))
      continue;
    const FlowCounts counts =
        i < result.totals.flows.size() ? result.totals.flows[i] : FlowCounts{};
    const bool step_failed = step_failed_in(result, name);
    if (counts.succeeded + counts.failed == 0 && !step_failed) {
      tally.untried.push_back(name);
      continue;
    }
    ++tally.checked;
    const bool flawless = counts.failed == 0 && !step_failed;
    if (counts.succeeded > 0 && (flawless || !result.header.observed_by_default)) {
      ++tally.working;
      if (!flawless) ++tally.flawed;
    }
    if (counts.succeeded == 0 && counts.failed > 0) {
      tally.never.push_back(
          fmt::format("flow {}: none of {} succeeded", name, count_of(counts.failed, "iteration")));
    }
    if (counts.failed > 0 && !step_failed) {
      tally.only_failed.push_back(
          fmt::format("flow {}: {} of {} failed", name, number_text(counts.failed),
                      count_of(counts.succeeded + counts.failed, "iteration")));
    }
  }
  return tally;
}

std::string objective_reason(const ObjectiveVerdict& verdict) {
  const Objective& objective = verdict.objective;
  if (verdict.judgement == Judgement::inconclusive) {
    return fmt::format("{} {} is not decided: {}", measured_subject(objective), verdict.limit,
                       verdict.evidence);
  }
  return fmt::format("{} is {}, limit {}", measured_subject(objective), verdict.measured,
                     bare_limit_text(objective));
}

void add_objective_reasons(const Verdict& verdict, Judgement judgement,
                           std::vector<std::string>& reasons) {
  for (const ObjectiveVerdict& objective : verdict.objectives) {
    if (objective.judgement == judgement) reasons.push_back(objective_reason(objective));
  }
}

void append(std::vector<std::string>& reasons, const std::vector<std::string>& more) {
  reasons.insert(reasons.end(), more.begin(), more.end());
}

bool any_judged(const Verdict& verdict) {
  return std::any_of(
      verdict.objectives.begin(), verdict.objectives.end(),
      [](const auto& objective) { return objective.judgement != Judgement::not_applicable; });
}

std::vector<std::string> reasons_to_fail(const RunResult& result, const Verdict& verdict,
                                         const StepFailures& steps, const FlowTally& flows) {
  std::vector<std::string> reasons = result.end.failures;
  // Under load the objectives say how much may fail. Where none is judged, nothing may; and a flow that
  // never worked has failed whatever they say.
  const bool strict = result.header.observed_by_default || !any_judged(verdict);
  const bool steps_fail = strict && steps.blames_target;
  if (steps_fail) append(reasons, steps.reasons);
  if (strict) append(reasons, flows.only_failed);
  if (!strict && steps.blames_target) append(reasons, flows.never);
  add_objective_reasons(verdict, Judgement::fail, reasons);
  if (!reasons.empty() && !steps_fail) append(reasons, steps.reasons);
  return reasons;
}

std::string unfinished_reason(const RunEnd& end) {
  switch (end.kind) {
    case RunEndKind::complete:
      return {};
    case RunEndKind::none:
      return "the run file has no end record: the run was killed, or run.db was copied without its "
             "run.db-wal";
    case RunEndKind::sigint:
      return "the run was ended by SIGINT before its plan was over";
    case RunEndKind::sigterm:
      return "the run was ended by SIGTERM before its plan was over";
    case RunEndKind::failed:
      return "the run broke off: " + (end.error.empty() ? "no reason is recorded" : end.error);
  }
  return {};
}

std::vector<std::string> reasons_for_doubt(const RunResult& result, const Verdict& verdict,
                                           const GeneratorTrouble& trouble,
                                           const FlowTally& flows) {
  std::vector<std::string> reasons;
  if (std::string unfinished = unfinished_reason(result.end); !unfinished.empty())
    reasons.push_back(unfinished);
  std::uint64_t requests = 0;
  for (std::size_t i = 0; i < result.header.rows.size(); ++i) {
    const RowCounts* counts = counts_of(result, i);
    if (counts != nullptr && is_step(result.header.rows[i])) requests += counts->finished;
  }
  if (requests == 0) reasons.emplace_back("no request is recorded");
  append(reasons, trouble.reasons);
  FlowCounts sums;
  for (const FlowCounts& flow : result.totals.flows) sums.add(flow);
  const std::uint64_t due = sums.started + sums.dropped;
  if (static_cast<double>(sums.dropped) > kDroppedLimit * static_cast<double>(due)) {
    reasons.push_back(
        fmt::format("{} of {} were dropped ({}, at most {}): allow more users, or lower the rate",
                    number_text(sums.dropped), count_of(due, "iteration"),
                    share_text(static_cast<double>(sums.dropped) / static_cast<double>(due)),
                    share_text(kDroppedLimit)));
  }
  if (result.header.observed_by_default && requests > 0) {
    for (const std::string& flow : flows.untried)
      reasons.push_back(fmt::format("flow {} was not walked to its end", flow));
  }
  add_objective_reasons(verdict, Judgement::inconclusive, reasons);
  return reasons;
}

std::string flows_text(const FlowTally& flows) {
  if (flows.checked == 0) return "no flow was walked";
  if (flows.working < flows.checked) {
    return fmt::format("{} of {} {}", flows.working, count_of(flows.checked, "flow"),
                       flows.checked == 1 || flows.working == 1 ? "works" : "work");
  }
  if (flows.checked == 1)
    return flows.flawed == 0 ? "the flow works" : "the flow works, with failures";
  const std::string all = fmt::format("all {} flows work", flows.checked);
  return flows.flawed == 0 ? all : fmt::format("{}, {} of them with failures", all, flows.flawed);
}

std::string objectives_text(const Verdict& verdict) {
  std::size_t judged = 0;
  std::size_t held = 0;
  for (const ObjectiveVerdict& objective : verdict.objectives) {
    if (objective.judgement != Judgement::not_applicable) ++judged;
    if (objective.judgement == Judgement::pass) ++held;
  }
  if (judged == 0) return "no objective was judged";
  if (judged == 1 && held == 1) return "1 of 1 judged objective holds";
  return fmt::format("{} of {} judged objectives hold", held, judged);
}

std::string unchecked_text(const RunHeader& header, const RunEnd& end, const FlowTally& flows) {
  std::string out;
  for (const NotChecked& flow : header.not_checked) {
    out += out.empty() ? "; not checked: " : ", ";
    out += flow.flow + (flow.reason.empty() ? "" : " (" + flow.reason + ")");
  }
  for (const NotChecked& flow : end.retired) {
    out += (out.empty() ? "; not checked: " : ", ") + flow.flow + " " + flow.reason;
  }
  std::string untried;
  for (const std::string& flow : flows.untried)
    untried += (untried.empty() ? "; not tried: " : ", ") + flow;
  return out + untried;
}

std::string sentence_of(const RunResult& result, const Verdict& verdict, const StepFailures& steps,
                        const FlowTally& flows) {
  const std::string counts[] = {flows_text(flows), objectives_text(verdict)};
  const std::string unchecked = unchecked_text(result.header, result.end, flows);
  if (verdict.overall == Judgement::pass)
    return fmt::format("PASS: {} and {}{}.", counts[0], counts[1], unchecked);
  const char* outcome = verdict.overall == Judgement::fail ? "FAIL" : "CANNOT TELL";
  std::string reason = verdict.reasons.front();
  // Under load an objective speaks first: the step behind it is named in the same breath.
  const bool names_step =
      std::find(steps.reasons.begin(), steps.reasons.end(), reason) != steps.reasons.end();
  if (verdict.overall == Judgement::fail && !names_step && !steps.worst.empty())
    reason += "; most failures in " + steps.worst;
  return fmt::format("{}: {}. Of the rest: {}, {}{}.", outcome, reason, counts[0], counts[1],
                     unchecked);
}

}  // namespace

std::string_view word(Judgement judgement) {
  switch (judgement) {
    case Judgement::pass:
      return "pass";
    case Judgement::fail:
      return "fail";
    case Judgement::inconclusive:
      return "inconclusive";
    case Judgement::not_applicable:
      return "not applicable";
  }
  return "";
}

Verdict judge(const RunResult& result) {
  Verdict verdict;
  for (const Objective& objective : result.header.objectives) {
    verdict.objectives.push_back(judge_objective(result, objective));
  }
  const GeneratorTrouble trouble = find_trouble(result, verdict.objectives);
  for (ObjectiveVerdict& objective : verdict.objectives) doubt(result, trouble, objective);
  const StepFailures steps = step_failures(result);
  const FlowTally flows = tally_flows(result);
  const std::vector<std::string> fails = reasons_to_fail(result, verdict, steps, flows);
  const std::vector<std::string> doubts = reasons_for_doubt(result, verdict, trouble, flows);
  if (!fails.empty()) {
    verdict.overall = Judgement::fail;
    verdict.reasons = fails;
    append(verdict.reasons, doubts);
  } else if (!doubts.empty()) {
    verdict.overall = Judgement::inconclusive;
    verdict.reasons = doubts;
    append(verdict.reasons, steps.reasons);
  } else {
    verdict.overall = Judgement::pass;
    verdict.reasons.push_back(flows_text(flows));
    add_objective_reasons(verdict, Judgement::pass, verdict.reasons);
  }
  verdict.sentence = sentence_of(result, verdict, steps, flows);
  return verdict;
}

int exit_code(const Verdict& verdict, const RunEnd& end, bool live) {
  if (live && end.kind == RunEndKind::failed) return 4;
  if (live && end.kind == RunEndKind::sigint) return 130;
  if (live && end.kind == RunEndKind::sigterm) return 143;
  switch (verdict.overall) {
    case Judgement::pass:
      return 0;
    case Judgement::fail:
      return 1;
    case Judgement::inconclusive:
    case Judgement::not_applicable:
      break;
  }
  return 3;
}

}  // namespace slogate
