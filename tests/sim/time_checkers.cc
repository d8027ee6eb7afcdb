// The checkers that look at times: their order, the intervals' borders, and time that was lost.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "tests/sim/checkers.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

template <class Look>
std::string in_each(const SimulatedCase& all, Look look) {
  for (const WorldRun& run : all.runs) {
    if (std::string wrong = look(run); !wrong.empty())
      return fmt::format("{} worker(s): {}", run.workers, wrong);
  }
  return {};
}

std::string order_of(const WorldRun& run) {
  for (const SeenStart& start : run.starts) {
    if (start.actual < start.intended) {
      return fmt::format("flow {}, iteration {} was to start at {} ns and did at {} ns", start.flow,
                         start.ordinal, start.intended.count(), start.actual.count());
    }
  }
  for (const SeenRequest& request : run.seen) {
    if (request.over && request.end < request.begin) {
      return fmt::format("flow {}, iteration {}: a request of {} ns ended at {} ns", request.flow,
                         request.ordinal, request.begin.count(), request.end.count());
    }
  }
  // Findings and exchanges carry times of their own.
  for (const Finding& finding : run.result.totals.findings) {
    if (finding.at_ns < 0 || finding.at_ns > run.end.duration.count())
      return fmt::format("a finding at {} ns of a run of {} ns", finding.at_ns,
                         run.end.duration.count());
  }
  return {};
}

std::string borders_of(const WorldRun& run) {
  std::int64_t end = 0;
  bool warm = true;
  bool loaded = false;
  for (const IntervalCounts& interval : run.stored) {
    if (interval.begin_ns != end) {
      return fmt::format("an interval ends at {} ns and the next one begins at {} ns", end,
                         interval.begin_ns);
    }
    if (interval.end_ns < interval.begin_ns)
      return fmt::format("an interval from {} to {} ns", interval.begin_ns, interval.end_ns);
    if (interval.warm_up && loaded && !warm)
      return fmt::format("an interval of the warm-up at {} ns, behind others", interval.begin_ns);
    loaded = loaded || interval.warm_up;
    warm = interval.warm_up;
    end = interval.end_ns;
  }
  if (end != run.end.duration.count()) {
    return fmt::format("the last interval ends at {} ns and the run at {} ns", end,
                       run.end.duration.count());
  }
  if (run.result.end.duration_ns != end)
    return fmt::format("the run file has {} ns and its intervals {} ns", run.result.end.duration_ns,
                       end);
  return {};
}

// What ended at the very nanosecond of a border may be on either side of it.
std::string places_of(const WorldRun& run) {
  const std::size_t rows = run.result.header.rows.size();
  std::vector<std::vector<std::int64_t>> ends(rows);
  for (const SeenRequest& request : run.seen)
    if (request.over && !request.aborted) ends[request.row].push_back(request.end.count());
  for (std::size_t row = 0; row < rows; ++row) {
    if (run.result.header.rows[row].step.empty()) continue;
    auto& times = ends[row];
    std::sort(times.begin(), times.end());
    for (const IntervalCounts& interval : run.stored) {
      const auto from = std::lower_bound(times.begin(), times.end(), interval.begin_ns);
      const auto after = std::upper_bound(times.begin(), times.end(), interval.begin_ns);
      const auto until = std::lower_bound(times.begin(), times.end(), interval.end_ns);
      const auto to = std::upper_bound(times.begin(), times.end(), interval.end_ns);
      const auto count = static_cast<std::int64_t>(interval.finished[row]);
      if (count > to - from || count < until - after) {
        return fmt::format("row {}: {} requests ended from {} to {} ns, and {} are counted there",
                           row, until - after, interval.begin_ns, interval.end_ns, count);
      }
    }
  }
  return {};
}

constexpr auto kTick = std::chrono::nanoseconds(100ms);  // of the engine's control

std::string loss_of(const WorldRun& run) {
  std::chrono::nanoseconds asleep{0}, stopped{0}, unsure{0};
  for (const ClockEvent& event : run.lost) {
    // It is noticed at the tick behind it, which the last ones may not have. A stop begins within a tick, whose rest is
    // not late: it is told from one second of lateness on.
    const bool slept = event.kind == ClockEvent::Kind::suspend;
    const bool noticed = event.at + event.by + 1s < run.end.duration;
    if (!slept && event.by <= 1s) continue;
    if (!noticed || (!slept && event.by <= 1s + kTick)) {
      unsure += event.by;
    } else {
      (slept ? asleep : stopped) += event.by;
    }
  }
  const auto noted_asleep =
      std::chrono::nanoseconds(run.result.totals.suspended_ns + run.result.warm_up.suspended_ns);
  const auto noted =
      std::chrono::nanoseconds(run.result.totals.stopped_ns + run.result.warm_up.stopped_ns);
  if (noted_asleep < asleep || noted_asleep > asleep + unsure) {
    return fmt::format("{} ns suspended, and the run file has {} ns", asleep.count(),
                       noted_asleep.count());
  }
  const auto slack = kTick * static_cast<std::int64_t>(run.lost.size());
  if (noted + slack < asleep + stopped || noted > asleep + stopped + unsure + slack) {
    return fmt::format("{} ns lost, and the run file has {} ns", (asleep + stopped).count(),
                       noted.count());
  }
  return {};
}

std::string lateness_of(const WorldRun& run) {
  const bool stopped = std::any_of(run.lost.begin(), run.lost.end(), [](const ClockEvent& event) {
    return event.kind == ClockEvent::Kind::stop;
  });
  if (stopped) return {};
  const auto most =
      std::max(run.result.totals.dispatch_lag.max(), run.result.warm_up.dispatch_lag.max());
  if (most > 1us)
    return fmt::format("a start was late by {} us, and nothing kept it", most.count());
  return {};
}

}  // namespace

std::string times_are_in_order(const SimulatedCase& all) {
  return in_each(all, order_of);
}

std::string intervals_touch(const SimulatedCase& all) {
  return in_each(all, borders_of);
}

std::string samples_lie_in_their_interval(const SimulatedCase& all) {
  return in_each(all, places_of);
}

std::string lost_time_is_noted(const SimulatedCase& all) {
  return in_each(all, loss_of);
}

std::string lateness_is_nobodys(const SimulatedCase& all) {
  return in_each(all, lateness_of);
}

}  // namespace slogate::support
