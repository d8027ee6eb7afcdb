// A Poller on socket pairs: what was told is remembered, who waits goes on, and nothing that is gone is touched.
#include "runner/net/poller.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>
#include <boost/asio/post.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runner/clock/virtual_clock.h"

namespace slogate {
namespace {

// Two connected sockets; the first is watched.
struct Pair {
  explicit Pair(Poller& poller) {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0)
      throw std::runtime_error("socketpair");
    watch.emplace(poller, ends[0]);
  }
  ~Pair() {
    watch.reset();
    ::close(ends[0]);
    hang_up();
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void send(const std::string& text) { EXPECT_GT(::write(ends[1], text.data(), text.size()), 0); }
  void hang_up() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
  // Takes what is there, as a reader of the watch does.
  std::string read() {
    std::array<char, 64> buffer;
    const ssize_t got = ::read(ends[0], buffer.data(), buffer.size());
    if (got < static_cast<ssize_t>(buffer.size())) watch->drained();
    return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
  }

  std::array<int, 2> ends{-1, -1};
  std::optional<Watch> watch;
};

class PollerTest : public testing::Test {
 protected:
  void spawn(Task<void> task) { slogate::spawn(loop_, std::move(task)); }
  // Until the loop runs dry.
  void run() {
    loop_.restart();
    loop_.run();
  }
  Task<void> reader(Pair& pair, std::string& out) {
    if (!pair.watch->may_read()) co_await pair.watch->readable();
    out += pair.watch->may_read() ? pair.read() : "nothing";
  }

  Loop loop_{1};
  RealClock clock_{loop_};
  Poller poller_{clock_};
};

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
    while (got.size() < 300U * static_cast<std::size_t>(round + 1)) ASSERT_EQ(loop_.run_one(), 1U);
  }
  EXPECT_EQ(got, std::string(900, 'x'));
}

TEST_F(PollerTest, TakesWhatBecomesReadyMeanwhileInTheSameTurn) {
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
  EXPECT_EQ(loop_.run_one(), 1U);
  EXPECT_EQ(got, "abc");
}

// Two that are ready again as soon as they were served would hold the loop for ever.
TEST_F(PollerTest, LetsOthersOfTheLoopRunWhereMoreKeepsComing) {
  Pair one(poller_);
  Pair other(poller_);
  int reads = 0;
  std::optional<int> reads_before_others;
  const auto echo = [&](Pair& pair) -> Task<void> {
    while (!reads_before_others) {
      if (!pair.watch->may_read()) co_await pair.watch->readable();
      static_cast<void>(pair.read());
      if (++reads == 1) boost::asio::post(loop_, [&] { reads_before_others = reads; });
      pair.send("x");
    }
  };
  spawn(echo(one));
  spawn(echo(other));
  loop_.poll();
  one.send("x");
  other.send("x");
  run();
  ASSERT_TRUE(reads_before_others);
  EXPECT_GT(*reads_before_others, 2);  // more than one look
  EXPECT_LE(*reads_before_others, 64);
  EXPECT_LE(reads, *reads_before_others + 2);
}

}  // namespace
}  // namespace slogate
