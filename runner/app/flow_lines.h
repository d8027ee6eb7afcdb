// The flows and steps of a report. A step's state:
//   skipped  no request was sent; `reason` says why
//   error    every failure is one that could not be measured (failure_lines.h)
//   fail     otherwise, where a request failed
//   pass     no request failed; and under load also where some failed while error_rate or rate_5xx
//            objectives were judged over the step and none failed: there they carry the verdict
// A group (a page with its assets) never carries a failure: that stands at its step, once.
#pragma once

#include <vector>

#include "reports/model/report.h"
#include "runner/record/run_result.h"
#include "runner/slo/verdict.h"

namespace slogate {

// In the order of the run's flows; then what was left out; then the ready step where it has
// anything to tell.
[[nodiscard]] std::vector<report::FlowLine> flow_lines(const RunResult& run,
                                                       const Verdict& verdict);

}  // namespace slogate
