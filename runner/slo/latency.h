// Latency objectives: a quantile with its order-statistic bounds, and the slowest answer. A bucket
// counts with its upper end, so a value in the limit's own bucket is not under the limit: at most
// 0.1 % too strict, never too mild.
#pragma once

#include "runner/slo/grounds.h"
#include "runner/slo/scope.h"
#include "runner/slo/verdict.h"

namespace slogate {

// Fills judgement, numbers and evidence. `times` is the response time, or what it is to be judged
// by instead.
void judge_quantile(const ScopeSums& sums, const Histogram& times, const Grounds& grounds,
                    ObjectiveVerdict& verdict);
void judge_max(const ScopeSums& sums, const Histogram& times, ObjectiveVerdict& verdict);

}  // namespace slogate
