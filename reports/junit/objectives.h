// The suite "slo": one testcase per objective. An unmet objective is a failure, an undecided one an
// error of type slo.inconclusive (readers know no fourth state, and a skipped case is green
// everywhere), one that the profile cannot judge is skipped.
#pragma once

#include "reports/junit/case.h"
#include "reports/model/report.h"

namespace slogate::report {

void add_objectives(const Report& report, SuiteNode& suite);

// One more case, for a verdict that nothing else in the file would show: the run did not end by
// itself, or it is no pass although every flow and objective passed. `broken` = failures and errors
// that stand in the file already.
void add_verdict(const Report& report, int broken, SuiteNode& suite);

}  // namespace slogate::report
