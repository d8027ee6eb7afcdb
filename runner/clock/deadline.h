// A time limit that is set anew for every request and almost never comes: the alarm behind it is only moved when it
// would be too late, so a request that ends in time costs a store and a compare.
//
//   Deadline limit(clock, [&](SteadyTime due) { socket.cancel(); });
//   limit.arm(now + 10s);  ...  limit.disarm();
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "runner/clock/clock.h"

namespace slogate {

class Deadline {
 public:
  // `expired` is given the limit that has passed.
  Deadline(Clock& clock, std::function<void(SteadyTime due)> expired);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  // Calls `expired` once on the loop, never before `due`; replaces an earlier limit.
  void arm(SteadyTime due);
  void disarm() { due_.reset(); }

 private:
  void set_alarm(SteadyTime at);
  void fire();

  Clock& clock_;
  std::function<void(SteadyTime)> expired_;
  std::unique_ptr<Alarm> alarm_;
  std::optional<SteadyTime> due_;       // what is asked for
  std::optional<SteadyTime> alarm_at_;  // when the alarm will look
};

}  // namespace slogate
