// What time it is, and being woken when it is later: one of the two seams to the operating system. Everything above
// it runs unchanged on VirtualClock.
//
//   auto alarm = clock.make_alarm();
//   alarm->set(clock.now() + 5s, [&] { socket.cancel(); });
//
// A clock belongs to one loop; alarms fire on that loop's thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "runner/clock/task.h"

namespace slogate {

using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;
using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

// What the operating system gave a thread until now.
struct ThreadTime {
  std::chrono::microseconds cpu{0};      // its user and system time
  std::chrono::microseconds waiting{0};  // it could run and other work had the core; 0 if not told
};

class Alarm {
 public:
  virtual ~Alarm() = default;
  // Calls `fire` once, on the loop, when `due` has come: never before. Replaces what was set before.
  virtual void set(SteadyTime due, std::function<void()> fire) = 0;
  virtual void cancel() = 0;
};

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual SteadyTime now() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
  [[nodiscard]] virtual std::unique_ptr<Alarm> make_alarm() = 0;
  [[nodiscard]] virtual Loop& loop() = 0;
  // Of the thread that runs the loop, and called on it.
  [[nodiscard]] virtual ThreadTime thread_time() = 0;
  // How long the machine has been suspended since some fixed time: now() stands still meanwhile, so
  // nothing else shows it.
  [[nodiscard]] virtual std::chrono::nanoseconds suspended() const = 0;
};

// The machine's clocks: CLOCK_MONOTONIC and CLOCK_REALTIME, alarms on Asio's timers;
// CLOCK_THREAD_CPUTIME_ID; CLOCK_BOOTTIME against CLOCK_MONOTONIC, exact to a millisecond or so.
class RealClock final : public Clock {
 public:
  explicit RealClock(Loop& loop) : loop_(loop) {}
  [[nodiscard]] SteadyTime now() const override;
  [[nodiscard]] WallTime wall() const override;
  [[nodiscard]] std::unique_ptr<Alarm> make_alarm() override;
  [[nodiscard]] Loop& loop() override { return loop_; }
  [[nodiscard]] ThreadTime thread_time() override;
  [[nodiscard]] std::chrono::nanoseconds suspended() const override;

 private:
  Loop& loop_;
  ThreadTime last_;
};

// The steady time now, for the few places that have no clock at hand (the start of main, benchmarks).
[[nodiscard]] SteadyTime steady_now();
[[nodiscard]] WallTime wall_now();

// User and system time of this process so far.
[[nodiscard]] std::chrono::microseconds process_cpu_time();

}  // namespace slogate
