// When bytes came in, by the kernel's note: a process that sleeps, or whose core was taken away, receives them later, which
// is not the target's doing. Sockets ask for the note (SO_TIMESTAMPNS); a receive then tells when the last segment that it
// took from was taken in from the wire (of TCP since Linux 4.13), by the wall clock. ArrivalClock says it by the steady one.
//
//   StampSwitch stamping;                              // one for a worker, before its sockets
//   ask_for_stamps(descriptor);
//   Stamp stamp{.wanted = poller.was_away()};
//   receive(descriptor, buffer, size, stamp);
//   const SteadyTime at = arrivals.arrived(stamp.at, earliest, clock.now(), clock);
//
// Where there is no stamp, or it cannot be believed, an answer came when it was received: never earlier than it did. A
// receive that tells the stamp costs 0.26 us more than one that does not, and told of each it was 8 % of all CPU time of a
// busy worker: it is wanted where the thread had nothing to do, or no core, before it looked for what is ready. What comes while it works is
// received when it looks next, and a worker that cannot keep up is told of in other ways.
#pragma once

#include <sys/types.h>

#include <cstddef>

#include "runner/clock/clock.h"

namespace slogate {

inline constexpr WallTime kNoStamp{};

struct Stamp {
  bool wanted = true;
  WallTime at = kNoStamp;
};

void ask_for_stamps(int descriptor);

// recv(2) without flags, made again where a signal interrupted it. Where it took something, `stamp.at` is that of its last
// segment, or kNoStamp; else it stays as it is.
[[nodiscard]] ssize_t receive(int descriptor, char* into, std::size_t size, Stamp& stamp);

// The kernel stamps packets while some socket asks for it, and to begin or end that stops all cores for a moment: this one
// asks for as long as it lives, so that a connection of its own for each request does not.
class StampSwitch {
 public:
  StampSwitch();
  ~StampSwitch();
  StampSwitch(const StampSwitch&) = delete;
  StampSwitch& operator=(const StampSwitch&) = delete;

 private:
  int descriptor_;  // negative where the process has none left: stamps come all the same
};

// Wall and steady time run at one speed, except where somebody sets the wall clock: their difference is looked at again
// where the last look is over kLookAgain old. What was stamped before such a step was seen is not believed. (In the
// fraction of a kLookAgain between a step back and that look an answer may appear to have come earlier than it did.)
class ArrivalClock {
 public:
  static constexpr std::chrono::nanoseconds kLookAgain = std::chrono::microseconds(100);
  // Readings further apart are no use: the core was lost between them.
  static constexpr std::chrono::nanoseconds kExact = std::chrono::microseconds(20);

  // Nothing earlier than `earliest` and nothing later than now is believed.
  [[nodiscard]] SteadyTime arrived(WallTime stamp, SteadyTime earliest, SteadyTime now,
                                   const Clock& clock) {
    if (stamp == kNoStamp) return now;
    if (now >= next_look_) look(now, clock);
    return converted(stamp, earliest, now);
  }

  // The clocks, read one after the other. False where that took too long.
  bool looked(SteadyTime before, WallTime wall, SteadyTime after);
  [[nodiscard]] SteadyTime converted(WallTime stamp, SteadyTime earliest, SteadyTime now) const;

 private:
  void look(SteadyTime now, const Clock& clock);

  std::chrono::nanoseconds ahead_{
      0};  // the wall clock, of the steady one; too small by what a reading takes
  SteadyTime valid_from_ = SteadyTime::min();
  SteadyTime next_look_ = SteadyTime::min();
  bool known_ = false;
};

}  // namespace slogate
