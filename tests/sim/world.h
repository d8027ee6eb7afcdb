// One simulated run from end to end: the command's own preparation, engine, users, recorder, run file, verdict and
// reports, the same object files as in slogate, over a virtual clock, a scripted network and a seed; and what the
// checkers need to know of it.
//
//   const WorldRun run = run_world(plan_of_seed(123), {.workers = 7});
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "runner/engine/engine.h"
#include "runner/measure/interval_sums.h"
#include "runner/record/run_result.h"
#include "tests/sim/live_heap.h"
#include "tests/sim/seeded_plan.h"
#include "tests/sim/witness.h"

namespace slogate::support {

// An interval without its histograms.
struct IntervalCounts {
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
  bool warm_up = false;
  std::vector<std::uint64_t> finished;  // by row
  std::vector<FlowCounts> flows;
};

struct MemoryMark {
  int hour = 0;
  LiveHeap heap;  // the least of the hour's last ten minutes: nothing is under way then
  std::int64_t malloced = 0;
};

struct WorldRun {
  SeededPlan seeded;
  std::size_t workers = 1;
  LoadPlan plan;
  EngineEnd end;
  bool ended = false;
  IntervalSums reported;               // of what the engine closed
  std::vector<IntervalCounts> closed;  // one by one, as the engine closed them
  std::vector<IntervalCounts> stored;  // as the run file has them
  IntervalSums judged_sums;            // of the stored intervals, counted apart from their merge
  IntervalSums warm_up_sums;
  RunResult result;               // the run file, read
  std::vector<SeenRequest> seen;  // by the network
  std::vector<SeenStart> starts;
  std::vector<ClockEvent> lost;              // time that was lost while the run was under way
  std::vector<MemoryMark> memory;            // after each whole hour of the load
  std::string dump;                          // of the run file
  std::map<std::string, std::string> files;  // the reports' bytes
  std::vector<std::string> problems;         // of the reports
};

// A fault put in on purpose between the engine and the run file, to show that a checker sees it.
struct Tampering {
  // Changes an interval on its way; false: it never arrives.
  std::function<bool(Interval& interval, std::size_t number)> interval = nullptr;
  std::function<void(WorldRun&)> outcome = nullptr;  // changes what is known of the run
};

struct WorldOptions {
  std::size_t workers = 1;
  Tampering tampering = {};
  bool reports = true;  // dump and reports are made
  // Where the suite lies: its name is in the run file. Empty: a folder of its own.
  std::filesystem::path suite_folder = {};
};

[[nodiscard]] WorldRun run_world(const SeededPlan& seeded, const WorldOptions& options = {});

}  // namespace slogate::support
