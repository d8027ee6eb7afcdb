// The flows of the example reports, apart from the run that they stand in.
#pragma once

#include <vector>

#include "reports/model/report.h"

namespace slogate::report {

[[nodiscard]] std::vector<FlowLine> smoke_flows();
[[nodiscard]] std::vector<FlowLine> load_flows();

}  // namespace slogate::report
