// The series of a run as trials in the order of time, as effective_size() wants them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runner/record/run_result.h"
#include "runner/slo/effective_size.h"

namespace slogate {

// What a share counts: requests of those rows, and how many of them failed or were 5xx.
[[nodiscard]] std::vector<Trials> share_trials(const std::vector<SeriesPoint>& series,
                                               const std::vector<std::size_t>& rows,
                                               Measure measure);

enum class TimedBy : std::uint8_t { response, service };

// What a quantile counts: answers to the objective of that place in the header, and how many of them
// were not under its limit.
[[nodiscard]] std::vector<Trials> slow_trials(const std::vector<SeriesPoint>& series,
                                              std::size_t place, TimedBy by);

}  // namespace slogate
