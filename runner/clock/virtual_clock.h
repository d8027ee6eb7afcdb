// Time that passes only when nothing is left to do: a heap of due times; run() polls the loop until it is idle, then
// moves to the next one. A day takes as long as its work. One thread; the same calls give the same order.
//
//   Loop loop; VirtualClock clock(loop);
//   spawn(loop, sleeper(clock));
//   clock.run();
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "runner/clock/clock.h"

namespace slogate {

class VirtualClock final : public Clock {
 public:
  // The steady clock begins at 1 s, the wall clock at `wall`.
  explicit VirtualClock(Loop& loop, WallTime wall = WallTime(std::chrono::seconds(1'772'791'200)));

  [[nodiscard]] SteadyTime now() const override { return now_; }
  [[nodiscard]] WallTime wall() const override {
    return wall_start_ + (now_ - start_) + suspended_ + stepped_;
  }
  [[nodiscard]] std::unique_ptr<Alarm> make_alarm() override;
  [[nodiscard]] Loop& loop() override { return loop_; }
  [[nodiscard]] ThreadTime thread_time() override { return thread_time_; }
  [[nodiscard]] std::chrono::nanoseconds suspended() const override { return suspended_; }

  // Until the loop is idle and no alarm is set. `turns` bounds a program that never ends; false where it was reached.
  bool run(std::uint64_t turns = 100'000'000);

  // How many alarms have fired so far: each is a wake-up.
  [[nodiscard]] std::uint64_t fired() const { return fired_; }

  // Time in which nothing could run, as when the process is stopped: moves on without looking at alarms.
  void jump(std::chrono::nanoseconds by) { now_ += by; }
  // The machine sleeps: the steady clock stands still, the wall clock does not.
  void suspend(std::chrono::nanoseconds by) { suspended_ += by; }
  // Somebody sets the wall clock, forward or back: no other clock knows of it.
  void step_wall(std::chrono::nanoseconds by) { stepped_ += by; }
  // What the thread used and waited, which takes no time of this clock by itself.
  void use_thread(ThreadTime more) {
    thread_time_.cpu += more.cpu;
    thread_time_.waiting += more.waiting;
  }

 private:
  class VirtualAlarm;
  using Key = std::pair<SteadyTime, std::uint64_t>;
  using Alarms = std::map<Key, std::function<void()>>;

  Loop& loop_;
  SteadyTime start_;
  SteadyTime now_;
  WallTime wall_start_;
  std::chrono::nanoseconds suspended_{0};
  std::chrono::nanoseconds stepped_{0};
  ThreadTime thread_time_;
  std::uint64_t sequence_ = 0;
  std::uint64_t fired_ = 0;
  std::shared_ptr<Alarms> alarms_;  // shared with alarms, which may outlive the clock
};

}  // namespace slogate
