// A whole run as data: what it was meant to do, what was measured, how it ended. Everything that a report shows
// comes from here, and all of it is in the run file, so that a report can be rendered again.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/measure/interval.h"
#include "scenarios/suite/objective.h"

namespace slogate {

struct RunRow {
  std::string flow;
  std::string step;  // empty: the row of a group
  std::string group;
  std::vector<std::string> tags;
  std::string request;
  std::string file;
  int line = 0;
};

struct RunFlow {
  std::string name;
  std::string title;
  std::string route;
  bool core = true;
};

struct NotChecked {
  std::string flow;
  std::string reason;
};

// Known before the first request goes out.
struct RunHeader {
  std::string version;  // slogate's
  std::string run_id;
  std::string command;  // "smoke", "load"
  std::string suite;
  std::string suite_title;
  std::string profile;
  std::string target;
  std::string load;     // in words: "92 iterations/s for 10 s"
  std::string started;  // RFC 3339, UTC, whole seconds
  std::string host;     // the generator's name
  std::uint64_t seed = 0;
  std::uint32_t workers = 1;
  bool observed_by_default = false;  // smoke: objectives without a decision are observed
  bool keeps_exchanges = false;
  std::int64_t planned_ns = 0;  // 0: not bounded by time
  std::int64_t interval_ns = 0;
  std::int64_t waited_ready_ns = 0;  // --wait-ready
  std::vector<RunRow> rows;
  std::vector<RunFlow> flows;
  std::vector<NotChecked> not_checked;
  std::vector<std::string> unplanned = {};  // flows of which the profile walks none
  // By row: when a step is not sent although its flow is walked, in words; empty where it always
  // is. Runs of older versions have none.
  std::vector<std::string> unsent_when = {};
  std::vector<std::string> not_seen;  // what no outside check sees
  std::vector<Objective> objectives;
};

// none: no end record (killed).
enum class RunEndKind : std::uint8_t { none, complete, sigint, sigterm, failed };

struct RunEnd {
  RunEndKind kind = RunEndKind::none;
  std::int64_t duration_ns = 0;
  std::string error;  // RunEndKind::failed: why
  std::vector<std::string>
      failures;  // what failed the run as a whole: "the target was not ready within 5 min"
  std::vector<std::string> warnings;  // about the generator or the plan
  std::vector<NotChecked> retired =
      {};  // flows that were checked only up to some time: "from 23 h on: …"
  // Why a complete run was over before its time; empty where it was not.
  std::string early = {};
};

// Of the answers that an objective on a quantile looks at: how many there were in an interval, and
// how many of them were not under its limit.
struct SlowCounts {
  std::uint64_t answers = 0;
  std::uint64_t slow = 0;          // by response time
  std::uint64_t slow_service = 0;  // by service time
};

// One interval without its histograms: enough for windows and minutes, and to see whether what
// counts against an objective comes in bursts. What a load sent in its warm-up is in none of them.
struct SeriesPoint {
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
  std::vector<std::uint64_t> finished;  // by row
  std::vector<std::uint64_t> failed;    // by row
  std::vector<std::uint64_t> bad_5xx;   // by row
  std::vector<FlowCounts> flows;
  std::int64_t stopped_ns = 0;
  std::int64_t dispatch_lag_p99_us = 0;
  std::vector<SlowCounts> slow;  // by RunHeader::objectives; zeros for those on no quantile
};

// Makes the points of one run: an interval's histograms are looked at here, once, while the run file
// is read, because a day of them would not fit into memory.
class SeriesMaker {
 public:
  explicit SeriesMaker(const RunHeader& header);
  [[nodiscard]] SeriesPoint point(const Interval& interval) const;

 private:
  struct Limit {
    std::vector<std::size_t> rows;
    std::chrono::nanoseconds limit{0};
  };
  std::vector<Limit> limits_;  // by objective; without rows where it is on no quantile
};

struct RunResult {
  RunHeader header;
  Interval totals;  // with all findings, exchanges and notes, but for those of the warm-up
  Interval
      warm_up;  // what the intervals in the load's warm-up add up to; without rows where it has none
  std::vector<SeriesPoint> series;
  RunEnd end;
};

}  // namespace slogate
