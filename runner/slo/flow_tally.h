// How the flows of a run fared: which worked, which never did, which were not walked to their end.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "runner/record/run_result.h"

namespace slogate {

struct FlowTally {
  struct Failed {
    std::string flow;
    std::string reason;
  };
  std::size_t checked = 0;
  std::size_t working = 0;
  std::size_t flawed = 0;            // of those that work: under load, with some failures
  std::vector<std::string> untried;  // no iteration began
  std::vector<std::string> cut_off;  // some began and none came to its end
  std::vector<Failed> only_failed;   // iterations failed and no failed step explains it
  std::vector<Failed> never;         // iterations failed and none succeeded
};

[[nodiscard]] FlowTally tally_flows(const RunResult& result);

// Why iterations that the end of a load cut off leave its verdict open; empty where they do not.
// Those of an interrupted run, and of one that a step or a failed setup ended, are told by that.
[[nodiscard]] std::vector<std::string> cut_off_reasons(const RunResult& result);

[[nodiscard]] std::string flows_text(const FlowTally& flows);

// "; not checked: billing (--skip-flow billing)", or nothing.
[[nodiscard]] std::string unchecked_text(const RunHeader& header, const RunEnd& end,
                                         const FlowTally& flows);

}  // namespace slogate
