// The little that all users of a run must know of each other: which sticky captures were seen, and which one-time codes
// were sent. Locked, and asked only by steps that need it: never on the way of an ordinary request.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace slogate {

class RunMemory {
 public:
  [[nodiscard]] bool seen(std::size_t flow, std::size_t slot) const;
  void mark_seen(std::size_t flow, std::size_t slot);

  // Claims the 30 s time step (RFC 6238) of a key; false where its code was sent already.
  [[nodiscard]] bool claim_code(const std::string& key, std::int64_t time_step);

 private:
  mutable std::mutex mutex_;
  std::set<std::pair<std::size_t, std::size_t>> seen_;
  std::set<std::pair<std::string, std::int64_t>> codes_;
};

}  // namespace slogate
