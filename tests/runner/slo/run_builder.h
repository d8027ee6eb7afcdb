// Builds run results by hand, for tests of the verdict: a header with two flows, and requests put
// into its rows.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runner/slo/verdict.h"

namespace slogate {

// Rows: 0 public/read (tag api), 1 admin/grant (tag api), 2 public/shell, 3 the group page of
// public, 4 the ready step.
struct RunBuilder {
  RunResult result;

  explicit RunBuilder(bool smoke) {
    RunHeader& header = result.header;
    header.command = smoke ? "smoke" : "load";
    header.profile = header.command;
    header.observed_by_default = smoke;
    header.rows = {row("public", "read", "", {"api"}), row("admin", "grant", "", {"api"}),
                   row("public", "shell", "page", {}), row("public", "", "page", {}),
                   row("", "ready", "", {"api"})};
    header.flows = {{"public", "", "", true}, {"admin", "", "", true}};
    result.totals = Interval(5, 2);
    result.end.kind = RunEndKind::complete;
    lasts(std::chrono::seconds(10));
    iterations(0, 3, 0);
    iterations(1, 3, 0);
  }

  static RunRow row(std::string flow, std::string step, std::string group,
                    std::vector<std::string> tags) {
    RunRow row;
    row.flow = std::move(flow);
    row.step = std::move(step);
    row.group = std::move(group);
    row.tags = std::move(tags);
    return row;
  }

  RunBuilder& lasts(std::chrono::nanoseconds length) {
    result.end.duration_ns = length.count();
    result.totals.end_ns = length.count();
    return *this;
  }

  RunBuilder& iterations(std::size_t flow, std::uint64_t succeeded, std::uint64_t failed) {
    FlowCounts& counts = result.totals.flows[flow];
    counts.started = succeeded + failed;
    counts.succeeded = succeeded;
    counts.failed = failed;
    return *this;
  }

  RunBuilder& requests(std::size_t index, std::uint64_t count, std::chrono::nanoseconds time,
                       Outcome outcome = Outcome::ok, int status = 200,
                       std::chrono::nanoseconds lag = std::chrono::nanoseconds(0)) {
    Sample sample;
    sample.row = index;
    sample.outcome = outcome;
    sample.status = status;
    sample.service_time = time;
    sample.schedule_lag = lag;
    for (std::uint64_t i = 0; i < count; ++i) result.totals.rows[index].record(sample);
    return *this;
  }

  // Requests as counts alone: a run of many is built in no time.
  RunBuilder& counts(std::size_t index, std::uint64_t finished, std::uint64_t failed) {
    RowCounts& row = result.totals.rows[index];
    row.finished += finished;
    row.failed += failed;
    row.by_outcome[static_cast<std::size_t>(Outcome::check_failed)] += failed;
    return *this;
  }

  // Answers of row `index` as times alone.
  RunBuilder& timed(std::size_t index, std::chrono::microseconds time, std::uint64_t count) {
    RowCounts& row = result.totals.rows[index];
    row.finished += count;
    row.response.record_us(time.count(), count);
    row.service.record_us(time.count(), count);
    return *this;
  }

  RunBuilder& finding(std::size_t index, std::string expected, std::string got,
                      Outcome outcome = Outcome::check_failed) {
    Finding finding;
    finding.row = index;
    finding.outcome = outcome;
    finding.expected = std::move(expected);
    finding.got = std::move(got);
    result.totals.findings.push_back(finding);
    return *this;
  }

  // One interval of the series with requests of row 0.
  RunBuilder& point(std::chrono::nanoseconds begin, std::chrono::nanoseconds length,
                    std::uint64_t finished, std::uint64_t bad, std::int64_t stopped_ns = 0) {
    SeriesPoint point;
    point.begin_ns = begin.count();
    point.end_ns = (begin + length).count();
    point.finished = {finished, 0, 0, 0, 0};
    point.failed = {bad, 0, 0, 0, 0};
    point.bad_5xx = {bad, 0, 0, 0, 0};
    point.flows = std::vector<FlowCounts>(2);
    point.stopped_ns = stopped_ns;
    result.series.push_back(point);
    return *this;
  }

  // Of the last interval, by objective.
  RunBuilder& slow(std::vector<SlowCounts> counts) {
    result.series.back().slow = std::move(counts);
    return *this;
  }

  RunBuilder& tried(std::size_t flow, std::uint64_t succeeded, std::uint64_t failed) {
    result.series.back().flows[flow].succeeded = succeeded;
    result.series.back().flows[flow].failed = failed;
    return *this;
  }

  RunBuilder& claims(const Objective& objective) {
    result.header.objectives.push_back(objective);
    return *this;
  }

  [[nodiscard]] Verdict verdict() const { return judge(result); }
  [[nodiscard]] ObjectiveVerdict first() const { return judge(result).objectives.at(0); }
};

inline Objective objective(Measure measure, double limit) {
  Objective result;
  result.name = "objective";
  result.measure = measure;
  result.limit = limit;
  result.quantile = measure == Measure::quantile ? 0.99 : 0;
  return result;
}

inline Objective api_p99() {
  Objective result = objective(Measure::quantile, 2);
  result.over.tag = "api";
  return result;
}

inline Objective with_decision(Objective objective, Decision decision) {
  objective.decision = decision;
  return objective;
}

}  // namespace slogate
