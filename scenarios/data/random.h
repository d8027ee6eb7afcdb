// Random numbers that are the same everywhere: from (seed, flow, name, iteration) to a stream of 64
// bits, by SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) and
// nothing of std::, whose distributions differ between libraries. Not for secrets.
//
//   RandomStream random({seed, stream_number("checkout"), 17}, stream_number("amount"));
//   random.below(6);
//
// Neither worker nor user is in it, so 1, 2 and 7 workers draw the same. It never changes: a seed
// that somebody wrote down must keep its meaning.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace slogate {

// Which iteration a value is drawn for, and when.
struct Draw {
  std::uint64_t seed = 0;
  std::uint64_t flow = 0;     // stream_number() of the flow's name
  std::uint64_t ordinal = 0;  // the iteration's number within its flow
  std::int64_t unix_ms = 0;   // wall-clock time; timestamps only
};

// SplitMix64's finaliser: every bit of the input moves every bit of the output.
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

class RandomStream {
 public:
  RandomStream(const Draw& draw, std::uint64_t stream) {
    for (const std::uint64_t part : {draw.seed, draw.flow, stream, draw.ordinal}) {
      state_ = mix64((state_ ^ part) + kGamma);
    }
  }

  [[nodiscard]] std::uint64_t next() { return mix64(state_ += kGamma); }

  // Each of 0 to end - 1 alike: draws that would favour the first ones are thrown away. end > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t end) {
    const std::uint64_t uneven = (0 - end) % end;  // 2^64 mod end
    std::uint64_t drawn = next();
    while (drawn < uneven) drawn = next();
    return drawn % end;
  }

  // Each of low to high alike, both included; low <= high.
  [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) {
    const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    const std::uint64_t drawn = span == UINT64_MAX ? next() : below(span + 1);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + drawn);
  }

 private:
  static constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15U;

  std::uint64_t state_ = 0;
};

}  // namespace slogate
