#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>
#include <string_view>
#include <utility>

#include "runner/clock/clock.h"

namespace slogate {
namespace {

class RealAlarm final : public Alarm {
 public:
  explicit RealAlarm(Loop& loop) : timer_(loop.get_executor()) {}

  void set(SteadyTime due, std::function<void()> fire) override {
    timer_.expires_at(due);  // cancels what was pending
    // A wait that had already completed when it was replaced, or when this object went, arrives without an error:
    // its turn is over, and the count outlives this object.
    const std::uint64_t turn = ++*turn_;
    timer_.async_wait([fire = std::move(fire), turn, now = turn_](boost::system::error_code error) {
      if (!error && turn == *now) fire();
    });
  }
  void cancel() override {
    ++*turn_;
    timer_.cancel();
  }
  ~RealAlarm() override { ++*turn_; }

 private:
  boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>
      timer_;
  std::shared_ptr<std::uint64_t> turn_ = std::make_shared<std::uint64_t>(0);
};

std::chrono::nanoseconds read(clockid_t clock) {
  timespec time{};
  if (clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// The second number of Linux's schedstat: how long the thread could run and did not. Nothing where
// the kernel keeps no such count, or no descriptor is left.
std::optional<std::chrono::microseconds> waited_for_core() {
  const int file = ::open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  char text[96];
  const ssize_t length = ::read(file, text, sizeof text);
  ::close(file);
  if (length <= 0) return std::nullopt;
  const std::string_view line(text, static_cast<std::size_t>(length));
  const std::size_t gap = line.find(' ');
  if (gap == std::string_view::npos) return std::nullopt;
  std::int64_t waited_ns = 0;
  const auto read = std::from_chars(line.data() + gap + 1, line.data() + line.size(), waited_ns);
  if (read.ec != std::errc()) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::nanoseconds(waited_ns));
}

}  // namespace

SteadyTime steady_now() {
  return std::chrono::steady_clock::now();
}
WallTime wall_now() {
  return std::chrono::system_clock::now();
}

SteadyTime RealClock::now() const {
  return steady_now();
}
WallTime RealClock::wall() const {
  return wall_now();
}
std::unique_ptr<Alarm> RealClock::make_alarm() {
  return std::make_unique<RealAlarm>(loop_);
}

ThreadTime RealClock::thread_time() {
  last_.cpu = std::chrono::duration_cast<std::chrono::microseconds>(read(CLOCK_THREAD_CPUTIME_ID));
  last_.waiting = waited_for_core().value_or(last_.waiting);
  return last_;
}

std::chrono::nanoseconds RealClock::suspended() const {
  // The two cannot be read at once. A reading that took long, because the thread lost its core in
  // the midst of it, is made again; the later steady time makes the difference too small, never too
  // large.
  constexpr int kAttempts = 5;
  std::chrono::nanoseconds largest = std::chrono::nanoseconds::min();
  for (int i = 0; i < kAttempts; ++i) {
    const auto before = read(CLOCK_MONOTONIC);
    const auto boot = read(CLOCK_BOOTTIME);
    const auto after = read(CLOCK_MONOTONIC);
    largest = std::max(largest, boot - after);
    if (after - before < std::chrono::milliseconds(1)) break;
  }
  return largest;
}

std::chrono::microseconds process_cpu_time() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return {};
  const auto time = [](const timeval& value) {
    return std::chrono::seconds(value.tv_sec) + std::chrono::microseconds(value.tv_usec);
  };
  return time(usage.ru_utime) + time(usage.ru_stime);
}

}  // namespace slogate
