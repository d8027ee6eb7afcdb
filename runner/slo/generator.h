// Whether the generator's own trouble spoils a run's numbers. Trouble turns a pass into
// inconclusive; a fail stands where it stands without what the trouble touched:
// - stopped time (a smoke keeps no schedule: there it is trouble only where a latency is judged):
//   rates and availability without the intervals in which time was lost. Latencies cannot be taken
//   apart like that, so a fail by latency alone becomes inconclusive.
// - late starts: latency by service time, which has no dispatch lag in it.
// - no descriptor or port left: rates without the requests that met it.
#pragma once

#include <string>
#include <vector>

#include "runner/slo/verdict.h"

namespace slogate {

struct GeneratorTrouble {
  bool stopped = false;
  bool late = false;
  bool exhausted = false;
  std::vector<std::string> reasons;  // each with its remedy
};

// The judged objectives give the tightest latency limit, on which the permitted dispatch lag
// depends.
[[nodiscard]] GeneratorTrouble find_trouble(const RunResult& result,
                                            const std::vector<ObjectiveVerdict>& objectives);

// "1.62 s (busy with its own work …)": how long the generator stood still and, as far as its CPU
// time tells, why.
[[nodiscard]] std::string stall_text(const Interval& totals, bool smoke);

// Turns a failed objective into an inconclusive one where the fail may be the generator's doing.
void doubt(const RunResult& result, const GeneratorTrouble& trouble, ObjectiveVerdict& verdict);

}  // namespace slogate
