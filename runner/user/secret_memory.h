// The secrets that a virtual user, or the run's shared sessions, had until lately: a server may name a token after a new
// one has taken its place, or a one-time code after it was sent. The last kMost of them; the oldest makes room.
//
//   memory.add(token);
//   memory.add_to(redactor);
//
// Owns no memory while it is empty, and none beyond the ring's once that is full. Not thread safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/message/redactor.h"

namespace slogate {

class SecretMemory {
 public:
  static constexpr std::size_t kMost = 64;

  // An empty value and a known one are ignored.
  void add(std::string_view secret);

  void add_to(Redactor& redactor) const;

 private:
  std::vector<std::string> kept_;
  std::size_t oldest_ = 0;  // once the ring is full
};

// Adds a captured value. Of a JSON object or array also each text and number in it: the answer that it came from writes
// it with other spaces, and another one may name a part of it.
void add_captured(std::string_view value, Redactor& redactor);

}  // namespace slogate
