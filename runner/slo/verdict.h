// Holds a run against its objectives. Pure: the same RunResult gives the same Verdict.
//
//   Verdict verdict = judge(result);
//   return exit_code(verdict, result.end, true);
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runner/record/run_result.h"

namespace slogate {

enum class Judgement : std::uint8_t { pass, fail, inconclusive, not_applicable };
// "pass", "fail", "inconclusive", "not applicable"
[[nodiscard]] std::string_view word(Judgement judgement);

struct ObjectiveVerdict {
  Objective objective;
  Judgement judgement = Judgement::inconclusive;
  Decision decision = Decision::confident;
  std::uint64_t samples = 0;
  std::string measured;  // "182 ms", "0.12 %"; empty without data
  std::string bound;     // "at most 211 ms (95 %)"; empty where none can be given
  std::string limit;     // "< 2 s"
  std::string evidence;  // one sentence: what this shows and what it does not, or what is missing
  double measured_value = 0;  // seconds or share; 0 without data
  double bound_value = 0;
  std::size_t place = 0;  // among the run's objectives
  // So many independent samples they are worth; `samples` where they are taken as independent.
  std::uint64_t effective_samples = 0;
  std::string wilson;  // of a share: Wilson's two-sided 95 % interval, "0.017 % to 0.564 %"
  // A rule over a window: how often it was looked at, and how many of the windows share no time.
  std::uint64_t looks = 0;
  std::uint64_t separate_windows = 0;
  bool may_be_chance = false;  // so many looks find such a window in a target at the limit too
  std::vector<std::string> caveats;  // what the evidence takes for granted, a sentence's part each
};

struct Verdict {
  Judgement overall = Judgement::inconclusive;  // pass, fail or inconclusive
  // Why it is not a pass, most important first; for a pass: what holds.
  std::vector<std::string> reasons;
  std::vector<ObjectiveVerdict> objectives;
  std::string sentence;  // the whole in one sentence, with what was not checked
  // Flows that fail the run as a whole, whatever the objectives allow their steps.
  std::vector<std::string> failed_flows;
};

// Overall: fail where a check failed in smoke, an objective failed, requests failed under load that no
// judged objective on failures covers, or the run as a whole failed;
// else inconclusive where an objective could not be decided, no request was sent, nothing was
// checked, more than 1 % of iterations were dropped, more than 1 % of a load's iterations or all of
// some flow's were cut off by the end of the run (an interrupted run, and one that a step or a
// failed setup ended, says that instead), the generator was in trouble (dispatch_lag p99 over 10 ms
// or 1 % of the tightest latency limit, whichever is larger; exhausted descriptors; stopped time, in
// a smoke only where a latency is judged) or the run did not end by itself; else pass. A fail stands
// where it stands without what the generator's trouble touched (generator.h); a fail by latency
// alone in a run with stopped time becomes inconclusive.
//
// The bounds of a confident decision, for a pass and for a fail, are of the effective number of
// samples (effective_size.h); of a rule over a window they are of all requests in it.
//
// Rates over a window are judged in whole windows of at least 300 requests, else not applicable.
// Availability is not applicable to runs under a minute. A request that failed for want of a
// descriptor or port never fails a run by itself.
[[nodiscard]] Verdict judge(const RunResult& result);

// 0 pass, 1 fail, 3 inconclusive; where `live`, 4 for a run that broke off, 130 and 143 for one
// that a signal ended. `report` passes live = false: there an interrupted or broken-off run is at
// best inconclusive (1 or 3).
[[nodiscard]] int exit_code(const Verdict& verdict, const RunEnd& end, bool live);

}  // namespace slogate
