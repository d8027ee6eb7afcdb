// A failure together with the flow and step it belongs to, for writers that list failures outside
// their flow, and the words that all writers use for it, so that a failure reads the same in every
// output.
//
//   for (const Finding& finding : findings(report)) {
//     out << place(finding) << ": " << message(*finding.failure);
//   }
//
// A Finding points into the Report that it came from. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/model/report.h"

namespace slogate::report {

struct Finding {
  const FlowLine* flow;
  const StepLine* step;
  const FailureLine* failure;
};

// Every listed failure. What stands in a step that did not pass comes before what a passing step
// tolerated; among those, unmet checks before what could not be measured; otherwise reading order.
[[nodiscard]] std::vector<Finding> findings(const Report& report);

// "auth / request-code". Raw: the caller escapes.
[[nodiscard]] std::string place(const Finding& finding);

// "expected status 200, got 502", or the title where there is nothing to compare. Raw: the caller
// escapes.
[[nodiscard]] std::string message(const FailureLine& failure);

// "flow.json:12", "flow.json" without a line, empty without a file.
[[nodiscard]] std::string location(const std::string& file, int line);

// "12.3 s", "2 min 3 s", "1 h 5 min": a run's length for people. Never negative; "0 s" for what is
// not a number.
[[nodiscard]] std::string length(double seconds);

// "4,620".
[[nodiscard]] std::string count_text(std::uint64_t count);

// What a step's line says behind its numbers: its reason, and the requests that the server cannot
// have seen or that were left without an answer. Empty where there is nothing to say.
[[nodiscard]] std::string remark(const StepLine& step);

// What was measured, "no data", or "-" where nothing had to be.
[[nodiscard]] std::string measured_text(const ObjectiveLine& objective);

// True where the step passed nevertheless: its objectives allow so many failures.
[[nodiscard]] bool is_tolerated(const Finding& finding);

// The report's sentence without a leading "Pass: ", for places where the verdict stands in front of
// it already.
[[nodiscard]] std::string sentence_alone(const Report& report);

// True where a step or flow is counted as broken: fail, error or inconclusive.
[[nodiscard]] bool is_trouble(State state);

}  // namespace slogate::report
