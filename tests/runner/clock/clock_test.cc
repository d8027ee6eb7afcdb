#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "runner/clock/deadline.h"
#include "runner/clock/event.h"
#include "runner/clock/virtual_clock.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

TEST(VirtualClock, ADaySleptInStepsTakesNoTimeAndEndsExactly) {
  Loop loop;
  VirtualClock clock(loop);
  const SteadyTime start = clock.now();
  std::uint64_t woken = 0;
  spawn(loop, [](VirtualClock& c, std::uint64_t& count) -> Task<void> {
    Sleeper sleeper(c);
    for (SteadyTime due = c.now() + 10s; count < 8640; due += 10s) {
      co_await sleeper.until(due);
      ++count;
    }
  }(clock, woken));
  EXPECT_TRUE(clock.run());
  EXPECT_EQ(woken, 8640U);
  EXPECT_EQ(clock.now() - start, 24h);
}

TEST(VirtualClock, AlarmsFireByDueTimeAndThenInTheOrderInWhichTheyWereSet) {
  Loop loop;
  VirtualClock clock(loop);
  std::string order;
  auto a = clock.make_alarm(), b = clock.make_alarm(), c = clock.make_alarm();
  a->set(clock.now() + 2s, [&] { order += 'a'; });
  b->set(clock.now() + 1s, [&] { order += 'b'; });
  c->set(clock.now() + 2s, [&] { order += 'c'; });
  clock.run();
  EXPECT_EQ(order, "bac");
}

TEST(VirtualClock, WallTimeMovesWithSteadyTime) {
  Loop loop;
  VirtualClock clock(loop, WallTime(1000s));
  auto alarm = clock.make_alarm();
  alarm->set(clock.now() + 90s, [] {});
  clock.run();
  EXPECT_EQ(clock.wall(), WallTime(1090s));
}

TEST(Sleeper, WakeEndsASleepBeforeItsTime) {
  Loop loop;
  VirtualClock clock(loop);
  std::vector<bool> fired;
  Sleeper sleeper(clock);
  spawn(loop, [](Sleeper& s, VirtualClock& c, std::vector<bool>& out) -> Task<void> {
    out.push_back(co_await s.until(c.now() + 1h));
    out.push_back(co_await s.until(c.now() + 1s));
  }(sleeper, clock, fired));
  auto alarm = clock.make_alarm();
  alarm->set(clock.now() + 5s, [&] { sleeper.wake(); });
  const SteadyTime start = clock.now();
  clock.run();
  EXPECT_EQ(fired, (std::vector<bool>{false, true}));
  EXPECT_EQ(clock.now() - start, 6s);
}

TEST(Event, ASetBeforeTheWaitIsNotLost) {
  Loop loop;
  Event event(loop);
  bool resumed = false;
  event.set();
  spawn(loop, [](Event& e, bool& done) -> Task<void> {
    co_await e.wait();
    done = true;
  }(event, resumed));
  loop.run();
  EXPECT_TRUE(resumed);
}

TEST(Deadline, ExpiresExactlyAtItsTimeHoweverOftenItWasMoved) {
  Loop loop;
  VirtualClock clock(loop);
  const SteadyTime start = clock.now();
  std::vector<std::chrono::nanoseconds> expired;
  Deadline limit(clock, [&](SteadyTime) { expired.push_back(clock.now() - start); });
  limit.arm(start + 10s);
  limit.arm(start + 30s);
  limit.arm(start + 20s);
  clock.run();
  EXPECT_EQ(expired, (std::vector<std::chrono::nanoseconds>{20s}));
}

TEST(Deadline, AnEarlierLimitThanTheAlarmsIsKept) {
  Loop loop;
  VirtualClock clock(loop);
  const SteadyTime start = clock.now();
  std::chrono::nanoseconds expired{0};
  Deadline limit(clock, [&](SteadyTime due) {
    EXPECT_LE(due, clock.now());
    expired = due - start;
  });
  limit.arm(start + 10s);
  limit.arm(start + 3s);
  clock.run();
  EXPECT_EQ(expired, 3s);
}

TEST(Deadline, ADisarmedOneNeverExpires) {
  Loop loop;
  VirtualClock clock(loop);
  bool expired = false;
  Deadline limit(clock, [&](SteadyTime) { expired = true; });
  limit.arm(clock.now() + 10s);
  limit.disarm();
  clock.run();
  EXPECT_FALSE(expired);
}

TEST(RealClock, AlarmFiresNeverBeforeItsTime) {
  Loop loop;
  RealClock clock(loop);
  auto alarm = clock.make_alarm();
  const SteadyTime due = clock.now() + 3ms;
  SteadyTime fired{};
  alarm->set(due, [&] { fired = clock.now(); });
  loop.run();
  EXPECT_GE(fired, due);
}

TEST(RealClock, AnAlarmThatWentBeforeItsTimeDoesNotFire) {
  Loop loop;
  RealClock clock(loop);
  bool fired = false;
  clock.make_alarm()->set(clock.now() + 1ms, [&] { fired = true; });
  loop.run();
  EXPECT_FALSE(fired);
}

TEST(VirtualClock, StandsStillWhileTheMachineIsSuspendedAndTheWallClockDoesNot) {
  Loop loop;
  VirtualClock clock(loop);
  const SteadyTime start = clock.now();
  const WallTime wall = clock.wall();
  clock.suspend(1h);
  EXPECT_EQ(clock.now(), start);
  EXPECT_EQ(clock.suspended(), 1h);
  EXPECT_EQ(clock.wall() - wall, 1h);
}

TEST(VirtualClock, HasTheThreadTimeThatItWasGiven) {
  Loop loop;
  VirtualClock clock(loop);
  EXPECT_EQ(clock.thread_time().cpu, 0us);
  clock.use_thread({3ms, 1ms});
  clock.use_thread({2ms, 0ms});
  EXPECT_EQ(clock.thread_time().cpu, 5ms);
  EXPECT_EQ(clock.thread_time().waiting, 1ms);
}

TEST(RealClock, CountsTheCpuTimeOfItsOwnThreadOnly) {
  Loop loop;
  RealClock clock(loop);
  const ThreadTime before = clock.thread_time();
  std::thread([] {
    Loop other_loop;
    RealClock other(other_loop);
    while (other.thread_time().cpu < 20ms) {
    }
  }).join();
  const ThreadTime idle = clock.thread_time();
  EXPECT_LT(idle.cpu - before.cpu, 20ms);
  EXPECT_GE(idle.waiting, before.waiting);
  while (clock.thread_time().cpu < idle.cpu + 5ms) {
  }
}

TEST(RealClock, WasNotSuspendedWhileItIsAskedAgainAndAgain) {
  Loop loop;
  const RealClock clock(loop);
  const auto first = clock.suspended();
  for (int i = 0; i < 1000; ++i) EXPECT_LT(clock.suspended() - first, 100ms);
}

}  // namespace
}  // namespace slogate
