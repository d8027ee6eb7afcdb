// The little that all users of a run must know of each other: which sticky captures were seen, and which one-time codes
// were sent. Locked, and asked only by steps that need it: never on the way of an ordinary request.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace slogate {

class RunMemory {
 public:
  [[nodiscard]] bool seen(std::size_t flow, std::size_t slot) const;
  void mark_seen(std::size_t flow, std::size_t slot);

  // A flow that worked once and then met an `expires` condition is walked no more.
  void mark_worked(std::size_t flow);
  [[nodiscard]] bool worked(std::size_t flow) const;
  void retire(std::size_t flow, std::int64_t at_ns, std::string reason);
  // Cheap while nothing is retired: asked for every iteration.
  [[nodiscard]] bool is_retired(std::size_t flow) const;
  struct Retired {
    std::int64_t at_ns = 0;  // since the run's start
    std::string reason;
  };
  [[nodiscard]] std::map<std::size_t, Retired> retired() const;

  // Claims the 30 s time step (RFC 6238) of a key; false where its code was sent already.
  [[nodiscard]] bool claim_code(const std::string& key, std::int64_t time_step);

 private:
  mutable std::mutex mutex_;
  std::atomic<bool> any_retired_ = false;
  std::set<std::size_t> worked_;
  std::map<std::size_t, Retired> retired_;
  std::set<std::pair<std::size_t, std::size_t>> seen_;
  std::set<std::pair<std::string, std::int64_t>> codes_;
};

}  // namespace slogate
