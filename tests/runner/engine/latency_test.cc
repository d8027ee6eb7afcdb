// What a latency means (house.md), shown on freezes whose numbers can be worked out on paper.
#include <gtest/gtest.h>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

constexpr const char* kOneStep = R"("steps": [{"name": "page", "request": "GET /"}])";

double seconds(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / 1e6;
}

Script after(std::chrono::nanoseconds delay) {
  return [delay](const Call&) { return answer(200, delay); };
}

// 10 iterations/s for 100 s, one user, one freeze of 10 s: the one request that meets the freeze takes 10 s, and the
// 100 that were due meanwhile wait for the user: 9.9 s, 9.8 s … minus what it catches up.
TEST(ResponseTime, CountsTheWaitOfEveryoneWhoWasDueDuringAFreeze) {
  const CompiledSuite suite =
      suite_of(kOneStep, R"("defaults": {"timeout": "1m", "first_byte_timeout": "1m"})");
  Profile profile = arrivals(10, 100s);
  profile.max_users = 1;
  Simulation world(after(1ms));
  world.network().freeze(world.start() + 50s, world.start() + 60s);
  world.run(suite, plan_of(profile, suite));
  const RowCounts& row = world.totals().rows[0];
  EXPECT_NEAR(seconds(row.response.quantile(0.99)), 9.0, 0.1);
  EXPECT_LT(row.service.quantile(0.99), 5ms);
  EXPECT_NEAR(seconds(row.response.max()), 10.0, 0.02);
  EXPECT_EQ(world.totals().flows[0].started, 1'000U);
  EXPECT_EQ(world.totals().flows[0].dropped, 0U);
  EXPECT_EQ(world.totals().flows[0].succeeded, 1'000U);
  // The generator itself was never late, and this process never stood still.
  EXPECT_EQ(world.totals().dispatch_lag.max(), 1us);
  EXPECT_EQ(world.totals().stopped_ns, 0);
}

// 60 s at 100/s with users to spare: the 140 that arrive during 1.4 s wait for its end, 1.4 s to 0; a p99 of 6,000 is the
// 61st slowest: 1.4 s - 60 * 10 ms.
TEST(ResponseTime, ShowsAFrozenTargetInP99AndMaximum) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(1ms));
  world.network().freeze(world.start() + 30s, world.start() + 31400ms);
  world.run(suite, plan_of(arrivals(100, 60s), suite));
  const RowCounts& row = world.totals().rows[0];
  EXPECT_EQ(row.finished, 6'000U);
  EXPECT_NEAR(seconds(row.response.quantile(0.99)), 0.8, 0.01);
  EXPECT_NEAR(seconds(row.response.max()), 1.4, 0.005);
  EXPECT_EQ(row.failed, 0U);
  EXPECT_EQ(world.totals().dispatch_lag.max(), 1us);
}

TEST(ResponseTime, KeepsATimeoutAtItsFullLengthAndAFastFailureApart) {
  const CompiledSuite suite = suite_of(kOneStep, R"("defaults": {"timeout": "2s"})");
  Simulation world([](const Call& call) {
    return call.number % 4 == 0 ? silent() : call.number % 4 == 1 ? refused() : answer(200, 10ms);
  });
  world.run(suite, plan_of(arrivals(20, 10s), suite));
  const RowCounts& row = world.totals().rows[0];
  EXPECT_EQ(row.finished, 200U);
  EXPECT_EQ(row.response.count(), 150U);
  EXPECT_NEAR(seconds(row.response.quantile(0.9)), 2.0, 0.002);
  EXPECT_EQ(row.failures.count(), 50U);
  EXPECT_EQ(row.bad_5xx, 100U);
}

TEST(ResponseTime, GrowsWithTheQueueOfATargetOverItsCapacity) {
  const CompiledSuite suite =
      suite_of(kOneStep, R"("defaults": {"timeout": "1m", "first_byte_timeout": "1m"})");
  Profile profile = arrivals(50, 10s);  // the target does 4 / 100 ms = 40/s
  profile.drain = 1min;
  Simulation world(after(100ms));
  world.network().limit_slots(4);
  world.run(suite, plan_of(profile, suite));
  const RowCounts& row = world.totals().rows[0];
  // The last one is the 125th of its slot, which began at 60 ms: done at 12.56 s, due at 9.98 s.
  EXPECT_NEAR(seconds(row.response.max()), 2.58, 0.003);
  EXPECT_EQ(row.finished, 500U);
}

// The process stands still for 5 s from 3.05 s on: what was due meanwhile starts late by the generator's own doing.
TEST(StoppedTime, IsRecordedAndTheLateStartsAreTheGenerators) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(1ms));
  world.at(3050ms, [&world] { world.clock().jump(5s); });
  world.run(suite, plan_of(arrivals(10, 10s), suite));
  const FlowCounts& flow = world.totals().flows[0];
  EXPECT_EQ(flow.started, 100U);
  // The tick of 3.1 s came at 8.05 s.
  EXPECT_EQ(world.totals().stopped_ns, std::chrono::nanoseconds(4950ms).count());
  EXPECT_NEAR(seconds(world.totals().dispatch_lag.max()), 4.95, 0.01);
  EXPECT_EQ(world.totals().wait_for_user.max(), 1us);
  std::size_t stopped = 0;
  for (const Interval& interval : world.intervals()) stopped += interval.stopped_ns > 0 ? 1 : 0;
  EXPECT_EQ(stopped, 1U);
}

TEST(StoppedTime, IsNoneWhereATickIsLessThanASecondLate) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(1ms));
  world.at(3050ms, [&world] { world.clock().jump(900ms); });
  world.run(suite, plan_of(arrivals(10, 10s), suite));
  EXPECT_EQ(world.totals().stopped_ns, 0);
  EXPECT_EQ(world.totals().flows[0].started, 100U);
}

}  // namespace
}  // namespace slogate::support
