// The parts of report.html in the order in which they are read. Each adds what it is named for and
// leaves the page's tags closed; a part without content adds nothing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "reports/html/markup.h"
#include "reports/model/report.h"

namespace slogate::report {

[[nodiscard]] std::string_view page_css();  // page.css

void add_verdict(const Report& report, Markup& page);  // the banner, why, what was not checked
void add_objectives(const Report& report, Markup& page);
void add_failures(const Report& report, Markup& page);   // in steps that did not pass
void add_tolerated(const Report& report, Markup& page);  // in steps whose objectives allow them
void add_flows(const Report& report,
               Markup& page);  // with steps, percentiles and the exchanges of a smoke run

}  // namespace slogate::report
