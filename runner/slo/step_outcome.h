// What a step of a search for the capacity says: whether its rate held, and if not, whose doing it was. The run itself
// is judged as any other (verdict.h); this reads that verdict, and looks at the queue.
//
//   const StepReading reading = read_step(result, judge(result), {.due = 4120, .drain = 10s});
//
// - A generator that was late or stood still makes the step one of its own, even where the verdict is a fail: what it had
//   no time to read counts as the target's in every latency.
// - Held is only what the verdict passes: no objective failed, each was decided, and the target kept up.
// - Kept up: at least 99 % of what was due was started and finished within the drain, and no queue grew. Where all users
//   were busy and answers took no longer than before, it is the profile's cap on users that did not.
// Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "runner/load/capacity_search.h"
#include "runner/slo/queue_growth.h"
#include "runner/slo/verdict.h"

namespace slogate {

struct StepFacts {
  std::uint64_t due = 0;  // iterations that the plan has
  std::chrono::nanoseconds drain{0};
  std::uint32_t max_users = 0;
  std::optional<QueueGrowth> growth = {};
  double usual_service = 0;  // mean seconds at the highest rate that held so far; 0: not known
};

struct StepReading {
  StepOutcome outcome = StepOutcome::unclear;
  std::string reason;          // why it is not held, with a remedy where there is one
  double short_by = 1;         // too_little: how many times as many samples it takes
  std::uint64_t finished = 0;  // iterations walked to their end
};

[[nodiscard]] StepReading read_step(const RunResult& result, const Verdict& verdict,
                                    const StepFacts& facts);

// Mean service time of all requests, seconds; 0 without any.
[[nodiscard]] double mean_service(const RunResult& result);

// The judged objective that is nearest to its limit, or furthest beyond it; nullptr where none has a number.
[[nodiscard]] const ObjectiveVerdict* nearest_to_limit(const Verdict& verdict);

}  // namespace slogate
