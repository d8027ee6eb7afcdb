// Availability by time: the share of minutes in which no core flow was down. A minute, counted from
// the run's start, is down when some core flow was tried in it and never succeeded; a minute in
// which nothing was tried does not count.
#pragma once

#include <vector>

#include "runner/slo/verdict.h"

namespace slogate {

// Not applicable to a run under a minute. Confident: Clopper-Pearson over the minutes, so few
// minutes are inconclusive; minutes down that stand together count for fewer.
void judge_availability(const RunResult& result, const std::vector<SeriesPoint>& series,
                        ObjectiveVerdict& verdict);

}  // namespace slogate
