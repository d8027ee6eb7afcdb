// How a flow makes a value of its own in each iteration: the flow key `generate`.
//
//   "generate": {"order": {"uuid": true}, "amount": {"random_float": [1, 50], "digits": 2}}
//
// parse_generator() has checked everything: what a spec holds can be generated for any iteration.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/suite/diagnostic.h"
#include "scenarios/suite/quantity.h"

namespace slogate {

struct Json;

enum class GeneratorKind : std::uint8_t {
  counter,        // {"counter": {"from": 1, "step": 1}}
  uuid,           // {"uuid": true}: version 4 (RFC 9562 5.4)
  random_int,     // {"random_int": [1, 100]}: both ends included
  random_float,   // {"random_float": [0, 1], "digits": 2}: a decimal fraction of so many digits
  random_string,  // {"random_string": 12, "from": "a-z0-9"}
  choice,         // {"choice": ["a", "b"]}: one entry counts twice where it stands twice
  timestamp,      // {"timestamp": "%Y-%m-%d", "offset": "-1h"}: UTC
};

// A counter stays within 64 bits for so many iterations of its flow; 30,000 a second for a year are
// fewer.
inline constexpr std::int64_t kCountedIterations = 1'000'000'000'000;
inline constexpr std::int64_t kLongestRandomString = 4096;
inline constexpr std::size_t kMostChoices = 10'000;
inline constexpr std::size_t kLongestTimeFormat = 200;  // bytes
inline constexpr std::int64_t kMostDigits = 9;          // of a fraction

struct GeneratorSpec {
  std::string name;
  GeneratorKind kind = GeneratorKind::uuid;
  std::uint64_t stream = 0;  // stream_number(name): sets its values apart from other generators'
  std::int64_t from = 1;     // counter
  std::int64_t step = 1;
  // random_int; random_float: in units of its last digit. Both ends included.
  std::int64_t low = 0;
  std::int64_t high = 0;
  unsigned digits = 2;               // random_float
  std::uint32_t length = 0;          // random_string, bytes
  std::string alphabet;              // random_string: every character once
  std::vector<std::string> choices;  // choice, never empty
  std::string format;                // timestamp: of conversions only, the words spelt out
  std::int64_t offset_ms = 0;        // timestamp
  Position at;
};

// A name as a number: 64-bit FNV-1a, then SplitMix64's finaliser. Part of what a seed means, so it
// never changes.
[[nodiscard]] std::uint64_t stream_number(std::string_view name);

// The value of one member of `generate`; `at` is where its name stands. Everything wrong is told.
[[nodiscard]] GeneratorSpec parse_generator(const std::string& name, const Position& at,
                                            const Json& json, Diagnostics& problems);

}  // namespace slogate
