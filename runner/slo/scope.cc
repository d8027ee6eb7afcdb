#include "runner/slo/scope.h"

#include <algorithm>
#include <string>

namespace slogate {
namespace {

bool fits(const RunRow& row, const Scope& scope) {
  if (row.flow.empty() || is_outside_load(row.flow)) return false;
  const bool is_group = row.step.empty();
  if (scope.group.empty() ? is_group : !is_group || row.group != scope.group) return false;
  if (!scope.flow.empty() && row.flow != scope.flow) return false;
  if (!scope.step.empty() && row.step != scope.step) return false;
  return scope.tag.empty() ||
         std::find(row.tags.begin(), row.tags.end(), scope.tag) != row.tags.end();
}

}  // namespace

std::vector<std::size_t> rows_in(const RunHeader& header, const Scope& scope) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < header.rows.size(); ++i) {
    if (fits(header.rows[i], scope)) rows.push_back(i);
  }
  return rows;
}

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
