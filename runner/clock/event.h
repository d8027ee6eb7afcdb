// One coroutine waits, somebody on the same loop wakes it; and sleeping with a wake-up call.
//
//   Event done(loop);
//   co_await done.wait();      // returns at once if set() came first, and takes that set() away
//
// At most one waiter. set() never resumes the waiter inside the caller: it is posted to the loop.
#pragma once

#include <memory>
#include <utility>

#include "runner/clock/clock.h"
#include "runner/clock/parking.h"

namespace slogate {

class Event {
 public:
  explicit Event(Loop& loop) : loop_(loop) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  [[nodiscard]] Parking::Wait wait() { return parking_.wait(std::exchange(set_, false)); }
  void set();

 private:
  Loop& loop_;
  bool set_ = false;
  Parking parking_;
};

// Sleeps until a time or until wake(), whichever comes first.
class Sleeper {
 public:
  explicit Sleeper(Clock& clock) : alarm_(clock.make_alarm()), event_(clock.loop()) {}

  // False where wake() ended it before its time; a wake() while nobody sleeps ends the next sleep.
  [[nodiscard]] Task<bool> until(SteadyTime due);
  void wake();

 private:
  std::unique_ptr<Alarm> alarm_;
  Event event_;
};

}  // namespace slogate
