// Runs a LoadPlan: walks setup, opens sessions, lets the workers release iterations, rotates their
// recorders once a second, closes intervals, drains, ends sessions, walks teardown. Smoke, load and
// soak are the same engine with other plans.
//
//   Engine engine(suite, plan, options, control_clock, seats, sink);
//   RunEnd end = co_await engine.run();
//
// run() is a coroutine on the control clock's loop, which is the only one that calls the sink. Real runs put every worker
// on a thread of its own (threads.h); simulations put all of them on one virtual clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "runner/engine/worker.h"

namespace slogate {

enum class StopKind : std::uint8_t { none, drain, now };

// What the owner of a run is told and asked.
struct RunSink {
  // A closed interval. False: it could not be kept; the run stops.
  std::function<bool(const Interval&)> interval;
  // Once a second: what that second brought, for progress. Optional.
  std::function<void(const Interval& second, std::size_t busy_users)> second;
  // Every request since the last time, worker by worker, in the order in which they ended. Optional: without it none are
  // kept.
  std::function<void(std::span<const RawSample>)> samples;
  // Asked ten times a second: whether to stop, drained or at once. Optional.
  std::function<StopKind()> stop;
};

struct EngineOptions {
  RunIdentity identity;
  bool keep_exchanges = false;
  std::chrono::nanoseconds interval{std::chrono::seconds(1)};  // a whole number of seconds
  // What the process has used so far; a simulation gives its own, so that the same seed gives the same bytes.
  std::function<std::chrono::microseconds()> cpu_time = process_cpu_time;
};

struct EngineEnd {
  std::chrono::nanoseconds duration{0};
  // When the plan's time began, since the run's start.
  std::chrono::nanoseconds load_began{0};
  StopKind stopped = StopKind::none;  // what was asked for
  // That left something of the plan out. A stop that comes when all of it has started already, and
  // cuts nothing off, leaves a complete run.
  bool interrupted = false;
  bool sink_failed = false;
  std::string error;  // an internal error: the numbers are not to be trusted
  struct Retired {
    std::string flow;
    std::string reason;
    std::chrono::nanoseconds at{0};  // since the run's start
  };
  std::vector<Retired> retired;  // flows that were checked no more from some time on
  // What failed the run as a whole: setup, a sign-in that all users share, a step that ended it.
  std::vector<std::string> failures;
  // What was left out because the run was ended at once: nothing that the target has done.
  std::vector<std::string> left_out;
  // Why the load was over before its time: no flow had anything left to do, the plan's requests were
  // sent, a step asked for the end, or setup failed. Else empty.
  std::string early;
  // What users that share a number of iterations had no time for, in words. Else empty.
  std::string not_walked;
};

class Engine {
 public:
  Engine(const CompiledSuite& suite, const LoadPlan& plan, EngineOptions options, Clock& control,
         std::vector<WorkerSeat> seats, RunSink sink);
  ~Engine();

  [[nodiscard]] Task<EngineEnd> run();

 private:
  struct Rotation;  // a worker, its spare interval and whether it is on its way
  // engine_apart.cc: what is walked once per run. Each gives what went wrong, or an empty text.
  [[nodiscard]] Task<std::string> walk_apart(Task<std::string> walk);
  [[nodiscard]] Task<void> set_up();
  [[nodiscard]] Task<void> tear_down();
  [[nodiscard]] Task<void> open_sessions();
  [[nodiscard]] Task<void> end_sessions();

  [[nodiscard]] Task<void> begin_warm_up();
  void start_workers();
  // Until nothing runs: rotates once a second, closes intervals, asks whether to stop.
  [[nodiscard]] Task<void> keep_time();
  void ask_to_stop(StopKind kind);
  void stop_workers(std::chrono::nanoseconds drain, bool interrupts);
  void note_lost_time(std::chrono::nanoseconds late);
  void end_early();
  void end_without_work();
  [[nodiscard]] bool left_out_by_cap() const;
  [[nodiscard]] Task<void> rotate(bool last);
  void close_interval();
  [[nodiscard]] std::string check_sums() const;
  [[nodiscard]] Interval empty_interval() const {
    return {suite_.rows.size(), suite_.flows.size()};
  }

  const CompiledSuite& suite_;
  const LoadPlan& plan_;
  EngineOptions options_;
  Clock& control_;
  RunSink sink_;
  RunMemory memory_;
  SharedSessions sessions_;
  Frame setup_;  // what setup captured; read by the workers once they are started
  std::vector<std::unique_ptr<Rotation>> workers_;
  Event arrived_;             // a posted call came back
  std::size_t underway_ = 0;  // posted calls that did not
  std::size_t running_ = 0;   // workers that are not done, or the one walk apart
  Sleeper sleeper_;
  SteadyTime limit_ = SteadyTime::max();  // of a walk apart: then it is cut off
  SteadyTime next_second_{};
  std::chrono::nanoseconds suspended_{0};  // the machine, when this was looked at last
  SteadyTime next_closing_{};
  SteadyTime warm_up_end_ = SteadyTime::min();
  bool set_up_failed_ = false;
  bool ending_ = false;     // a step asked for the end
  bool load_over_ = false;  // what follows is walked behind the plan
  std::size_t dealt_ = 0;   // how many flows the load walks; 0 while it is not under way
  SteadyTime load_end_ = SteadyTime::max();  // when its time is over
  SteadyTime run_start_{};
  Interval second_;    // what the last rotation brought
  Interval interval_;  // the open one
  std::uint64_t closed_requests_ = 0;
  std::uint64_t met_ = 0;  // iterations that were started or dropped, in the closed intervals
  std::chrono::microseconds cpu_before_{0};
  EngineEnd end_;
};

}  // namespace slogate
