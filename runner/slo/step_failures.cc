#include "runner/slo/step_failures.h"

#include <fmt/format.h>

#include <algorithm>

#include "runner/slo/scope.h"
#include "runner/slo/wording.h"

namespace slogate {
namespace {

constexpr std::size_t kStepReasons =
    20;  // more failed steps are only counted: the report lists them all

}  // namespace

bool is_step(const RunRow& row) {
  return !row.flow.empty() && !row.step.empty() && !is_outside_load(row.flow);
}

const RowCounts* counts_of(const RunResult& result, std::size_t row) {
  return row < result.totals.rows.size() ? &result.totals.rows[row] : nullptr;
}

const Finding* finding_of(const RunResult& result, std::size_t row) {
  const Finding* chosen = nullptr;
  for (const Finding& finding : result.totals.findings) {
    if (finding.row != row) continue;
    if (!is_generator_fault(finding.outcome)) return &finding;
    if (chosen == nullptr) chosen = &finding;
  }
  return chosen;
}

namespace {

bool covers(const Scope& scope, const RunRow& row) {
  if (!scope.group.empty()) return false;  // looks at times of groups, not at requests
  return (scope.flow.empty() || scope.flow == row.flow) &&
         (scope.step.empty() || scope.step == row.step) &&
         (scope.tag.empty() ||
          std::find(row.tags.begin(), row.tags.end(), scope.tag) != row.tags.end());
}

// Whether a judged objective says how much of what failed in this row may fail. A latency says
// nothing of failures, and a share of 5xx nothing of the others.
bool is_bounded(const std::vector<ObjectiveVerdict>& objectives, const RunRow& row,
                const RowCounts& counts) {
  return std::any_of(objectives.begin(), objectives.end(), [&](const ObjectiveVerdict& entry) {
    const Measure measure = entry.objective.measure;
    Scope scope = entry.objective.over;
    if (entry.judgement == Judgement::not_applicable) return false;
    // A pass through a group fails where one of its steps does.
    if (scope.group == row.group) scope.group.clear();
    if (!covers(scope, row)) return false;
    return measure == Measure::error_rate || measure == Measure::availability ||
           (measure == Measure::rate_5xx && counts.failed <= counts.bad_5xx);
  });
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

}  // namespace

bool within_limits(const std::vector<ObjectiveVerdict>& objectives, const RunRow& row) {
  bool judged = false;
  for (const ObjectiveVerdict& entry : objectives) {
    const Measure measure = entry.objective.measure;
    if (measure != Measure::error_rate && measure != Measure::rate_5xx) continue;
    if (entry.judgement == Judgement::not_applicable || !covers(entry.objective.over, row))
      continue;
    if (entry.judgement == Judgement::fail) return false;
    judged = true;
  }
  return judged;
}

StepFailures step_failures(const RunResult& result, const std::vector<ObjectiveVerdict>& objectives,
                           bool objectives_decide, const std::vector<std::string>& broken,
                           const std::vector<bool>& excused) {
  StepFailures failures;
  std::size_t more = 0;
  for (std::size_t i = 0; i < result.header.rows.size(); ++i) {
    const RunRow& row = result.header.rows[i];
    if (!is_step(row)) continue;
    const RowCounts* counts = counts_of(result, i);
    const Finding* finding = finding_of(result, i);
    const std::uint64_t failed = counts == nullptr ? 0 : counts->failed;
    if (failed == 0 && finding == nullptr) continue;
    const bool by_target = !excused[i] && counts != nullptr && failed > generator_faults(*counts);
    const bool found = !excused[i] && finding != nullptr && !is_generator_fault(finding->outcome);
    if (by_target || found) failures.blames_target = true;
    if (by_target && !is_bounded(objectives, row, *counts))
      failures.unbounded.push_back(step_reason(result, i));
    const bool allowed = objectives_decide && within_limits(objectives, row) &&
                         std::find(broken.begin(), broken.end(), row.flow) == broken.end();
    if (!allowed && failed > failures.worst_count) {
      failures.worst_count = failed;
      failures.worst = step_reason(result, i);
    }
    if (failures.reasons.size() + failures.allowed.size() >= kStepReasons) {
      ++more;
    } else if (allowed) {
      failures.allowed.push_back("within the limits: " + step_reason(result, i));
    } else {
      failures.reasons.push_back(step_reason(result, i));
    }
  }
  if (more > 0) {
    auto& last = failures.allowed.empty() ? failures.reasons : failures.allowed;
    last.push_back(fmt::format("and {} more with failures", count_of(more, "step")));
  }
  return failures;
}

}  // namespace slogate
