// The secrets that a virtual user, or the run's shared sessions, had until lately: a server may name a token after a new
// one has taken its place, a one-time code after it was sent, or the password of an iteration that is over. The last
// kMost of them; the oldest makes room.
//
//   memory.add(token);
//   memory.each([&](std::string_view secret) { redactor.add(secret); });
//
// Owns no memory while it is empty, and none beyond the ring's once that is full. Not thread safe.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/message/redactor.h"

namespace slogate {

class SecretMemory {
 public:
  static constexpr std::size_t kMost = 64;

  explicit SecretMemory(std::size_t most = kMost) : most_(most) {}

  // An empty value and a known one are ignored: then false.
  bool add(std::string_view secret);

  void each(const std::function<void(std::string_view)>& visit) const;

 private:
  std::size_t most_;
  std::vector<std::string> kept_;
  std::size_t oldest_ = 0;  // once the ring is full
};

// Adds a captured value. Of a JSON object or array also each text and number in it: the answer that it came from writes
// it with other spaces, and another one may name a part of it. One that would tear other words apart is taken out where
// it is a whole JSON value only.
void add_captured(std::string_view value, Redactor& redactor);

}  // namespace slogate
