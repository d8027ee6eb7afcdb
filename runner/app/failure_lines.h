// What one row's findings, outcomes and exchanges look like in a report. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "reports/model/report.h"
#include "runner/record/run_result.h"

namespace slogate {

// True where the app was never asked: resolve, connect, TLS, or a request that could not be built.
// An answer that is broken, too late or too large was measured, and is the app's failure. (house:
// JUnit error and failure)
[[nodiscard]] bool could_not_be_measured(Outcome outcome);

struct FailureLines {
  std::vector<report::FailureLine> lines;
  std::uint64_t more = 0;  // failed requests that no line tells
};

// The first of each kind by time; and one line for each outcome that failed requests without
// leaving a finding.
[[nodiscard]] FailureLines failure_lines(const RunRow& row, const RowCounts& counts,
                                         std::vector<const Finding*> findings);

// Failed outcomes and how often, most frequent first.
[[nodiscard]] std::vector<report::Fact> outcome_facts(const RowCounts& counts);

[[nodiscard]] std::vector<report::ExchangeLine> exchange_lines(
    const RunRow& row, const std::vector<const ExchangeRecord*>& exchanges);

}  // namespace slogate
