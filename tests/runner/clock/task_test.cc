#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "runner/clock/event.h"
#include "runner/clock/parking.h"
#include "runner/clock/virtual_clock.h"

namespace slogate {
namespace {

Task<int> twice(int value) {
  co_return 2 * value;
}

// Counts itself: shows which frames are still there.
struct Guest {
  explicit Guest(int& all) : count(all) { ++count; }
  ~Guest() { --count; }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;
  int& count;
};

Task<void> wait_in(Parking& parking, int& guests) {
  const Guest guest(guests);
  co_await parking.wait();
}

Task<void> wait_nested(Parking& parking, int& guests, int depth) {
  const Guest guest(guests);
  if (depth == 0) {
    co_await wait_in(parking, guests);
  } else {
    co_await wait_nested(parking, guests, depth - 1);
  }
}

TEST(Task, BeginsWhenTheLoopTurnsAndHandsItsResultOver) {
  Loop loop;
  int result = 0;
  spawn(loop, twice(21), [&](const std::exception_ptr& failed, int value) {
    EXPECT_EQ(failed, nullptr);
    result = value;
  });
  EXPECT_EQ(result, 0);
  loop.run();
  EXPECT_EQ(result, 42);
}

TEST(Task, ChildrenThatNeverWaitNeedNoStack) {
  Loop loop;
  std::uint64_t sum = 0;
  spawn(loop, [](std::uint64_t& out) -> Task<void> {
    for (int i = 0; i < 1'000'000; ++i) out += static_cast<std::uint64_t>(co_await twice(1));
  }(sum));
  loop.run();
  EXPECT_EQ(sum, 2'000'000U);
}

TEST(Task, ChildrenThatWaitEachTimeNeedNoStack) {
  Loop loop;
  VirtualClock clock(loop);
  int woken = 0;
  spawn(loop, [](VirtualClock& c, int& count) -> Task<void> {
    Sleeper sleeper(c);
    for (; count < 100'000; ++count) co_await sleeper.until(c.now() + std::chrono::seconds(1));
  }(clock, woken));
  EXPECT_TRUE(clock.run());
  EXPECT_EQ(woken, 100'000);
}

TEST(Task, AnExceptionReachesWhoeverWaits) {
  Loop loop;
  std::string caught;
  std::exception_ptr escaped;
  const auto thrower = [](Parking& parking) -> Task<int> {
    co_await parking.wait();
    throw std::runtime_error("inside");
  };
  Parking parking;
  spawn(
      loop,
      [](auto make, Parking& where, std::string& text) -> Task<void> {
        try {
          co_await make(where);
        } catch (const std::runtime_error& error) {
          text = error.what();
        }
        throw std::logic_error("outside");
      }(thrower, parking, caught),
      [&](const std::exception_ptr& failed) { escaped = failed; });
  loop.poll();
  ASSERT_TRUE(parking.occupied());
  parking.resume();
  EXPECT_EQ(caught, "inside");
  EXPECT_THROW(std::rethrow_exception(escaped), std::logic_error);
}

TEST(Task, OneThatWaitsEndsWithItsParkingAndSoDoAllThatWaitForIt) {
  Loop loop;
  int guests = 0;
  bool ended = false;
  auto parking = std::make_unique<Parking>();
  spawn(loop, wait_nested(*parking, guests, 5), [&](const std::exception_ptr&) { ended = true; });
  loop.poll();
  EXPECT_EQ(guests, 7);
  parking.reset();
  EXPECT_EQ(guests, 0);
  EXPECT_FALSE(ended);
}

TEST(Task, OneThatWasToGoOnEndsWithItsLoop) {
  int guests = 0;
  {
    Parking parking;
    Loop loop;
    spawn(loop, wait_in(parking, guests));
    loop.poll();
    parking.post(loop);
    EXPECT_FALSE(parking.occupied());
    EXPECT_EQ(guests, 1);
  }
  EXPECT_EQ(guests, 0);
}

TEST(Task, OneThatNeverBeganEndsWithItsLoop) {
  int guests = 0;
  Parking parking;
  {
    Loop loop;
    spawn(loop, [](std::unique_ptr<Guest>, Parking& where) -> Task<void> {
      co_await where.wait();
    }(std::make_unique<Guest>(guests), parking));
    EXPECT_EQ(guests, 1);
  }
  EXPECT_EQ(guests, 0);
}

TEST(Task, ItsFrameIsGoneWhenItsEndIsTold) {
  Loop loop;
  int guests = 0;
  int at_end = -1;
  Parking parking;
  spawn(loop, wait_in(parking, guests), [&](const std::exception_ptr&) { at_end = guests; });
  loop.poll();
  parking.resume();
  EXPECT_EQ(at_end, 0);
}

TEST(Task, KeepsItsLoopFromRunningDryWhileItWaitsForAnotherThread) {
  Loop loop;
  Parking parking;
  bool ended = false;
  spawn(
      loop, [](Parking& where) -> Task<void> { co_await where.wait(); }(parking),
      [&](const std::exception_ptr&) { ended = true; });
  std::thread other([&] { boost::asio::post(loop, [&] { parking.resume(); }); });
  loop.run();
  other.join();
  EXPECT_TRUE(ended);
}

TEST(FrameMemory, WhatWasFreedLastIsUsedFirst) {
  FrameMemory memory;
  void* const first = memory.take(100);
  void* const second = memory.take(128);  // of the same size class
  memory.give(first, 100);
  memory.give(second, 128);
  EXPECT_EQ(memory.take(65), second);
  EXPECT_EQ(memory.take(120), first);
  memory.give(first, 120);
  memory.give(second, 65);
}

TEST(FrameMemory, FramesBeginWithALineOfTheCache) {
  FrameMemory memory;
  for (const std::size_t size : {1U, 100U, 5000U}) {
    void* const frame = memory.take(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(frame) % 64, 0U);
    memory.give(frame, size);
  }
}

TEST(FrameMemory, KnowsTheSizeOfTheLastFrameAlone) {
  FrameMemory memory;
  EXPECT_EQ(memory.size_of_last(&memory), 0U);
  void* const first = memory.take(100);
  EXPECT_EQ(memory.size_of_last(first), 100U);
  void* const second = memory.take(200);
  EXPECT_EQ(memory.size_of_last(first), 0U);
  EXPECT_EQ(memory.size_of_last(second), 200U);
  memory.give(first, 100);
  EXPECT_EQ(memory.take(90), first);
  EXPECT_EQ(memory.size_of_last(first), 90U);
  memory.give(first, 90);
  memory.give(second, 200);
}

TEST(Task, KnowsItsFrameAndWhoWaitsForIt) {
  Loop loop;
  Parking parking;
  const auto inner = [](Parking& at) -> Task<void> { co_await at.wait(); };
  const auto outer = [&]() -> Task<void> { co_await inner(parking); };
  spawn(loop, outer());
  loop.poll();
  std::array<const TaskPromise*, 4> waiters{};
  parking.list_waiters(waiters);
  for (std::size_t i = 0; i < 3; ++i) {  // inner, outer, and what spawn() makes
    ASSERT_NE(waiters[i], nullptr);
    EXPECT_GE(waiters[i]->frame().size(), sizeof(TaskPromise));
    const auto* const at = reinterpret_cast<const std::byte*>(waiters[i]);
    EXPECT_GE(at, waiters[i]->frame().data());
    EXPECT_LT(at, waiters[i]->frame().data() + waiters[i]->frame().size());
  }
  EXPECT_EQ(waiters[3], nullptr);
  parking.resume();
}

TEST(FrameMemory, FramesOfOtherSizesAreNotMixedUp) {
  FrameMemory memory;
  void* const small = memory.take(64);
  memory.give(small, 64);
  void* const larger = memory.take(65);
  EXPECT_NE(larger, small);
  memory.give(larger, 65);
  void* const huge = memory.take(1U << 20U);
  memory.give(huge, 1U << 20U);
}

}  // namespace
}  // namespace slogate
