#include "runner/slo/generator.h"

#include <fmt/format.h>

#include <algorithm>

#include "runner/slo/availability.h"
#include "runner/slo/latency.h"
#include "runner/slo/rates.h"
#include "runner/slo/scope.h"
#include "runner/slo/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

constexpr double kLeastLagLimit = 0.010;  // seconds
constexpr double kLagShareOfLimit = 0.01;

double lag_limit(const std::vector<ObjectiveVerdict>& objectives) {
  double tightest = 0;
  for (const ObjectiveVerdict& verdict : objectives) {
    if (!is_latency(verdict.objective.measure) || verdict.judgement == Judgement::not_applicable)
      continue;
    if (tightest == 0 || verdict.objective.limit < tightest) tightest = verdict.objective.limit;
  }
  return std::max(kLeastLagLimit, kLagShareOfLimit * tightest);
}

std::vector<SeriesPoint> undisturbed(const std::vector<SeriesPoint>& series) {
  std::vector<SeriesPoint> kept;
  std::copy_if(series.begin(), series.end(), std::back_inserter(kept),
               [](const SeriesPoint& point) { return point.stopped_ns == 0; });
  return kept;
}

// Fails without what the trouble touched? One question per kind of trouble and measure.
bool fails_without_stopped(const RunResult& result, ObjectiveVerdict verdict) {
  const Objective& objective = verdict.objective;
  if (is_latency(objective.measure)) return false;
  const std::vector<SeriesPoint> series = undisturbed(result.series);
  const std::vector<std::size_t> rows = rows_in(result.header, objective.over);
  if (objective.measure == Measure::availability) {
    judge_availability(result, series, verdict);
  } else if (objective.window.count() > 0) {
    judge_window(series, rows, 0, verdict);
  } else {
    std::uint64_t events = 0;
    std::uint64_t requests = 0;
    for (const SeriesPoint& point : series) {
      const auto& bad = objective.measure == Measure::error_rate ? point.failed : point.bad_5xx;
      for (const std::size_t row : rows) {
        if (row < point.finished.size()) requests += point.finished[row];
        if (row < bad.size()) events += bad[row];
      }
    }
    judge_share(events, requests, verdict);
  }
  return verdict.judgement == Judgement::fail;
}

bool fails_without_late_starts(const RunResult& result, ObjectiveVerdict verdict) {
  if (!is_latency(verdict.objective.measure)) return true;
  const ScopeSums sums = sums_of(result, verdict.objective.over);
  if (verdict.objective.measure == Measure::max) {
    judge_max(sums, sums.service, verdict);
  } else {
    judge_quantile(sums, sums.service, verdict);
  }
  return verdict.judgement == Judgement::fail;
}

bool fails_without_exhausted(const RunResult& result, ObjectiveVerdict verdict) {
  const Objective& objective = verdict.objective;
  if (is_latency(objective.measure) || objective.measure == Measure::availability) return true;
  const ScopeSums sums = sums_of(result, objective.over);
  if (objective.window.count() > 0) {
    judge_window(result.series, rows_in(result.header, objective.over), sums.generator_faults,
                 verdict);
  } else {
    const std::uint64_t events =
        objective.measure == Measure::error_rate ? sums.failed : sums.bad_5xx;
    judge_share(events - sums.generator_faults, sums.finished - sums.generator_faults, verdict);
  }
  return verdict.judgement == Judgement::fail;
}

bool latency_is_judged(const std::vector<ObjectiveVerdict>& objectives) {
  return std::any_of(objectives.begin(), objectives.end(), [](const ObjectiveVerdict& verdict) {
    return is_latency(verdict.objective.measure) && verdict.judgement != Judgement::not_applicable;
  });
}

// At least half of the time that it stood still: not stopped or suspended, or not alone.
bool used_cpu_meanwhile(const Interval& totals) {
  return static_cast<double>(totals.cpu_us) * 1e3 >= 0.5 * static_cast<double>(totals.stopped_ns);
}

std::string stall_remedy(const Interval& totals, bool smoke) {
  if (!used_cpu_meanwhile(totals)) return "run again on a machine that stays awake";
  if (smoke) return "make its checks cheaper, or use a faster machine";
  return "run again on a machine that stays awake, with cheaper checks or more workers";
}

}  // namespace

std::string stall_text(const Interval& totals, bool smoke) {
  const std::string length = duration_text(Duration(totals.stopped_ns));
  // The CPU time of a load was used in all of it, so it does not tell what happened meanwhile.
  const char* why = !used_cpu_meanwhile(totals) ? "stopped or suspended"
                    : smoke ? "busy with its own work, such as checks of large bodies"
                            : "stopped, suspended or busy with its own work";
  return fmt::format("{} ({})", length, why);
}

GeneratorTrouble find_trouble(const RunResult& result,
                              const std::vector<ObjectiveVerdict>& objectives) {
  GeneratorTrouble trouble;
  const bool smoke = result.header.observed_by_default;
  if (result.totals.stopped_ns > 0 && (!smoke || latency_is_judged(objectives))) {
    trouble.stopped = true;
    trouble.reasons.push_back(fmt::format("the generator stood still for {}: {}",
                                          stall_text(result.totals, smoke),
                                          stall_remedy(result.totals, smoke)));
  }
  const double limit = lag_limit(objectives);
  const double lag = static_cast<double>(result.totals.dispatch_lag.quantile(0.99).count()) / 1e6;
  if (lag > limit) {
    trouble.late = true;
    trouble.reasons.push_back(
        fmt::format("the generator started iterations late (dispatch lag p99 {}, at most {}): use "
                    "a faster or less "
                    "busy machine, more workers, or a lower rate",
                    seconds_text(lag), seconds_text(limit)));
  }
  std::uint64_t faults = 0;
  for (const RowCounts& row : result.totals.rows) faults += generator_faults(row);
  if (faults > 0) {
    trouble.exhausted = true;
    trouble.reasons.push_back(
        fmt::format("{} found no free descriptor or port on the generator: raise its limit of open "
                    "files, or use fewer users",
                    count_of(faults, "request")));
  }
  return trouble;
}

void doubt(const RunResult& result, const GeneratorTrouble& trouble, ObjectiveVerdict& verdict) {
  if (verdict.judgement != Judgement::fail) return;
  const char* why = nullptr;
  if (trouble.stopped && !fails_without_stopped(result, verdict)) {
    why = "the generator stood still during the run, and without that time it is not shown";
  } else if (trouble.late && !fails_without_late_starts(result, verdict)) {
    why = "the generator started iterations late, and service time alone does not show it";
  } else if (trouble.exhausted && !fails_without_exhausted(result, verdict)) {
    why = "without the requests for which the generator had no descriptor or port it is not shown";
  }
  if (why == nullptr) return;
  verdict.judgement = Judgement::inconclusive;
  verdict.evidence += fmt::format("; over the limit, but {}", why);
}

}  // namespace slogate
