// A Poller on socket pairs: what was told is remembered, who waits goes on, and nothing that is gone is touched.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "runner/clock/virtual_clock.h"
#include "tests/runner/net/one_poller.h"

namespace slogate::support {
namespace {

using PollerTest = OnePoller;

TEST_F(PollerTest, WakesWhoWaitsForBytes) {
  Pair pair(poller_);
  std::string got;
  spawn(reader(pair, got));
  loop_.poll();
  EXPECT_EQ(got, "");
  pair.send("hello");
  run();
  EXPECT_EQ(got, "hello");
  EXPECT_FALSE(pair.watch->may_read());
}

TEST_F(PollerTest, TellsTheSecondBytesToo) {
  Pair pair(poller_);
  std::string got;
  for (const char* text : {"one ", "two ", "three"}) {
    spawn(reader(pair, got));
    pair.send(text);
    run();
  }
  EXPECT_EQ(got, "one two three");
}

TEST_F(PollerTest, TheLoopRunsDryWhereNobodyWaits) {
  Pair pair(poller_);
  pair.send("nobody reads this");
  run();
  SUCCEED();
}

TEST_F(PollerTest, AnEndIsRememberedBehindTheBytesBeforeIt) {
  Pair pair(poller_);
  std::string got;
  spawn(reader(pair, got));
  pair.send("last");
  pair.hang_up();
  run();
  EXPECT_EQ(got, "last");
  // The kernel tells an end once: who comes later must not wait for it.
  EXPECT_TRUE(pair.watch->may_read());
  EXPECT_EQ(pair.read(), "");
}

TEST_F(PollerTest, CancelLetsTheWaiterGoOn) {
  Pair pair(poller_);
  std::string got;
  spawn(reader(pair, got));
  loop_.poll();
  pair.watch->cancel();
  EXPECT_EQ(got, "");  // not within the call
  run();
  EXPECT_EQ(got, "nothing");
  pair.watch->cancel();  // nobody waits
  spawn(reader(pair, got));
  pair.send("; then bytes");
  run();
  EXPECT_EQ(got, "nothing; then bytes");
}

TEST_F(PollerTest, WaitsForRoomToWrite) {
  Pair pair(poller_);
  const std::string block(4096, 'b');
  std::size_t filled = 0;
  while (::write(pair.ends[0], block.data(), block.size()) > 0) ++filled;
  pair.watch->full();
  bool woken = false;
  spawn([](Pair& p, bool& out) -> Task<void> {
    co_await p.watch->writable();
    out = p.watch->may_write();
  }(pair, woken));
  loop_.poll();
  pair.watch->full();  // what the kernel told of the time before
  EXPECT_GT(filled, 0U);
  std::vector<char> sink(block.size() * filled);
  for (std::size_t left = sink.size(); left > 0;) {
    const ssize_t got = ::read(pair.ends[1], sink.data(), left);
    ASSERT_GT(got, 0);
    left -= static_cast<std::size_t>(got);
  }
  run();
  EXPECT_TRUE(woken);
}

TEST_F(PollerTest, AWatchThatGoesInTheTurnOfItsOwnEventIsNotTouched) {
  std::vector<std::unique_ptr<Pair>> pairs;
  std::size_t resumed = 0;
  for (int i = 0; i < 150; ++i) pairs.push_back(std::make_unique<Pair>(poller_));  // as many users
  // Whoever comes first ends all the others.
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    spawn([](std::vector<std::unique_ptr<Pair>>& all, std::size_t own,
             std::size_t& count) -> Task<void> {
      co_await all[own]->watch->readable();
      ++count;
      for (std::size_t other = 0; other < all.size(); ++other) {
        if (other != own) all[other].reset();
      }
    }(pairs, i, resumed));
  }
  loop_.poll();
  for (const auto& pair : pairs) pair->send("x");
  loop_.restart();
  loop_.poll();
  EXPECT_EQ(resumed, 1U);
}

TEST_F(PollerTest, KnowsThatItsThreadWasAwayBeforeATurn) {
  VirtualClock clock(loop_);
  Poller poller(clock);
  EXPECT_TRUE(poller.was_away());
  Pair pair(poller);
  const auto was_away_after = [&](std::chrono::nanoseconds pause, std::chrono::nanoseconds work) {
    bool away = false;
    spawn([](Pair& of, Poller& from, VirtualClock& time, auto longer, bool& told) -> Task<void> {
      if (!of.watch->may_read()) co_await of.watch->readable();
      EXPECT_EQ(of.read(), "x");
      told = from.was_away();
      time.jump(longer);
    }(pair, poller, clock, work, away));
    loop_.restart();
    loop_.poll();
    clock.jump(pause);
    pair.send("x");
    run();
    return away;
  };
  constexpr std::chrono::nanoseconds kMoment(1);
  EXPECT_FALSE(was_away_after(Poller::kAway, {}));
  EXPECT_TRUE(was_away_after(Poller::kAway + kMoment, Poller::kWork));
  EXPECT_FALSE(was_away_after({}, Poller::kWork + kMoment));
  EXPECT_TRUE(was_away_after({}, {}));  // what came meanwhile
}

TEST_F(PollerTest, KnowsThatItsThreadWasAwayWithinATurn) {
  VirtualClock clock(loop_);
  Poller poller(clock);
  std::vector<bool> away;
  std::array<std::unique_ptr<Pair>, 3> pairs;
  for (auto& pair : pairs) pair = std::make_unique<Pair>(poller);
  const auto turn = [&](std::chrono::nanoseconds work) {
    away.clear();
    for (auto& pair : pairs) {
      spawn([](Pair& of, Poller& from, VirtualClock& time, auto longer, auto& told) -> Task<void> {
        if (!of.watch->may_read()) co_await of.watch->readable();
        EXPECT_EQ(of.read(), "x");
        told.push_back(from.was_away());
        time.jump(longer);
        from.works_at(time.now());
      }(*pair, poller, clock, work, away));
    }
    loop_.restart();
    loop_.poll();
    for (auto& pair : pairs) pair->send("x");
    run();
    return away;
  };
  using Told = std::vector<bool>;
  static_cast<void>(turn({}));
  EXPECT_EQ(turn(Poller::kWork), (Told{false, false, false}));
  EXPECT_EQ(turn(Poller::kWork + std::chrono::nanoseconds(1)), (Told{false, true, true}));
}

TEST_F(PollerTest, MayGoWhileSomebodyStillWaits) {
  auto poller = std::make_unique<Poller>(clock_);
  auto pair = std::make_unique<Pair>(*poller);
  std::string got;
  spawn(reader(*pair, got));
  loop_.poll();
  pair->send("late");
  pair.reset();
  poller.reset();
  run();
  EXPECT_EQ(got, "");
}

// Each waits again within its turn, three times, and its frames are noted.
TEST_F(PollerTest, ServesMoreThanOneTurnTakes) {
  std::vector<std::unique_ptr<Pair>> pairs;
  std::string got;
  const auto inner = [this](Pair& pair, std::string& out) -> Task<void> {
    for (int i = 0; i < 3; ++i) co_await reader(pair, out);
  };
  for (int i = 0; i < 300; ++i) {
    pairs.push_back(std::make_unique<Pair>(poller_));
    spawn(inner(*pairs.back(), got));
  }
  loop_.poll();
  for (int round = 0; round < 3; ++round) {
    for (const auto& pair : pairs) pair->send("x");
    loop_.restart();
    while (got.size() < 300U * static_cast<std::size_t>(round + 1))
      ASSERT_EQ(loop_.run_one_for(kLong), 1U);
  }
  EXPECT_EQ(got, std::string(900, 'x'));
}

}  // namespace
}  // namespace slogate::support
