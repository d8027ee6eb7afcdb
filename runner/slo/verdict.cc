#include "runner/slo/verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "runner/slo/flow_tally.h"
#include "runner/slo/generator.h"
#include "runner/slo/objective_judge.h"
#include "runner/slo/scope.h"
#include "runner/slo/step_failures.h"
#include "runner/slo/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

constexpr double kDroppedLimit = 0.01;

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

// Under load the objectives say how much may fail. Of what none of them bounds nothing may, and
// where none is judged nothing at all; a flow that never worked has failed whatever they say.
bool is_strict(const RunResult& result, const Verdict& verdict) {
  return result.header.observed_by_default || !any_judged(verdict);
}

std::vector<FlowTally::Failed> failed_flows(const RunResult& result, const Verdict& verdict,
                                            const StepFailures& steps, const FlowTally& flows) {
  if (is_strict(result, verdict)) return flows.only_failed;
  return steps.blames_target ? flows.never : std::vector<FlowTally::Failed>();
}

std::vector<std::string> reasons_to_fail(const RunResult& result, const Verdict& verdict,
                                         const StepFailures& steps, const FlowTally& flows) {
  std::vector<std::string> reasons = result.end.failures;
  const bool steps_fail = is_strict(result, verdict) && steps.blames_target;
  if (steps_fail) append(reasons, steps.reasons);
  if (!steps_fail) append(reasons, steps.unbounded);
  for (const FlowTally::Failed& flow : failed_flows(result, verdict, steps, flows))
    reasons.push_back(flow.reason);
  add_objective_reasons(verdict, Judgement::fail, reasons);
  if (!reasons.empty() && !steps_fail) {
    for (const std::string& reason : steps.reasons) {
      if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end())
        reasons.push_back(reason);
    }
    append(reasons, steps.allowed);
  }
  return reasons;
}

void excuse(const RunResult& result, const std::vector<bool>& excused,
            std::vector<FlowTally::Failed>& failed) {
  std::erase_if(failed, [&](const FlowTally::Failed& each) {
    const auto flow = std::ranges::find(result.header.flows, each.flow, &RunFlow::name);
    return flow != result.header.flows.end() &&
           excused[static_cast<std::size_t>(flow - result.header.flows.begin())];
  });
}

// Where most of the drops lie in one moment of a run that ended before its time, they are what waited
// just then, which says nothing of users or rate.
bool waited_at_the_end(const RunResult& result, const FlowCounts& sums) {
  if (result.end.kind == RunEndKind::complete && result.end.early.empty()) return false;
  std::uint64_t most = 0;
  for (const SeriesPoint& point : result.series) {
    std::uint64_t dropped = 0;
    for (const FlowCounts& flow : point.flows) dropped += flow.dropped;
    most = std::max(most, dropped);
  }
  const std::uint64_t others = sums.dropped - std::min(most, sums.dropped);
  return static_cast<double>(others) <=
         kDroppedLimit * static_cast<double>(sums.started + sums.dropped);
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
  std::uint64_t unanswered = 0;
  for (std::size_t i = 0; i < result.header.rows.size(); ++i) {
    const RowCounts* counts = counts_of(result, i);
    if (counts == nullptr || !is_step(result.header.rows[i])) continue;
    requests += counts->finished;
    unanswered += counts->unanswered;
  }
  if (requests == 0 && unanswered > 0) {
    reasons.push_back(fmt::format("no request is recorded: {} had no answer when the run ended",
                                  count_of(unanswered, "request")));
  } else if (requests == 0) {
    const bool behind = warm_up_ns(result) > 0;
    reasons.emplace_back(behind ? "no request is recorded behind the warm-up"
                                : "no request is recorded");
  }
  append(reasons, trouble.reasons);
  append(reasons, cut_off_reasons(result));
  FlowCounts sums;
  for (const FlowCounts& flow : result.totals.flows) sums.add(flow);
  const std::uint64_t due = sums.started + sums.dropped;
  if (static_cast<double>(sums.dropped) > kDroppedLimit * static_cast<double>(due)) {
    const bool ended = waited_at_the_end(result, sums);
    reasons.push_back(fmt::format(
        "{} of {} were {} ({}, at most {}){}", number_text(sums.dropped),
        count_of(due, "iteration"), ended ? "due and not started when the run ended" : "dropped",
        share_text(static_cast<double>(sums.dropped) / static_cast<double>(due)),
        share_text(kDroppedLimit), ended ? "" : ": allow more users, or lower the rate"));
  }
  if (result.header.observed_by_default && requests > 0) {
    for (const auto* list : {&flows.untried, &flows.cut_off}) {
      for (const std::string& flow : *list)
        reasons.push_back(fmt::format("flow {} was not walked to its end", flow));
    }
  }
  add_objective_reasons(verdict, Judgement::inconclusive, reasons);
  if (reasons.empty() && flows.checked == 0)
    reasons.push_back("nothing was checked: " + flows_text(flows));
  return reasons;
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
  for (std::size_t i = 0; i < result.header.objectives.size(); ++i)
    verdict.objectives.push_back(judge_objective(result, i));
  const GeneratorTrouble trouble = find_trouble(result, verdict.objectives);
  for (ObjectiveVerdict& objective : verdict.objectives) doubt(result, trouble, objective);
  const Excused excused = excused_by(result, trouble);
  FlowTally flows = tally_flows(result);
  excuse(result, excused.flows, flows.only_failed);
  excuse(result, excused.flows, flows.never);
  std::vector<std::string> never;
  for (const FlowTally::Failed& flow : flows.never) never.push_back(flow.flow);
  const StepFailures steps =
      step_failures(result, verdict.objectives, !is_strict(result, verdict), never, excused.rows);
  for (const FlowTally::Failed& flow : failed_flows(result, verdict, steps, flows))
    verdict.failed_flows.push_back(flow.flow);
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
    append(verdict.reasons, steps.allowed);
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
