#include "runner/record/run_result.h"

namespace slogate {

SeriesPoint series_point(const Interval& interval) {
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
  return point;
}

}  // namespace slogate
