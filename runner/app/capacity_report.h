// What a search for the capacity found: as a table and a sentence for people, as capacity.json for machines, as an exit
// code for CI. Pure: plain data in, text out.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "runner/load/capacity_search.h"
#include "runner/record/run_result.h"
#include "runner/slo/step_outcome.h"
#include "scenarios/suite/quantity.h"

namespace slogate {

struct CapacityStep {
  std::uint32_t number = 1;
  double rate = 0;
  std::string folder;  // beside capacity.json: "steps/03-184-per-s"
  StepReading reading;
  std::uint64_t due = 0;  // iterations
  std::uint64_t requests = 0;
  std::uint64_t failed = 0;  // of them
  std::optional<QueueGrowth> growth;
  std::chrono::nanoseconds dispatch_lag_p99{0};
  Verdict verdict;
};

struct CapacityFindings {
  RunHeader header;  // of the search: started, seed and all that its steps share
  Duration step{0};
  double resolution = 0;
  double most = 0;  // --up-to; 0: not given
  std::vector<CapacityStep> steps;
  std::optional<CapacitySearch::Held> held;
  std::optional<CapacitySearch::Limit> limit;
  std::optional<double> undecided;
  bool settled = false;
  RunEndKind end = RunEndKind::complete;
  std::string error;      // RunEndKind::failed: why
  std::string not_ready;  // the target, so nothing was tried
};

// 0 found, 1 nothing held, 3 the generator gave in first or it cannot be told, 4 broken, 130 and 143 by a signal.
[[nodiscard]] int exit_code(const CapacityFindings& found);

// The step whose reports stand for the whole: the last one at the highest rate that held; else the last one at the lowest
// rate. nullptr without steps.
[[nodiscard]] const CapacityStep* shown_step(const CapacityFindings& found);

[[nodiscard]] std::string capacity_sentence(const CapacityFindings& found);

// "held: api-p99 182 ms, at most 190 ms (95 %), limit < 2 s", or what happened instead.
[[nodiscard]] std::string step_line(const CapacityStep& step);

void write_capacity_text(const CapacityFindings& found, std::ostream& out);
void write_capacity_json(const CapacityFindings& found, std::ostream& out);

// "412/s", "6.25/s": in one unit, so that steps compare.
[[nodiscard]] std::string per_second_text(double rate);

}  // namespace slogate
