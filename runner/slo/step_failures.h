// Which steps of a run failed, in words, and whether the objectives let them: what a verdict is
// explained by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/slo/verdict.h"

namespace slogate {

[[nodiscard]] const RowCounts* counts_of(const RunResult& result, std::size_t row);

// The finding that speaks for the row: the first that is not the generator's fault, else the first.
[[nodiscard]] const Finding* finding_of(const RunResult& result, std::size_t row);

// A row of a flow's own step: what failures are told by. What fails in setup and teardown stands
// among the run's own failures.
[[nodiscard]] bool is_step(const RunRow& row);

// True where some judged objective bounds this row's failures and none of them is broken.
[[nodiscard]] bool within_limits(const std::vector<ObjectiveVerdict>& objectives,
                                 const RunRow& row);

// Steps with a failed request or a finding, in the order of the flows.
struct StepFailures {
  std::vector<std::string> reasons;
  std::vector<std::string> allowed;  // under load: "within the limits: …"; they decide nothing
  // Of `reasons`, those of which no judged objective says how many may be.
  std::vector<std::string> unbounded;
  std::string worst;  // of `reasons`, the one with the most failed requests
  std::uint64_t worst_count = 0;
  bool blames_target = false;  // some failure is not the generator's fault
};

// Which steps are within the limits counts where the objectives decide (`objectives_decide`), and
// never for a flow of `broken`: that one failed as a whole. Rows that are `excused` by the generator's
// own trouble are told, and blame nobody.
[[nodiscard]] StepFailures step_failures(const RunResult& result,
                                         const std::vector<ObjectiveVerdict>& objectives,
                                         bool objectives_decide,
                                         const std::vector<std::string>& broken,
                                         const std::vector<bool>& excused);

}  // namespace slogate
