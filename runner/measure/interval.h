// What was measured in a stretch of the run: plain sums that merge exactly. A recorder fills one, a
// rotation closes it, the run file keeps it, and the totals are the merge of all.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/measure/histogram.h"
#include "runner/measure/sample.h"

namespace slogate {

enum class Phase : std::uint8_t { dns, connect, tls, send, wait, receive };
inline constexpr std::size_t kPhases = 6;
[[nodiscard]] std::string_view word(Phase phase);

// Sums of one row: a step's requests, or the passes through a step group.
struct RowCounts {
  std::uint64_t finished = 0;
  std::uint64_t failed = 0;
  std::array<std::uint64_t, kOutcomes> by_outcome{};
  std::array<std::uint64_t, 6> by_class{};  // [0] no answer, [1] 1xx … [5] 5xx
  std::uint64_t bad_5xx = 0;                // answers 500 to 599 plus failed exchanges
  std::uint64_t new_connections = 0;
  std::uint64_t stale_retries = 0;
  std::uint64_t extra_bytes = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t never_sent = 0;           // of the failed: not a byte of the request went out
  std::uint64_t unanswered = 0;           // under way when the run ended: not among the finished
  Histogram response;                     // successes and timeouts: what latency objectives use
  Histogram service;                      // the same requests, without schedule lag
  Histogram failures;                     // response time of the other failed requests
  std::array<Histogram, kPhases> phases;  // of requests in which the phase happened

  void record(const Sample& sample);
  void add(const RowCounts& other);
  void clear();
  [[nodiscard]] bool empty() const { return finished == 0 && unanswered == 0; }
  // The first of the sums that contradicts another one, in words ("5 requests finished and 4 are in
  // its histograms"); empty where all agree, as they do in whatever record() and add() made.
  [[nodiscard]] std::string disagreement() const;
};

struct FlowCounts {
  std::uint64_t started = 0;
  std::uint64_t succeeded = 0;
  std::uint64_t failed = 0;
  std::uint64_t aborted = 0;
  std::uint64_t dropped = 0;

  void add(const FlowCounts& other);
  [[nodiscard]] bool empty() const { return started + succeeded + failed + aborted + dropped == 0; }
};

// A failed step in words, for reports. Already redacted.
struct Finding {
  std::size_t row = 0;
  Outcome outcome = Outcome::check_failed;
  std::uint64_t iteration = 0;
  std::int64_t at_ns = 0;  // since the run's start
  std::string expected;
  std::string got;
  std::string excerpt;
  std::string because;
  std::string curl;  // a command line that repeats the request
  std::string request_id;
  std::string file;  // the check's place
  int line = 0;
};

// One whole exchange, kept in smoke. Already redacted.
struct ExchangeRecord {
  std::size_t row = 0;
  std::uint64_t iteration = 0;
  std::int64_t at_ns = 0;
  Outcome outcome = Outcome::ok;
  int status = 0;
  std::int64_t service_us = 0;
  std::string request;              // request line, headers, body (at most 4 KiB)
  std::string response;             // status line, headers, body (at most 4 KiB)
  std::vector<std::string> checks;  // "status is 200", one line per check that held or failed
};

// Something that the reader must know and that is no failure: a step left out and why.
struct Note {
  std::string flow;
  std::string step;
  std::string text;
  std::uint64_t count = 1;
};

// What a worker's thread had of the machine.
struct WorkerTimes {
  std::uint64_t cpu_us = 0;      // its user and system time
  std::uint64_t waiting_us = 0;  // it could run, and other work had the core
  // The seconds in which it used over 95 % of a core: how long they were, and its CPU time in them.
  std::uint64_t full_us = 0;
  std::uint64_t full_cpu_us = 0;

  void add(const WorkerTimes& other);
};

struct Interval {
  std::int64_t begin_ns = 0;  // since the run's start, on the steady clock
  std::int64_t end_ns = 0;
  bool warm_up = false;           // within the load's warm-up: no part of what is judged
  std::vector<RowCounts> rows;    // by CompiledSuite::rows
  std::vector<FlowCounts> flows;  // by CompiledSuite::flows
  Histogram wait_for_user;
  Histogram dispatch_lag;
  // Time in which this process did not run or the machine was suspended.
  std::int64_t stopped_ns = 0;
  std::int64_t suspended_ns = 0;     // of these: the machine was suspended
  std::uint64_t cpu_us = 0;          // the process's user and system time
  std::vector<WorkerTimes> workers;  // empty where it is not known
  std::vector<Finding> findings;
  std::vector<ExchangeRecord> exchanges;
  std::vector<Note> notes;

  Interval() = default;
  Interval(std::size_t row_count, std::size_t flow_count) : rows(row_count), flows(flow_count) {}

  // Adds the other's sums and moves nothing; begin is the earlier, end the later (a cleared
  // interval has no times of its own). Findings, exchanges and notes are appended (equal notes are
  // counted).
  void add(const Interval& other);
  // Empties the sums and keeps the memory.
  void clear();
};

}  // namespace slogate
