#include "runner/slo/flow_tally.h"

#include <fmt/format.h>

#include <algorithm>

#include "runner/slo/step_failures.h"
#include "runner/slo/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

constexpr double kCutOffLimit = 0.01;

bool step_failed_in(const RunResult& result, const std::string& flow) {
  for (std::size_t i = 0; i < result.header.rows.size(); ++i) {
    const RowCounts* counts = counts_of(result, i);
    if (result.header.rows[i].flow != flow) continue;
    if ((counts != nullptr && counts->failed > 0) || finding_of(result, i) != nullptr) return true;
  }
  return false;
}

}  // namespace

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
      (counts.started > 0 ? tally.cut_off : tally.untried).push_back(name);
      continue;
    }
    ++tally.checked;
    const bool flawless = counts.failed == 0 && !step_failed;
    if (counts.succeeded > 0 && (flawless || !result.header.observed_by_default)) {
      ++tally.working;
      if (!flawless) ++tally.flawed;
    }
    if (counts.succeeded == 0 && counts.failed > 0) {
      tally.never.push_back({name, fmt::format("flow {}: none of {} succeeded", name,
                                               count_of(counts.failed, "iteration"))});
    }
    if (counts.failed > 0 && !step_failed) {
      tally.only_failed.push_back(
          {name, fmt::format("flow {}: {} of {} failed", name, number_text(counts.failed),
                             count_of(counts.succeeded + counts.failed, "iteration"))});
    }
  }
  return tally;
}

std::vector<std::string> cut_off_reasons(const RunResult& result) {
  const RunEnd& end = result.end;
  const bool ended_by_failure = !end.early.empty() && !end.failures.empty();
  if (result.header.observed_by_default || end.kind != RunEndKind::complete || ended_by_failure)
    return {};
  std::vector<std::string> reasons;
  FlowCounts sums;
  for (const FlowCounts& flow : result.totals.flows) sums.add(flow);
  const auto started = static_cast<double>(sums.started);
  const auto cut_off = static_cast<double>(sums.aborted);
  if (cut_off > kCutOffLimit * started) {
    reasons.push_back(fmt::format(
        "{} of {} were cut off by the end of the run ({}, at most {}): what they would have shown "
        "is not known; allow a longer drain",
        number_text(sums.aborted), count_of(sums.started, "iteration"),
        share_text(cut_off / started), share_text(kCutOffLimit)));
  }
  for (std::size_t i = 0; i < result.header.flows.size() && i < result.totals.flows.size(); ++i) {
    const FlowCounts& flow = result.totals.flows[i];
    if (flow.aborted == 0 || flow.succeeded + flow.failed > 0) continue;
    reasons.push_back(fmt::format("flow {}: none of {} came to its end",
                                  result.header.flows[i].name,
                                  count_of(flow.started, "iteration")));
  }
  return reasons;
}

std::string flows_text(const FlowTally& flows) {
  if (flows.checked == 0)
    return flows.cut_off.empty() ? "no flow was walked" : "no flow was walked to its end";
  if (flows.working < flows.checked) {
    return fmt::format("{} of {} {}", flows.working, count_of(flows.checked, "flow"),
                       flows.checked == 1 || flows.working == 1 ? "works" : "work");
  }
  if (flows.checked == 1)
    return flows.flawed == 0 ? "the flow works" : "the flow works, with failures";
  const std::string all = fmt::format("all {} flows work", flows.checked);
  return flows.flawed == 0 ? all : fmt::format("{}, {} of them with failures", all, flows.flawed);
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
  const auto list = [&out](const char* heading, const std::vector<std::string>& names) {
    for (const std::string& name : names) out += (&name == &names.front() ? heading : ", ") + name;
  };
  list("; not tried: ", flows.untried);
  list("; not walked to the end: ", flows.cut_off);
  return out;
}

}  // namespace slogate
