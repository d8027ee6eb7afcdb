#include "runner/clock/virtual_clock.h"

#include <algorithm>
#include <optional>

namespace slogate {

class VirtualClock::VirtualAlarm final : public Alarm {
 public:
  VirtualAlarm(std::shared_ptr<Alarms> alarms, std::uint64_t& sequence)
      : alarms_(std::move(alarms)), sequence_(sequence) {}
  ~VirtualAlarm() override { cancel(); }

  void set(SteadyTime due, std::function<void()> fire) override {
    cancel();
    key_ = Key(due, ++sequence_);
    alarms_->emplace(*key_, std::move(fire));
  }
  void cancel() override {
    if (key_) alarms_->erase(*key_);
    key_.reset();
  }

 private:
  std::shared_ptr<Alarms> alarms_;
  std::uint64_t& sequence_;
  std::optional<Key> key_;
};

VirtualClock::VirtualClock(Loop& loop, WallTime wall)
    : loop_(loop),
      start_(SteadyTime(std::chrono::seconds(1))),
      now_(start_),
      wall_start_(wall),
      alarms_(std::make_shared<Alarms>()) {}

std::unique_ptr<Alarm> VirtualClock::make_alarm() {
  return std::make_unique<VirtualAlarm>(alarms_, sequence_);
}

bool VirtualClock::run(std::uint64_t turns) {
  for (; turns > 0; --turns) {
    loop_.restart();
    loop_.poll();
    if (alarms_->empty()) return true;
    const auto next = alarms_->begin();
    now_ = std::max(now_, next->first.first);
    const std::function<void()> fire = std::move(next->second);
    alarms_->erase(next);
    ++fired_;
    fire();
  }
  return false;
}

}  // namespace slogate
