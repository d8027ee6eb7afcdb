// Draws of one seed, each use with a name of its own, so that a draw more in one place does not move the others.
//
//   Draws draw(123, "weather");
//   if (draw.one_in(3)) delay = draw.between(200, 60'000);
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/data/random.h"

namespace slogate::support {

class Draws {
 public:
  Draws(std::uint64_t seed, const char* use) : random_({seed, 0, 0, 0}, stream(use)) {}

  // Both included.
  std::int64_t between(std::int64_t low, std::int64_t high) { return random_.between(low, high); }
  bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
  std::string milliseconds(std::int64_t low, std::int64_t high) {
    return std::to_string(between(low, high)) + "ms";
  }

 private:
  static std::uint64_t stream(const char* use) {
    std::uint64_t out = 0;
    for (; *use != 0; ++use) out = mix64(out ^ static_cast<unsigned char>(*use));
    return out;
  }
  RandomStream random_;
};

}  // namespace slogate::support
