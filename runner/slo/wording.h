// The words in which a verdict speaks of numbers, so that all its sentences say the same thing the
// same way.
//
//   count_of(1200, "request")   // "1,200 requests"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scenarios/suite/objective.h"

namespace slogate {

// "1,200"
[[nodiscard]] std::string number_text(std::uint64_t number);
// "1 request", "1,200 requests"
[[nodiscard]] std::string count_of(std::uint64_t number, std::string_view noun);
// "182 ms" of 0.182
[[nodiscard]] std::string seconds_text(double seconds);

[[nodiscard]] bool is_latency(Measure measure);

// What the objective measures: "p99", "slowest answer", "error rate", "5xx rate", "availability".
[[nodiscard]] std::string subject_text(const Objective& objective);
// "< 2 s", "< 0.5 %", ">= 99 %"
[[nodiscard]] std::string limit_text(const Objective& objective);
// The limit alone: "2 s", "0.5 %"
[[nodiscard]] std::string bare_limit_text(const Objective& objective);
// "p99 of API requests", "availability"
[[nodiscard]] std::string measured_subject(const Objective& objective);

}  // namespace slogate
