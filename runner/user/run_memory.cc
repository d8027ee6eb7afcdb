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

void RunMemory::mark_worked(std::size_t flow) {
  const std::lock_guard lock(mutex_);
  worked_.insert(flow);
}

bool RunMemory::worked(std::size_t flow) const {
  const std::lock_guard lock(mutex_);
  return worked_.contains(flow);
}

void RunMemory::retire(std::size_t flow, std::int64_t at_ns, std::string reason) {
  const std::lock_guard lock(mutex_);
  retired_.emplace(flow, Retired{at_ns, std::move(reason), false});
  gone_.insert(flow);
  any_retired_.store(true, std::memory_order_relaxed);
}

void RunMemory::exhaust(std::size_t flow, std::int64_t at_ns, std::string reason) {
  const std::lock_guard lock(mutex_);
  retired_.emplace(flow, Retired{at_ns, std::move(reason), true});
}

bool RunMemory::is_retired(std::size_t flow) const {
  if (!any_retired_.load(std::memory_order_relaxed)) return false;
  const std::lock_guard lock(mutex_);
  return gone_.contains(flow);
}

std::map<std::size_t, RunMemory::Retired> RunMemory::retired() const {
  const std::lock_guard lock(mutex_);
  return retired_;
}

std::size_t RunMemory::retired_count() const {
  const std::lock_guard lock(mutex_);
  return retired_.size();
}

void RunMemory::end_run(std::string why) {
  const std::lock_guard lock(mutex_);
  if (!ending_.load(std::memory_order_relaxed)) reason_to_end_ = std::move(why);
  ending_.store(true, std::memory_order_relaxed);
}

std::string RunMemory::reason_to_end() const {
  const std::lock_guard lock(mutex_);
  return reason_to_end_;
}

bool RunMemory::claim_code(const std::string& key, std::int64_t time_step) {
  const std::lock_guard lock(mutex_);
  if (codes_.size() > kMaxCodes) codes_.erase(codes_.begin());
  return codes_.insert({key, time_step}).second;
}

void RunMemory::remember_secret(std::string_view secret) {
  const std::lock_guard lock(mutex_);
  secrets_.add(secret);
}

void RunMemory::each_secret(const std::function<void(std::string_view)>& visit) const {
  const std::lock_guard lock(mutex_);
  secrets_.each(visit);
}

}  // namespace slogate
