// How long each answer is held back: the n-th request's delay is a pure function of the schedule,
// the seed and n, so that two runs of one command line hold back the same.
//
//   constant:2ms            always
//   bimodal:1ms:20ms:0.1    1 ms, and 20 ms for a tenth of the requests
//   pareto:1ms:1.5:500ms    at least 1 ms, tail exponent 1.5, at most 500 ms
//   lognormal:2ms:1:1s      median 2 ms, the logarithm's deviation 1, at most 1 s
#pragma once

#include <cstdint>
#include <string>

namespace truth {

struct Delays {
  enum class Shape { constant, bimodal, pareto, lognormal };

  Shape shape = Shape::constant;
  double first_ns = 0;   // constant, the lower mode, the least, the median
  double second_ns = 0;  // the higher mode, or the cap
  double parameter = 0;  // share of the higher mode, exponent, deviation
  std::uint64_t seed = 1;

  [[nodiscard]] std::int64_t of(std::uint64_t number) const;
};

// False, with the reason, where the text is no such schedule.
[[nodiscard]] bool read_delays(const std::string& text, Delays& into, std::string& why);

// "2ms", "150us", "1s", "0": nanoseconds; negative where it is none of these.
[[nodiscard]] double read_duration_ns(const std::string& text);

}  // namespace truth
