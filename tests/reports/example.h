// Whole reports as a run would give them, for the writers' tests and for looking at the pages.
//
//   write_html(failing_smoke(), out);
#pragma once

#include <string>

#include "reports/model/report.h"

namespace slogate::report {

[[nodiscard]] Report failing_smoke();      // sign-in answers 502; admin left out
[[nodiscard]] Report passing_load();       // ten seconds, every objective decided
[[nodiscard]] Report inconclusive_load();  // too short, interrupted

// Every text of the report is followed by `text`, as if the target had a say in each of them. With
// an empty text the same report with harmless words.
[[nodiscard]] Report with_text_everywhere(const std::string& text);

// What a hostile target might send: ends of script, CDATA and comments, colours of a terminal,
// workflow commands, text direction, NUL, bytes that are no UTF-8, Markdown and HTML.
[[nodiscard]] std::string hostile_text();

}  // namespace slogate::report
