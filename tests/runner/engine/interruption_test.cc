// When a signal is an interruption: where it leaves something of the plan out, and only there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

CompiledSuite page(const std::string& more = {}) {
  return suite_of(
      R"("steps": [{"name": "page", "request": "GET /", "timeout": "1h", "first_byte_timeout": "1h"}])",
      more);
}

// Runs the plan with a first signal, and a second one where that has a time.
bool is_interrupted(Simulation& world, const CompiledSuite& suite, const Profile& profile,
                    std::chrono::nanoseconds first, std::chrono::nanoseconds second = 24h,
                    std::size_t workers = 2) {
  SimulationOptions options;
  options.workers = workers;
  options.stop = [&world, first, second] {
    const auto passed = world.clock().now() - world.start();
    return passed >= second ? StopKind::now : passed >= first ? StopKind::drain : StopKind::none;
  };
  world.run(suite, plan_of(profile, suite), options);
  EXPECT_NE(world.end().stopped, StopKind::none);
  return world.end().interrupted;
}

Script slow(std::chrono::nanoseconds length) {
  return [length](const Call&) { return answer(200, length); };
}

TEST(Interruption, IsNoSignalInADrainThatEndsByItself) {
  const CompiledSuite suite = page();
  for (const auto& profile : {arrivals(10, 2s), users(5, 5, 2s)}) {
    for (const std::size_t workers : {1U, 2U, 7U}) {
      Simulation world(slow(3s));
      EXPECT_FALSE(is_interrupted(world, suite, profile, 2500ms, 24h, workers));
      EXPECT_EQ(sum_of(world.totals()).succeeded, sum_of(world.totals()).started);
      EXPECT_GE(world.end().duration, 3s);
    }
  }
}

TEST(Interruption, IsASignalBeforeTheTimeOfALoadIsOver) {
  const CompiledSuite suite = page();
  for (const auto& profile : {arrivals(10, 2s), users(5, 5, 2s), arrivals(0.5, 4s)}) {
    Simulation world(slow(10ms));
    EXPECT_TRUE(is_interrupted(world, suite, profile, 1500ms));
    EXPECT_EQ(sum_of(world.totals()).aborted, 0U);
  }
}

TEST(Interruption, IsNoSignalInTheLastIterationOfASmokeThatComesToItsEnd) {
  const CompiledSuite suite = page();
  Simulation last(slow(3s));
  EXPECT_FALSE(is_interrupted(last, suite, iterations(2), 4s));
  EXPECT_EQ(sum_of(last.totals()).succeeded, 2U);
  Simulation first(slow(3s));
  EXPECT_TRUE(is_interrupted(first, suite, iterations(2), 1s));
  EXPECT_EQ(sum_of(first.totals()).succeeded, 1U);
}

TEST(Interruption, IsASignalWhoseDrainLimitCutsTheLastIterationOff) {
  const CompiledSuite suite = page();
  Profile profile = iterations(1);
  profile.drain = 5s;
  Simulation world(slow(60s));
  EXPECT_TRUE(is_interrupted(world, suite, profile, 1s));
  EXPECT_EQ(sum_of(world.totals()).aborted, 1U);
}

TEST(Interruption, IsASecondSignalThatCutsADrainOff) {
  const CompiledSuite suite = page();
  for (const auto& profile : {arrivals(10, 2s), users(5, 5, 2s), iterations(1)}) {
    Simulation world(slow(6s));
    EXPECT_TRUE(is_interrupted(world, suite, profile, 2500ms, 3s));
    EXPECT_GT(sum_of(world.totals()).aborted, 0U);
    EXPECT_LT(world.end().duration, 4s);
  }
}

TEST(Interruption, IsNotThePlansOwnDrainLimit) {
  const CompiledSuite suite = page();
  for (Profile profile : {arrivals(10, 2s), users(5, 5, 2s)}) {
    profile.drain = 2s;
    Simulation world(slow(60s));
    EXPECT_FALSE(is_interrupted(world, suite, profile, 3s));
    EXPECT_GT(sum_of(world.totals()).aborted, 0U);
    EXPECT_LT(world.end().duration, 5s);
  }
}

TEST(Interruption, IsASignalThatDropsWhatWaitsForAUser) {
  const CompiledSuite suite = page();
  Profile profile = arrivals(10, 2s);
  profile.max_users = 1;
  profile.max_waiting = 100;
  profile.drain = 1h;
  Simulation world(slow(1s));
  EXPECT_TRUE(is_interrupted(world, suite, profile, 3s, 24h, 1));
  EXPECT_GT(sum_of(world.totals()).dropped, 0U);
}

TEST(Interruption, IsASignalInSetup) {
  const CompiledSuite suite = page(R"("setup": [{"name": "make", "request": "POST /"}])");
  Simulation world(slow(3s));
  EXPECT_TRUE(is_interrupted(world, suite, iterations(1), 1s));
  EXPECT_EQ(sum_of(world.totals()).started, 0U);
}

constexpr const char* kTeardown = R"("teardown": [{"name": "drop", "request": "DELETE /"}])";

TEST(Interruption, IsNoSignalInATeardownThatComesToItsEnd) {
  const CompiledSuite suite = page(kTeardown);
  Profile profile = arrivals(10, 2s);
  profile.drain = 1s;
  Simulation world(
      [](const Call& call) { return answer(200, call.request.method == "DELETE" ? 5s : 10ms); });
  EXPECT_FALSE(is_interrupted(world, suite, profile, 3s));
  EXPECT_THAT(world.end().failures, IsEmpty());
  EXPECT_GE(world.end().duration, 7s);
}

TEST(Interruption, IsASecondSignalInTeardown) {
  const CompiledSuite suite = page(kTeardown);
  Simulation world(
      [](const Call& call) { return answer(200, call.request.method == "DELETE" ? 5s : 10ms); });
  EXPECT_TRUE(is_interrupted(world, suite, arrivals(10, 2s), 3s, 4s));
}

TEST(Interruption, IsNoSignalBehindAStepThatHasEndedTheRun) {
  const CompiledSuite suite =
      suite_of(R"("steps": [{"name": "pay", "request": "POST /pay", "on_failure": "stop_run"}])");
  Simulation world([](const Call& call) {
    return answer(call.number == 5 ? 500 : 200, 100ms + 500ms * call.user);
  });
  EXPECT_FALSE(is_interrupted(world, suite, users(10, 10, 1h), 3s, 24h, 1));
  EXPECT_EQ(sum_of(world.totals()).aborted, 0U);
}

TEST(Interruption, IsASignalThatCutsTheLastSignOutsOff) {
  for (const std::string owner : {"user", "run"}) {
    const CompiledSuite owned = suite_of(R"("session": {"shared_by": ")" + owner + R"(",
        "steps": [{"name": "in", "request": "POST /in"}],
        "end": [{"name": "out", "request": "POST /out"}]},
        "steps": [{"name": "me", "request": "GET /me"}])");
    const Script script = [](const Call& call) {
      return answer(200, call.target() == "/out" ? 5s : 10ms);
    };
    Simulation drained(script);
    EXPECT_FALSE(is_interrupted(drained, owned, users(3, 3, 2s), 3s)) << owner;
    Simulation cut(script);
    EXPECT_TRUE(is_interrupted(cut, owned, users(3, 3, 2s), 3s, 4s)) << owner;
  }
}

}  // namespace
}  // namespace slogate::support
