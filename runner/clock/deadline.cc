#include "runner/clock/deadline.h"

#include <utility>

namespace slogate {

Deadline::Deadline(Clock& clock, std::function<void(SteadyTime)> expired)
    : clock_(clock), expired_(std::move(expired)), alarm_(clock.make_alarm()) {}

Deadline::~Deadline() {
  alarm_->cancel();
}

void Deadline::arm(SteadyTime due) {
  due_ = due;
  if (!alarm_at_ || *alarm_at_ > due) set_alarm(due);
}

void Deadline::set_alarm(SteadyTime at) {
  alarm_at_ = at;
  alarm_->set(at, [this] { fire(); });
}

void Deadline::fire() {
  alarm_at_.reset();
  if (!due_) return;
  if (clock_.now() < *due_) {
    set_alarm(*due_);
    return;
  }
  const SteadyTime due = *due_;
  due_.reset();
  expired_(due);
}

}  // namespace slogate
