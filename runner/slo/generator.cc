#include "runner/slo/generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "runner/slo/availability.h"
#include "runner/slo/latency.h"
#include "runner/slo/rates.h"
#include "runner/slo/scope.h"
#include "runner/slo/trials.h"
#include "runner/slo/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

constexpr double kLeastLagLimit = 0.010;  // seconds
constexpr double kLagShareOfLimit = 0.01;
constexpr std::uint64_t kLeastFullUs = 900'000;  // one rotation: a second, less a late tick
constexpr double kStarvedShare = 0.10;           // of the run

double lag_limit(const std::vector<ObjectiveVerdict>& objectives) {
  double tightest = 0;
  for (const ObjectiveVerdict& verdict : objectives) {
    if (!is_latency(verdict.objective.measure) || verdict.judgement == Judgement::not_applicable)
      continue;
    if (tightest == 0 || verdict.objective.limit < tightest) tightest = verdict.objective.limit;
  }
  return std::max(kLeastLagLimit, kLagShareOfLimit * tightest);
}

// Without the time that was lost and what came of it: under load all that was due meanwhile is sent in
// one burst, by which the interval behind it and those that then still start late are not as planned.
std::vector<SeriesPoint> undisturbed(const RunResult& result) {
  const bool has_schedule = !result.header.observed_by_default;
  std::vector<SeriesPoint> kept;
  bool behind_stop = false;
  bool catching_up = false;
  for (const SeriesPoint& point : result.series) {
    const bool stopped = point.stopped_ns > 0;
    const bool late = static_cast<double>(point.dispatch_lag_p99_us) / 1e6 > kLeastLagLimit;
    catching_up = has_schedule && (behind_stop || (catching_up && late));
    if (!stopped && !catching_up) kept.push_back(point);
    catching_up = catching_up || stopped;
    behind_stop = stopped;
  }
  return kept;
}

// A worker had nothing left in most of the run.
bool was_full(const RunResult& result) {
  const std::int64_t span_ns = result.totals.end_ns - result.totals.begin_ns;
  return std::ranges::any_of(result.totals.workers, [span_ns](const WorkerTimes& worker) {
    return static_cast<double>(worker.full_us) * 1e3 > 0.5 * static_cast<double>(span_ns);
  });
}

// Fails without what the trouble touched? One question per kind of trouble and measure.
bool fails_without_stopped(const RunResult& result, ObjectiveVerdict verdict) {
  const Objective& objective = verdict.objective;
  if (is_latency(objective.measure)) return false;
  const std::vector<SeriesPoint> series = undisturbed(result);
  const std::vector<std::size_t> rows = rows_in(result.header, objective.over);
  if (objective.measure == Measure::availability) {
    judge_availability(result, series, verdict);
  } else if (objective.window.count() > 0) {
    judge_window(series, rows, 0, verdict);
  } else {
    const std::vector<Trials> trials = share_trials(series, rows, objective.measure);
    Trials sum;
    for (const Trials& each : trials) {
      sum.events += each.events;
      sum.n += each.n;
    }
    judge_share(sum.events, sum.n, {effective_size(trials), run_length_ns(result)}, verdict);
  }
  return verdict.judgement == Judgement::fail;
}

bool fails_without_late_starts(const RunResult& result, ObjectiveVerdict verdict) {
  if (!is_latency(verdict.objective.measure)) return true;
  const ScopeSums sums = sums_of(result, verdict.objective.over);
  if (verdict.objective.measure == Measure::max) {
    judge_max(sums, sums.service, verdict);
  } else {
    const EffectiveSize size =
        effective_size(slow_trials(result.series, verdict.place, TimedBy::service));
    judge_quantile(sums, sums.service, {size, run_length_ns(result)}, verdict);
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
    // How they came is taken from all: which of an interval's failures these were is not recorded.
    const EffectiveSize size = effective_size(
        share_trials(result.series, rows_in(result.header, objective.over), objective.measure));
    judge_share(events - sums.generator_faults, sums.finished - sums.generator_faults,
                {size, run_length_ns(result)}, verdict);
  }
  return verdict.judgement == Judgement::fail;
}

bool latency_is_judged(const std::vector<ObjectiveVerdict>& objectives) {
  return std::any_of(objectives.begin(), objectives.end(), [](const ObjectiveVerdict& verdict) {
    return is_latency(verdict.objective.measure) && verdict.judgement != Judgement::not_applicable;
  });
}

// Of the time that it stood still: the machine ran, and this process did not.
std::int64_t stopped_awake(const Interval& totals) {
  return std::max<std::int64_t>(totals.stopped_ns - totals.suspended_ns, 0);
}

// At least half of that time: neither stopped nor starved, or not alone.
bool used_cpu_meanwhile(const Interval& totals) {
  return static_cast<double>(totals.cpu_us) * 1e3 >=
         0.5 * static_cast<double>(stopped_awake(totals));
}

// What the machine did meanwhile, as far as CPU time tells. That of a load was used in all of it, so
// it does not tell what happened then.
std::string why_stopped(const Interval& totals, bool smoke) {
  if (!used_cpu_meanwhile(totals)) return "stopped or starved";
  return smoke ? "busy with its own work, such as checks of large bodies"
               : "stopped, starved or busy with its own work";
}

std::string stall_remedy(const Interval& totals, bool smoke) {
  if (stopped_awake(totals) == 0) return "run again on a machine that stays awake";
  const char* awake = totals.suspended_ns > 0 ? " that stays awake and" : " that";
  if (!used_cpu_meanwhile(totals))
    return fmt::format("let it run on a machine{} has a core to spare", awake);
  if (smoke && totals.suspended_ns == 0) return "make its checks cheaper, or use a faster machine";
  return fmt::format(
      "let it run on a machine{} has a core to spare, with cheaper checks or more workers", awake);
}

// The worker whose thread could run for longest while other work had the core.
std::string starved_worker(const RunResult& result) {
  const std::vector<WorkerTimes>& workers = result.totals.workers;
  const auto longest = std::max_element(
      workers.begin(), workers.end(),
      [](const WorkerTimes& a, const WorkerTimes& b) { return a.waiting_us < b.waiting_us; });
  const std::int64_t span_ns = result.totals.end_ns - result.totals.begin_ns;
  if (longest == workers.end() || span_ns <= 0) return {};
  const double share =
      static_cast<double>(longest->waiting_us) * 1e3 / static_cast<double>(span_ns);
  if (share < kStarvedShare) return {};
  return fmt::format(
      "worker {} waited {:.0f} % of the time for a core that other work had: use a less busy "
      "machine, or one with more cores",
      longest - workers.begin() + 1, std::min(share, 1.0) * 100);
}

std::string why_late(const RunResult& result) {
  std::string why = busiest_worker(result);
  if (why.empty()) why = starved_worker(result);
  return why.empty() ? "use a faster or less busy machine, more workers, or a lower rate" : why;
}

}  // namespace

std::string busiest_worker(const RunResult& result) {
  const std::vector<WorkerTimes>& workers = result.totals.workers;
  const auto fullest = std::max_element(
      workers.begin(), workers.end(),
      [](const WorkerTimes& a, const WorkerTimes& b) { return a.full_us < b.full_us; });
  if (fullest == workers.end() || fullest->full_us < kLeastFullUs) return {};
  // Down, so that 100 % is only told of all of it.
  const double share =
      static_cast<double>(fullest->full_cpu_us) / static_cast<double>(fullest->full_us);
  return fmt::format("worker {} was at {:.0f} % CPU for {}: use --workers {}, or more shards",
                     fullest - workers.begin() + 1, std::floor(share * 100),
                     duration_text(std::chrono::milliseconds(fullest->full_us / 100'000 * 100)),
                     workers.size() + 1);
}

std::string stall_text(const Interval& totals, bool smoke) {
  const std::string length = duration_text(Duration(totals.stopped_ns));
  if (totals.suspended_ns == 0) return fmt::format("{} ({})", length, why_stopped(totals, smoke));
  const std::int64_t awake = stopped_awake(totals);
  if (awake == 0) return fmt::format("{} (suspended)", length);
  return fmt::format("{} ({} suspended, {} {})", length,
                     duration_text(Duration(totals.suspended_ns)), duration_text(Duration(awake)),
                     why_stopped(totals, smoke));
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
        fmt::format("the generator started iterations late (dispatch lag p99 {}, at most {}): {}",
                    seconds_text(lag), seconds_text(limit), why_late(result)));
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

std::string full_worker(const RunResult& result) {
  return was_full(result) ? busiest_worker(result) : std::string();
}

Excused excused_by(const RunResult& result, const GeneratorTrouble& trouble) {
  Excused out{std::vector<bool>(result.header.rows.size()),
              std::vector<bool>(result.header.flows.size())};
  if (!trouble.stopped || result.header.observed_by_default) return out;
  const auto mark = [&out](const std::vector<SeriesPoint>& points, bool excused) {
    for (const SeriesPoint& point : points) {
      for (std::size_t i = 0; i < std::min(out.rows.size(), point.failed.size()); ++i)
        if (point.failed[i] > 0) out.rows[i] = excused;
      for (std::size_t i = 0; i < std::min(out.flows.size(), point.flows.size()); ++i)
        if (point.flows[i].failed > 0) out.flows[i] = excused;
    }
  };
  mark(result.series, true);
  mark(undisturbed(result), false);
  return out;
}

void doubt(const RunResult& result, const GeneratorTrouble& trouble, ObjectiveVerdict& verdict) {
  if (verdict.judgement != Judgement::fail) return;
  std::string why;
  if (trouble.stopped && !fails_without_stopped(result, verdict)) {
    why = "the generator stood still during the run, and without that time it is not shown";
  } else if (trouble.late && !fails_without_late_starts(result, verdict)) {
    why = "the generator started iterations late, and service time alone does not show it";
  } else if (trouble.exhausted && !fails_without_exhausted(result, verdict)) {
    why = "without the requests for which the generator had no descriptor or port it is not shown";
  } else if (is_latency(verdict.objective.measure)) {
    // An answer that waits for a worker without CPU time left looks like a slow one.
    why = full_worker(result);
  }
  if (why.empty()) return;
  verdict.judgement = Judgement::inconclusive;
  verdict.evidence += fmt::format("; over the limit, but {}", why);
}

}  // namespace slogate
