#include <sys/resource.h>
#include <boost/asio/steady_timer.hpp>

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

std::chrono::microseconds process_cpu_time() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return {};
  const auto time = [](const timeval& value) {
    return std::chrono::seconds(value.tv_sec) + std::chrono::microseconds(value.tv_usec);
  };
  return time(usage.ru_utime) + time(usage.ru_stime);
}

}  // namespace slogate
