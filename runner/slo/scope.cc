#include "runner/slo/scope.h"

#include <algorithm>

namespace slogate {
std::uint64_t generator_faults(const RowCounts& row) {
  std::uint64_t faults = 0;
  for (std::size_t i = 0; i < row.by_outcome.size(); ++i) {
    if (is_generator_fault(static_cast<Outcome>(i))) faults += row.by_outcome[i];
  }
  return faults;
}

ScopeSums sums_of(const RunResult& result, const Scope& scope) {
  ScopeSums sums;
  for (const std::size_t index : rows_in(result.header, scope)) {
    if (index >= result.totals.rows.size()) continue;
    const RowCounts& row = result.totals.rows[index];
    sums.finished += row.finished;
    sums.failed += row.failed;
    sums.bad_5xx += row.bad_5xx;
    sums.generator_faults += generator_faults(row);
    sums.response.add(row.response);
    sums.service.add(row.service);
  }
  return sums;
}

std::int64_t run_length_ns(const RunResult& result) {
  std::int64_t length = std::max(result.end.duration_ns, result.totals.end_ns);
  for (const SeriesPoint& point : result.series) length = std::max(length, point.end_ns);
  return std::max<std::int64_t>(0, length - warm_up_ns(result));
}

std::int64_t warm_up_ns(const RunResult& result) {
  return result.warm_up.end_ns - result.warm_up.begin_ns;
}

}  // namespace slogate
