// What an objective looks at: the sums of its rows, and how long the judged part of the run was.
#pragma once

#include <cstdint>

#include "runner/record/run_result.h"
#include "runner/record/scope_rows.h"

namespace slogate {

struct ScopeSums {
  std::uint64_t finished = 0;
  std::uint64_t failed = 0;
  std::uint64_t bad_5xx = 0;
  std::uint64_t generator_faults = 0;  // requests that failed for want of a descriptor or port
  Histogram response;
  Histogram service;
};
[[nodiscard]] ScopeSums sums_of(const RunResult& result, const Scope& scope);

// How long the run was without its warm-up: as its end record says, or as far as its intervals reach
// where there is none.
[[nodiscard]] std::int64_t run_length_ns(const RunResult& result);

// How long the warm-up was; 0 where there was none.
[[nodiscard]] std::int64_t warm_up_ns(const RunResult& result);

[[nodiscard]] std::uint64_t generator_faults(const RowCounts& row);

}  // namespace slogate
