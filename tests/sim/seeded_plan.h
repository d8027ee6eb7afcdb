// Everything about one simulated run that a seed decides: the suite and its profile as JSON, how the target answers, what
// happens to the machine's clocks meanwhile, and whether somebody ends the run.
//
//   const SeededPlan plan = plan_of_seed(123);
//   const WorldRun run = run_world(plan, {.workers = 7});
//
// A seed keeps its meaning as long as plan_of_seed() stays as it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runner/engine/engine.h"
#include "tests/sim/weather.h"

namespace slogate::support {

// What happens to the clocks at some time after the start, by the steady clock.
struct ClockEvent {
  enum class Kind : std::uint8_t {
    wall_step,  // somebody sets the wall clock, forward or back
    suspend,    // the machine sleeps: the steady clock stands still, the wall clock does not
    stop,       // the process is stopped: both clocks go on
  };
  Kind kind = Kind::wall_step;
  std::chrono::nanoseconds at{0};
  std::chrono::nanoseconds by{0};
};

struct SeededPlan {
  std::uint64_t seed = 0;
  std::string command;  // "load" or "smoke"
  std::string profile;
  std::map<std::string, std::string> files;  // suite.json and the flows
  Weather::Spec weather;
  std::size_t slots = 0;  // so many requests at a time; 0: any number
  std::pair<std::chrono::nanoseconds, std::chrono::nanoseconds> frozen{
      0, 0};  // from when, for how long
  std::vector<ClockEvent> events;
  struct Stop {
    std::chrono::nanoseconds at{0};
    StopKind kind = StopKind::none;
  };
  std::optional<Stop> stop;
  // By how much the heap may grow from hour to hour: in most plans values come for the first time, and new kinds of
  // failures, and each wants its place once.
  std::int64_t memory_slack = 512 * 1024;
  std::string text;  // in words: what was drawn

  static constexpr const char* kTarget = "http://app.example";
};

[[nodiscard]] SeededPlan plan_of_seed(std::uint64_t seed);

// Two iterations a second over five steps, every hour like the one before: the same delays, the same faults in the same
// minutes. What it wants of memory it wants in the first hour.
[[nodiscard]] SeededPlan plan_of_hours(int hours);

}  // namespace slogate::support
