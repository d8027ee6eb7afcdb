// The writers: one per format, Report in, text out. They escape what came from the target; they
// never throw on it.
#pragma once

#include <iosfwd>

#include "reports/model/report.h"

namespace slogate::report {

// JUnit XML, dialect "common": one suite per flow, one named "slo"; file and line; never nested.
void write_junit(const Report& report, std::ostream& out);

// One self-contained page that reads without script.
void write_html(const Report& report, std::ostream& out);

// Machine-readable: every field of the Report, keys in a fixed order. Schema version 1.
void write_json(const Report& report, std::ostream& out);

// For a terminal: reasons first, then the verdict. No colour unless asked for; control characters
// of the target are shown as escapes.
void write_text(const Report& report, bool colour, std::ostream& out);

// GitHub-flavoured Markdown for $GITHUB_STEP_SUMMARY, under 900 KiB, cut between table rows.
void write_summary(const Report& report, std::ostream& out);

// Workflow commands (`::error file=…`) for the terminal of a GitHub job: at most 9 failures and one
// line for the rest.
void write_annotations(const Report& report, std::ostream& out);

}  // namespace slogate::report
