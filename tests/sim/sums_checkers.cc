// The checkers that count: what the network saw, what the engine closed and what the run file has are the same numbers.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tests/sim/checkers.h"

namespace slogate::support {
namespace {

// The first that is wrong in any of the runs, with the number of its workers.
template <class Look>
std::string in_each(const SimulatedCase& all, Look look) {
  for (const WorldRun& run : all.runs) {
    if (std::string wrong = look(run); !wrong.empty())
      return fmt::format("{} worker(s): {}", run.workers, wrong);
  }
  return {};
}

std::string differ(const std::string& what, std::uint64_t is, std::uint64_t other,
                   const char* other_is) {
  if (is == other) return {};
  return fmt::format("{}: {}, and {} {}", what, is, other, other_is);
}

std::string row_name(const WorldRun& run, std::size_t row) {
  const RunRow& entry = run.result.header.rows[row];
  return fmt::format("{}/{}", entry.flow, entry.step);
}

Interval everything(const RunResult& result) {
  Interval out(result.header.rows.size(), result.header.flows.size());
  out.add(result.totals);
  out.add(result.warm_up);
  return out;
}

// Walked no more from some time on: an iteration of it that found this out counts as started only, unless it was for want
// of rows, before it started.
bool has_retired(const WorldRun& run, const std::string& flow) {
  return std::any_of(run.end.retired.begin(), run.end.retired.end(),
                     [&](const EngineEnd::Retired& entry) { return entry.flow == flow; });
}

bool may_retire_under_way(const WorldRun& run, const std::string& flow) {
  return std::any_of(run.end.retired.begin(), run.end.retired.end(),
                     [&](const EngineEnd::Retired& entry) {
                       return entry.flow == flow && !entry.reason.ends_with("rows are used");
                     });
}

std::string end_of_run(const WorldRun& run) {
  if (!run.ended) return "the engine did not come to its end";
  if (!run.end.error.empty()) return run.end.error;
  if (!run.problems.empty()) return run.problems.front();
  if (run.end.sink_failed) return "an interval could not be stored";
  for (const SeenRequest& request : run.seen)
    if (!request.over)
      return fmt::format("a request of {} never ended", row_name(run, request.row));
  return {};
}

std::uint64_t gone(const FlowCounts& flow) {
  return flow.succeeded + flow.failed + flow.aborted;
}

std::string flows_at(const WorldRun& run, const std::vector<FlowCounts>& sums, std::int64_t at_ns) {
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const RunFlow& flow = run.result.header.flows[i];
    if (gone(sums[i]) > sums[i].started) {
      return fmt::format("flow {}: {} iterations started and {} ended until {} ns", flow.name,
                         sums[i].started, gone(sums[i]), at_ns);
    }
  }
  return {};
}

std::string starts_of(const WorldRun& run) {
  std::vector<FlowCounts> sums(run.result.header.flows.size());
  for (const IntervalCounts& interval : run.stored) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i].add(interval.flows[i]);
    if (std::string wrong = flows_at(run, sums, interval.end_ns); !wrong.empty()) return wrong;
  }
  const bool whole =
      run.end.early.empty() && run.end.stopped == StopKind::none && run.end.not_walked.empty();
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::string& name = run.result.header.flows[i].name;
    if (!may_retire_under_way(run, name) && gone(sums[i]) != sums[i].started) {
      return fmt::format("flow {}: {} iterations started, {} ended, and none is in flight", name,
                         sums[i].started, gone(sums[i]));
    }
    const auto planned = run.plan.planned_iterations(i);
    if (!planned || has_retired(run, name)) continue;
    const std::uint64_t met = sums[i].started + sums[i].dropped;
    if (whole ? met != *planned : met > *planned) {
      return fmt::format("flow {}: {} iterations planned, {} started and {} dropped", name,
                         *planned, sums[i].started, sums[i].dropped);
    }
  }
  return {};
}

std::string sums_of(const WorldRun& run) {
  if (run.stored.size() != run.closed.size()) {
    return fmt::format("{} intervals were closed and {} stored", run.closed.size(),
                       run.stored.size());
  }
  if (std::string wrong = run.judged_sums.differ(run.result.totals); !wrong.empty()) return wrong;
  if (std::string wrong = run.warm_up_sums.differ(run.result.warm_up); !wrong.empty())
    return "warm-up: " + wrong;
  for (std::size_t i = 0; i < run.result.totals.rows.size(); ++i) {
    if (std::string wrong = run.result.totals.rows[i].disagreement(); !wrong.empty())
      return row_name(run, i) + ": " + wrong;
  }
  if (std::string wrong = run.reported.differ(everything(run.result)); !wrong.empty())
    return "as the engine closed them: " + wrong;
  for (std::size_t i = 0; i < run.stored.size(); ++i) {
    if (run.stored[i].finished != run.closed[i].finished)
      return fmt::format("interval {} is stored with other counts than it was closed with", i);
  }
  return {};
}

using Outcomes = std::map<Outcome, std::uint64_t>;

// An attempt that another one follows counts by its exchange and its class alone, which is what the scripts give: only
// steps that do not try again get wrong bodies.
std::string requests_of(const WorldRun& run) {
  const Interval all = everything(run.result);
  std::vector<Outcomes> seen(all.rows.size());
  std::vector<std::uint64_t> finished(all.rows.size()), aborted(all.rows.size()),
      connections(all.rows.size());
  for (const SeenRequest& request : run.seen) {
    if (request.aborted) {
      ++aborted[request.row];
      continue;
    }
    ++finished[request.row];
    ++seen[request.row][request.outcome];
    if (request.new_connection) ++connections[request.row];
  }
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    if (run.result.header.rows[i].step.empty()) continue;
    const RowCounts& row = all.rows[i];
    const std::string name = row_name(run, i);
    std::string wrong = differ(name + ", finished", row.finished, finished[i], "by the network");
    if (wrong.empty())
      wrong = differ(name + ", cut off", row.unanswered, aborted[i], "by the network");
    if (wrong.empty())
      wrong = differ(name + ", connections", row.new_connections, connections[i], "by the network");
    for (std::size_t k = 0; k < kOutcomes && wrong.empty(); ++k) {
      const auto outcome = static_cast<Outcome>(k);
      wrong = differ(fmt::format("{}, {}", name, word(outcome)), row.by_outcome[k],
                     seen[i][outcome], "by the network");
    }
    if (!wrong.empty()) return wrong;
  }
  return {};
}

std::string iterations_of(const WorldRun& run) {
  const Interval all = everything(run.result);
  std::vector<std::uint64_t> begun(all.flows.size());
  for (const SeenStart& start : run.starts) ++begun[start.flow];
  for (std::size_t i = 0; i < begun.size(); ++i) {
    if (std::string wrong = differ(fmt::format("flow {}, started", run.result.header.flows[i].name),
                                   all.flows[i].started, begun[i], "by the network");
        !wrong.empty())
      return wrong;
  }
  return {};
}

std::string latencies_of(const WorldRun& run) {
  const Interval all = everything(run.result);
  std::vector<RowCounts> rebuilt(all.rows.size());
  for (const SeenRequest& request : run.seen) {
    if (request.aborted) continue;
    const auto service = request.end - request.begin;
    RowCounts& row = rebuilt[request.row];
    if (request.outcome == Outcome::ok || is_timeout(request.outcome)) {
      row.service.record(service);
      row.response.record(service + request.lag);
    } else {
      row.failures.record(service + request.lag);
    }
  }
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    if (run.result.header.rows[i].step.empty()) continue;
    const char* other = !(rebuilt[i].service == all.rows[i].service)     ? "service times"
                        : !(rebuilt[i].response == all.rows[i].response) ? "response times"
                        : !(rebuilt[i].failures == all.rows[i].failures) ? "times of failures"
                                                                         : nullptr;
    if (other != nullptr)
      return fmt::format("{}: {} are not what the network saw", row_name(run, i), other);
  }
  return {};
}

}  // namespace

std::string ends_whole(const SimulatedCase& all) {
  return in_each(all, end_of_run);
}

std::string starts_add_up(const SimulatedCase& all) {
  return in_each(all, starts_of);
}

std::string intervals_sum_to_totals(const SimulatedCase& all) {
  return in_each(all, sums_of);
}

std::string network_agrees(const SimulatedCase& all) {
  return in_each(all, [](const WorldRun& run) {
    std::string wrong = requests_of(run);
    return wrong.empty() ? iterations_of(run) : wrong;
  });
}

std::string latencies_agree(const SimulatedCase& all) {
  return in_each(all, latencies_of);
}

}  // namespace slogate::support
