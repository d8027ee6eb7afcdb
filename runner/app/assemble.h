// From a run and its verdict to the Report that every writer tells: all that a reader sees,
// formatted and in reading order. The only place that knows both runner's data and reports' words.
//
//   const report::Report report = assemble(result, judge(result), exit_code);
//
// Pure: no clock, no file, no path, so the same run file gives the same bytes. What a step's state
// means is said in flow_lines.h.
#pragma once

#include "reports/model/report.h"
#include "runner/record/run_result.h"
#include "runner/slo/verdict.h"

namespace slogate {

// `exit_code` is what the command that writes the report will return.
[[nodiscard]] report::Report assemble(const RunResult& run, const Verdict& verdict, int exit_code);

}  // namespace slogate
