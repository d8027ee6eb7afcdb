// How a Poller's turn looks more than once for what is ready, and where it ends.
#include <gtest/gtest.h>
#include <boost/asio/post.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runner/clock/virtual_clock.h"
#include "tests/runner/net/one_poller.h"

namespace slogate::support {
namespace {

using PollerTurn = OnePoller;

// Each look at it takes a moment, as in life.
class TickingClock final : public Clock {
 public:
  explicit TickingClock(Loop& loop) : real_(loop) {}
  [[nodiscard]] SteadyTime now() const override { return now_ += std::chrono::nanoseconds(100); }
  [[nodiscard]] WallTime wall() const override { return real_.wall(); }
  [[nodiscard]] std::unique_ptr<Alarm> make_alarm() override { return real_.make_alarm(); }
  [[nodiscard]] Loop& loop() override { return real_.loop(); }
  [[nodiscard]] ThreadTime thread_time() override { return real_.thread_time(); }
  [[nodiscard]] std::chrono::nanoseconds suspended() const override { return real_.suspended(); }

 private:
  RealClock real_;
  mutable SteadyTime now_{};
};

TEST_F(PollerTurn, TakesWhatBecomesReadyMeanwhileInTheSameTurn) {
  Pair one(poller_);
  Pair other(poller_);
  Pair third(poller_);
  std::string got;
  const auto sender = [this](Pair& from, Pair& to, std::string& out) -> Task<void> {
    co_await reader(from, out);
    to.send("c");
  };
  spawn(sender(one, third, got));
  spawn(reader(other, got));
  spawn(reader(third, got));
  loop_.poll();
  one.send("a");
  other.send("b");
  EXPECT_EQ(loop_.run_one_for(kLong), 1U);
  EXPECT_EQ(got, "abc");
}

// The look that found nothing more took a moment, which says nothing about what comes next.
TEST_F(PollerTurn, WasNotAwayBehindALookThatFoundNothing) {
  TickingClock clock(loop_);
  Poller poller(clock);
  Pair one(poller);
  Pair other(poller);
  std::vector<bool> away;
  const auto note = [&](Pair& pair) -> Task<void> {
    if (!pair.watch->may_read()) co_await pair.watch->readable();
    EXPECT_EQ(pair.read(), "x");
    away.push_back(poller.was_away());
  };
  for (int turn = 0; turn < 2; ++turn) {
    spawn(note(one));
    spawn(note(other));
    loop_.restart();
    loop_.poll();
    one.send("x");
    other.send("x");
    run();
  }
  EXPECT_EQ(away, std::vector<bool>(4, false));
}

TEST_F(PollerTurn, KnowsThatItsThreadWasAwayBetweenLooks) {
  VirtualClock clock(loop_);
  Poller poller(clock);
  Pair one(poller);
  Pair other(poller);
  Pair third(poller);
  std::vector<bool> away;
  // The third becomes ready while the first is at work for so long.
  const auto turn = [&](std::chrono::nanoseconds pause, std::chrono::nanoseconds work) {
    away.clear();
    const auto note = [&](Pair& pair, Pair* to) -> Task<void> {
      if (!pair.watch->may_read()) co_await pair.watch->readable();
      EXPECT_EQ(pair.read(), "x");
      away.push_back(poller.was_away());
      if (to == nullptr) co_return;
      clock.jump(work);
      to->send("x");
    };
    spawn(note(one, &third));
    spawn(note(other, nullptr));
    spawn(note(third, nullptr));
    loop_.restart();
    loop_.poll();
    clock.jump(pause);
    one.send("x");
    other.send("x");
    EXPECT_EQ(loop_.run_one_for(kLong), 1U);
    return away;
  };
  using Told = std::vector<bool>;
  constexpr std::chrono::nanoseconds kMoment(1);
  EXPECT_EQ(turn({}, 2 * Poller::kWork), (Told{false, false, false}));
  EXPECT_EQ(turn({}, 2 * Poller::kWork + kMoment), (Told{false, false, true}));
  EXPECT_EQ(turn(Poller::kAway + kMoment, {}), (Told{true, true, false}));
}

// Two that are ready again as soon as they were served, for ever; how often the loop serves them
// before others of it.
class Endless {
 public:
  Endless(Loop& loop, Poller& poller) : loop_(loop), one_(poller), other_(poller) {}

  int reads_before_others(const std::function<void()>& work) {
    spawn(loop_, echo(one_, work));
    spawn(loop_, echo(other_, work));
    loop_.poll();
    one_.send("x");
    other_.send("x");
    loop_.restart();
    loop_.run();
    return before_others_.value_or(reads_);
  }

 private:
  Task<void> echo(Pair& pair, const std::function<void()>& work) {
    while (!before_others_ && reads_ < 1'000) {
      if (!pair.watch->may_read()) co_await pair.watch->readable();
      static_cast<void>(pair.read());
      if (++reads_ == 1) boost::asio::post(loop_, [this] { before_others_ = reads_; });
      work();
      pair.send("x");
    }
  }

  Loop& loop_;
  Pair one_;
  Pair other_;
  int reads_ = 0;
  std::optional<int> before_others_;
};

TEST_F(PollerTurn, LetsOthersOfTheLoopRunWhereMoreKeepsComing) {
  EXPECT_EQ(Endless(loop_, poller_).reads_before_others([] {}), 64);
}

TEST_F(PollerTurn, LetsOthersOfTheLoopRunWhereATurnTakesLong) {
  VirtualClock clock(loop_);
  Poller poller(clock);
  const auto reads_where_each_takes = [&](std::chrono::nanoseconds time) {
    return Endless(loop_, poller).reads_before_others([&clock, time] { clock.jump(time); });
  };
  EXPECT_EQ(reads_where_each_takes(Poller::kTurn / 4), 4);
  EXPECT_EQ(reads_where_each_takes(Poller::kTurn), 2);
}

// More than a turn serves: the rest has been put off, and then nobody waits for it any more.
class PutOff : public OnePoller {
 protected:
  void begin() {
    for (int i = 0; i < 100; ++i) {
      pairs_.push_back(std::make_unique<Pair>(*own_));
      spawn(reader(*pairs_.back(), got_));
    }
    loop_.poll();
    for (const auto& pair : pairs_) pair->send("x");
    loop_.restart();
    ASSERT_EQ(loop_.run_one_for(kLong), 1U);
    ASSERT_EQ(got_, std::string(64, 'x'));
  }

  std::unique_ptr<Poller> own_ = std::make_unique<Poller>(clock_);
  std::vector<std::unique_ptr<Pair>> pairs_;
  std::string got_;
};

TEST_F(PutOff, IsServedInTheNextTurn) {
  begin();
  run();
  EXPECT_EQ(got_, std::string(100, 'x'));
}

TEST_F(PutOff, ThePollerMayGo) {
  begin();
  pairs_.clear();
  own_.reset();
  run();
  EXPECT_EQ(got_, std::string(64, 'x'));
}

TEST_F(PutOff, WhoWaitsAnewIsServedAllTheSame) {
  begin();
  Pair late(*own_);
  pairs_.clear();
  spawn(reader(late, got_));
  loop_.restart();
  loop_.poll();
  late.send("late");
  run();
  EXPECT_EQ(got_, std::string(64, 'x') + "late");
}

}  // namespace
}  // namespace slogate::support
