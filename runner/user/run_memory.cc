#include "runner/user/run_memory.h"

namespace slogate {
namespace {

constexpr std::size_t kMaxCodes = 10'000;  // far more than time steps of a day; old ones go first

}  // namespace

bool RunMemory::seen(std::size_t flow, std::size_t slot) const {
  const std::lock_guard lock(mutex_);
  return seen_.contains({flow, slot});
}

void RunMemory::mark_seen(std::size_t flow, std::size_t slot) {
  const std::lock_guard lock(mutex_);
  seen_.insert({flow, slot});
}

bool RunMemory::claim_code(const std::string& key, std::int64_t time_step) {
  const std::lock_guard lock(mutex_);
  if (codes_.size() > kMaxCodes) codes_.erase(codes_.begin());
  return codes_.insert({key, time_step}).second;
}

}  // namespace slogate
