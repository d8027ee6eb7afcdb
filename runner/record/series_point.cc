#include <cmath>

#include "runner/record/run_result.h"
#include "runner/record/scope_rows.h"

namespace slogate {

SeriesMaker::SeriesMaker(const RunHeader& header) {
  for (const Objective& objective : header.objectives) {
    Limit& limit = limits_.emplace_back();
    if (objective.measure != Measure::quantile) continue;
    limit.rows = rows_in(header, objective.over);
    limit.limit = std::chrono::nanoseconds(std::llround(objective.limit * 1e9));
  }
}

SeriesPoint SeriesMaker::point(const Interval& interval) const {
  SeriesPoint point;
  point.begin_ns = interval.begin_ns;
  point.end_ns = interval.end_ns;
  point.finished.reserve(interval.rows.size());
  point.failed.reserve(interval.rows.size());
  point.bad_5xx.reserve(interval.rows.size());
  for (const RowCounts& row : interval.rows) {
    point.finished.push_back(row.finished);
    point.failed.push_back(row.failed);
    point.bad_5xx.push_back(row.bad_5xx);
  }
  point.flows = interval.flows;
  point.stopped_ns = interval.stopped_ns;
  if (!interval.dispatch_lag.empty())
    point.dispatch_lag_p99_us = interval.dispatch_lag.quantile(0.99).count();
  point.slow.resize(limits_.size());
  for (std::size_t i = 0; i < limits_.size(); ++i) {
    SlowCounts& slow = point.slow[i];
    for (const std::size_t index : limits_[i].rows) {
      if (index >= interval.rows.size()) continue;
      const RowCounts& row = interval.rows[index];
      slow.answers += row.response.count();
      slow.slow += row.response.count_not_under(limits_[i].limit);
      slow.slow_service += row.service.count_not_under(limits_[i].limit);
    }
  }
  return point;
}

}  // namespace slogate
