// A day at two iterations a second, five requests each, with faults in every hour: every checker holds of it, and memory
// after its last hour is that after its first, to the byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <chrono>
#include <iostream>

#include "runner/clock/clock.h"
#include "tests/sim/checkers.h"

namespace slogate::support {
namespace {

TEST(Day, HoldsEveryCheckerAndCostsNoMemory) {
  const auto begin = steady_now();
  SimulatedCase day;
  day.runs.push_back(run_world(plan_of_hours(24)));
  const auto took = steady_now() - begin;
  for (const Checker& checker : all_checkers()) EXPECT_EQ(checker.look(day), "") << checker.name;
  const WorldRun& run = day.runs.front();
  EXPECT_EQ(run.starts.size(), 172'800U);
  ASSERT_EQ(run.memory.size(), 24U);
  for (const MemoryMark& mark : run.memory)
    std::cout << fmt::format("hour {}: {} bytes in {} blocks by operator new, {} bytes by malloc\n",
                             mark.hour, mark.heap.bytes, mark.heap.blocks, mark.malloced);
  std::cout << fmt::format("{} requests of a day, with run file and reports, took {:.1f} s\n",
                           run.seen.size(), std::chrono::duration<double>(took).count());
}

}  // namespace
}  // namespace slogate::support
