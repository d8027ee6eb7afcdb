#include "runner/slo/trials.h"

#include <algorithm>

namespace slogate {
namespace {

// A run file's intervals stand in the order of time; those of several that were put together do not.
std::vector<const SeriesPoint*> in_time(const std::vector<SeriesPoint>& series) {
  std::vector<const SeriesPoint*> points;
  points.reserve(series.size());
  for (const SeriesPoint& point : series) points.push_back(&point);
  const auto earlier = [](const SeriesPoint* a, const SeriesPoint* b) {
    return a->end_ns < b->end_ns;
  };
  if (!std::is_sorted(points.begin(), points.end(), earlier))
    std::stable_sort(points.begin(), points.end(), earlier);
  return points;
}

}  // namespace

std::vector<Trials> share_trials(const std::vector<SeriesPoint>& series,
                                 const std::vector<std::size_t>& rows, Measure measure) {
  std::vector<Trials> trials;
  trials.reserve(series.size());
  for (const SeriesPoint* point : in_time(series)) {
    const auto& bad = measure == Measure::error_rate ? point->failed : point->bad_5xx;
    Trials& sum = trials.emplace_back();
    for (const std::size_t row : rows) {
      if (row < point->finished.size()) sum.n += point->finished[row];
      if (row < bad.size()) sum.events += bad[row];
    }
  }
  return trials;
}

std::vector<Trials> slow_trials(const std::vector<SeriesPoint>& series, std::size_t place,
                                TimedBy by) {
  std::vector<Trials> trials;
  trials.reserve(series.size());
  for (const SeriesPoint* point : in_time(series)) {
    Trials& sum = trials.emplace_back();
    if (place >= point->slow.size()) continue;
    const SlowCounts& counts = point->slow[place];
    sum.n = counts.answers;
    sum.events = by == TimedBy::response ? counts.slow : counts.slow_service;
  }
  return trials;
}

}  // namespace slogate
