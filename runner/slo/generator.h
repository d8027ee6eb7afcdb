// Whether the generator's own trouble spoils a run's numbers. Trouble turns a pass into
// inconclusive; a fail stands where it stands without what the trouble touched:
// - stopped time (a smoke keeps no schedule: there it is trouble only where a latency is judged):
//   rates, availability and failed steps without the intervals in which time was lost or made up for.
//   Latencies cannot be taken apart like that, so a fail by latency alone becomes inconclusive.
// - late starts: latency by service time, which has no dispatch lag in it.
// - no descriptor or port left: rates without the requests that met it.
// - a worker without CPU time left in most of the run: no latency, and no trouble to a pass.
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

// "1.62 s (busy with its own work …)", "5 s (suspended)": how long the generator stood still and, as
// far as its clocks and its CPU time tell, why.
[[nodiscard]] std::string stall_text(const Interval& totals, bool smoke);

// "worker 1 was at 98 % CPU for 12 s: use --workers 2, or more shards", of the worker that was so for
// longest. Empty where none used over 95 % of a core for a second, or it was not recorded.
[[nodiscard]] std::string busiest_worker(const RunResult& result);

// The same where that was most of the run; else empty.
[[nodiscard]] std::string full_worker(const RunResult& result);

// Rows and flows of which something failed, and nothing apart from the time in which the generator of
// a load stood still and made up for it.
struct Excused {
  std::vector<bool> rows;   // by RunHeader::rows
  std::vector<bool> flows;  // by RunHeader::flows
};
[[nodiscard]] Excused excused_by(const RunResult& result, const GeneratorTrouble& trouble);

// Turns a failed objective into an inconclusive one where the fail may be the generator's doing.
void doubt(const RunResult& result, const GeneratorTrouble& trouble, ObjectiveVerdict& verdict);

}  // namespace slogate
