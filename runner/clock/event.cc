#include "runner/clock/event.h"

namespace slogate {

void Event::set() {
  if (parking_.occupied()) {
    parking_.post(loop_);
  } else {
    set_ = true;
  }
}

Task<bool> Sleeper::until(SteadyTime due) {
  bool fired = false;
  alarm_->set(due, [this, &fired] {
    fired = true;
    event_.set();
  });
  co_await event_.wait();
  alarm_->cancel();
  co_return fired;
}

void Sleeper::wake() {
  event_.set();
}

}  // namespace slogate
