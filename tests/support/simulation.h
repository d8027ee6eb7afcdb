// A run on virtual time: one clock and one loop for the control and every worker, a scripted network, and everything
// above the two seams as it is in a real run.
//
//   Simulation world(script);
//   world.run(suite, plan, {.workers = 7});
//   EXPECT_EQ(world.totals().flows[0].started, 1'000U);
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "runner/clock/virtual_clock.h"
#include "runner/engine/engine.h"
#include "tests/support/scripted_network.h"

namespace slogate::support {

struct SimulationOptions {
  std::size_t workers = 1;
  std::uint64_t seed = 1;
  bool keep_exchanges = false;
  bool keep_samples = false;
  std::chrono::nanoseconds interval = std::chrono::seconds(1);
  std::function<bool(const Interval&)> keep =
      nullptr;  // besides intervals(); false: could not be kept
  std::function<StopKind()> stop = nullptr;
};

class Simulation {
 public:
  explicit Simulation(Script script, WallTime wall = WallTime(std::chrono::seconds(1'772'791'200)));

  // Runs a plan to its end; once a simulation.
  const EngineEnd& run(const CompiledSuite& suite, const LoadPlan& plan,
                       const SimulationOptions& options = {});

  // Calls `event` at an offset from the start, whatever else happens then.
  void at(std::chrono::nanoseconds offset, std::function<void()> event);
  // Long simulations look at the totals only.
  void forget_intervals() { keep_intervals_ = false; }
  // And those that measure memory not even at these.
  void forget_totals() { keep_totals_ = false; }

  [[nodiscard]] VirtualClock& clock() { return clock_; }
  [[nodiscard]] ScriptedNetwork& network() { return network_; }
  [[nodiscard]] SteadyTime start() const { return start_; }
  [[nodiscard]] const std::vector<Interval>& intervals() const { return intervals_; }
  [[nodiscard]] const std::vector<RawSample>& samples() const { return samples_; }
  [[nodiscard]] const Interval& totals() const { return totals_; }
  [[nodiscard]] const EngineEnd& end() const { return end_; }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  Loop loop_;
  VirtualClock clock_;
  ScriptedNetwork network_;
  SteadyTime start_;
  std::vector<std::unique_ptr<Alarm>> events_;
  std::vector<Interval> intervals_;
  std::vector<RawSample> samples_;
  Interval totals_;
  EngineEnd end_;
  bool keep_intervals_ = true;
  bool keep_totals_ = true;
  bool ended_ = false;
};

}  // namespace slogate::support
