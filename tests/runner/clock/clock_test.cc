#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <string>
#include <vector>

#include "runner/clock/deadline.h"
#include "runner/clock/event.h"
#include "runner/clock/virtual_clock.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

void spawn(Loop& loop, Task<void> task) {
  boost::asio::co_spawn(loop.get_executor(), std::move(task), boost::asio::detached);
}

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
  Deadline limit(clock, [&] { expired.push_back(clock.now() - start); });
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
  Deadline limit(clock, [&] { expired = clock.now() - start; });
  limit.arm(start + 10s);
  limit.arm(start + 3s);
  clock.run();
  EXPECT_EQ(expired, 3s);
}

TEST(Deadline, ADisarmedOneNeverExpires) {
  Loop loop;
  VirtualClock clock(loop);
  bool expired = false;
  Deadline limit(clock, [&] { expired = true; });
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

}  // namespace
}  // namespace slogate
