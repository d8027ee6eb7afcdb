// What the engine records of the machine that it runs on: the workers' threads and lost time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

constexpr const char* kOneStep = R"("steps": [{"name": "page", "request": "GET /"}])";

Script fast() {
  return [](const Call&) { return answer(200, 1ms); };
}

// So many microseconds of CPU at the end of each of these seconds.
void use(Simulation& world, const std::vector<std::chrono::microseconds>& seconds) {
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    world.at(std::chrono::seconds(i) + 500ms, [&world, cpu = seconds[i]] {
      world.clock().use_thread({cpu, 0us});
    });
  }
}

TEST(WorkerTimes, AreRecordedForEachWorkerInEachInterval) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(fast());
  world.at(500ms, [&world] { world.clock().use_thread({200ms, 30ms}); });
  world.at(1500ms, [&world] { world.clock().use_thread({100ms, 0ms}); });
  world.run(suite, plan_of(arrivals(10, 3s), suite), {.workers = 2});
  ASSERT_EQ(world.totals().workers.size(), 2U);
  // One virtual clock stands for the threads of both.
  for (const WorkerTimes& worker : world.totals().workers) {
    EXPECT_EQ(worker.cpu_us, 300'000U);
    EXPECT_EQ(worker.waiting_us, 30'000U);
    EXPECT_EQ(worker.full_us, 0U);
  }
  EXPECT_EQ(world.intervals()[0].workers[1].cpu_us, 200'000U);
  EXPECT_EQ(world.intervals()[1].workers[1].cpu_us, 100'000U);
  EXPECT_EQ(world.intervals()[2].workers[1].cpu_us, 0U);
}

TEST(WorkerTimes, CountTheSecondsOfOver95PercentAlsoWithinALongerInterval) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(fast());
  use(world, {940ms, 960ms, 500ms, 1s});
  SimulationOptions options;
  options.interval = 10s;
  world.run(suite, plan_of(arrivals(10, 10s), suite), options);
  const WorkerTimes& worker = world.totals().workers.at(0);
  EXPECT_EQ(worker.cpu_us, 3'400'000U);
  EXPECT_EQ(worker.full_us, 2'000'000U);
  EXPECT_EQ(worker.full_cpu_us, 1'960'000U);
}

TEST(SuspendedTime, IsTimeThatTheSteadyClockDoesNotHave) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(fast());
  world.at(3050ms, [&world] { world.clock().suspend(1h); });
  world.run(suite, plan_of(arrivals(10, 10s), suite));
  EXPECT_EQ(world.totals().suspended_ns, std::chrono::nanoseconds(1h).count());
  EXPECT_EQ(world.totals().stopped_ns, world.totals().suspended_ns);
  EXPECT_EQ(world.intervals().at(3).suspended_ns, world.totals().suspended_ns);
  EXPECT_EQ(world.totals().flows[0].started, 100U);
}

TEST(SuspendedTime, IsToldApartFromTimeInWhichTheProcessWasStopped) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(fast());
  world.at(3050ms, [&world] { world.clock().jump(5s); });
  world.at(8050ms, [&world] { world.clock().suspend(2s); });
  world.run(suite, plan_of(arrivals(10, 10s), suite));
  EXPECT_EQ(world.totals().suspended_ns, std::chrono::nanoseconds(2s).count());
  EXPECT_EQ(world.totals().stopped_ns, std::chrono::nanoseconds(2s + 4950ms).count());
}

TEST(SuspendedTime, IsNoneWhereTheClocksAreReadAMomentApart) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(fast());
  world.at(3050ms, [&world] { world.clock().suspend(99ms); });
  world.run(suite, plan_of(arrivals(10, 5s), suite));
  EXPECT_EQ(world.totals().suspended_ns, 0);
  EXPECT_EQ(world.totals().stopped_ns, 0);
}

}  // namespace
}  // namespace slogate::support
