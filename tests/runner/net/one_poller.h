// A fixture: a Poller on the real clock, and pairs of sockets that it watches.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "runner/net/poller.h"

namespace slogate::support {

// A failure, not a bound that is met.
inline constexpr std::chrono::seconds kLong(60);

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

class OnePoller : public testing::Test {
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

}  // namespace slogate::support
