#include "runner/slo/availability.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "runner/slo/evidence.h"
#include "runner/slo/grounds.h"
#include "runner/slo/scope.h"
#include "runner/slo/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

constexpr std::int64_t kMinute = 60'000'000'000;

struct Minutes {
  std::uint64_t tried = 0;
  std::uint64_t up = 0;
  std::vector<Trials> each;  // of those tried; an event is one that was down
};

bool counts(const RunFlow& flow, const Scope& scope) {
  return scope.flow.empty() ? flow.core : flow.name == scope.flow;
}

Minutes count_minutes(const RunHeader& header, const std::vector<SeriesPoint>& series,
                      const Scope& scope) {
  std::map<std::int64_t, std::vector<FlowCounts>> by_minute;
  for (const SeriesPoint& point : series) {
    // By the middle: the ends of an interval are never exactly on the minute.
    const std::int64_t minute = (point.begin_ns + (point.end_ns - point.begin_ns) / 2) / kMinute;
    std::vector<FlowCounts>& sums = by_minute[minute];
    sums.resize(header.flows.size());
    for (std::size_t i = 0; i < point.flows.size() && i < sums.size(); ++i)
      sums[i].add(point.flows[i]);
  }
  Minutes minutes;
  for (const auto& [minute, sums] : by_minute) {
    bool tried = false;
    bool down = false;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      if (!counts(header.flows[i], scope) || sums[i].succeeded + sums[i].failed == 0) continue;
      tried = true;
      if (sums[i].succeeded == 0) down = true;
    }
    if (!tried) continue;
    ++minutes.tried;
    if (!down) ++minutes.up;
    minutes.each.push_back({1, down ? std::uint64_t{1} : 0});
  }
  return minutes;
}

std::string what_is_missing(std::uint64_t down, std::uint64_t tried, const Grounds& grounds,
                            const Objective& objective) {
  const double limit = 1 - objective.limit;
  if (static_cast<double>(down) > limit * static_cast<double>(tried)) {
    return fmt::format("; they prove neither availability {} nor its opposite{}",
                       limit_text(objective), opposite_text(limit, down, tried, grounds));
  }
  const std::uint64_t needed = samples_for_share(limit, down, grounds.size.inflation);
  return fmt::format("; {} with {} of them down prove availability {}{}",
                     count_of(needed, "minute"), number_text(down), limit_text(objective),
                     more_time(needed, tried, grounds.length_ns));
}

}  // namespace

void judge_availability(const RunResult& result, const std::vector<SeriesPoint>& series,
                        ObjectiveVerdict& verdict) {
  const Objective& objective = verdict.objective;
  const std::int64_t length = run_length_ns(result);
  if (length < kMinute) {
    verdict.judgement = Judgement::not_applicable;
    verdict.evidence = fmt::format("availability is counted in minutes; the run took {}",
                                   duration_text(Duration(length)));
    return;
  }
  const Minutes minutes = count_minutes(result.header, series, objective.over);
  verdict.samples = minutes.tried;
  if (minutes.tried == 0) {
    verdict.judgement = Judgement::inconclusive;
    verdict.evidence = "no core flow was tried";
    return;
  }
  const Grounds grounds{effective_size(minutes.each), length};
  const EffectiveSize& size = grounds.size;
  const std::uint64_t down = minutes.tried - minutes.up;
  const double share = static_cast<double>(minutes.up) / static_cast<double>(minutes.tried);
  const double lower = 1 - share_upper_bound(down, minutes.tried, kConfidence, size.inflation);
  const double upper = 1 - share_lower_bound(down, minutes.tried, kConfidence, size.inflation);
  const bool refuted = upper < objective.limit;
  const bool observed = verdict.decision == Decision::observed;
  verdict.measured = share_text(share);
  verdict.measured_value = share;
  verdict.bound_value = refuted ? upper : lower;
  verdict.bound = fmt::format("{} {} (95 %)", refuted ? "at most" : "at least",
                              share_text(verdict.bound_value));
  verdict.wilson = wilson_text(minutes.up, minutes.tried, size);
  add_grounds(grounds, down, verdict);
  const std::string worth = worth_text(objective, size, minutes.tried);
  const std::string seen =
      fmt::format("{} of {} up", number_text(minutes.up), count_of(minutes.tried, "minute"));
  if (observed ? share < objective.limit : refuted) {
    verdict.judgement = Judgement::fail;
    verdict.evidence = seen + (refuted ? worth : "");
  } else if (lower >= objective.limit) {
    verdict.judgement = Judgement::pass;
    verdict.evidence =
        fmt::format("{}: proves availability {} (95 %){}", seen, limit_text(objective), worth);
  } else if (observed) {
    verdict.judgement = Judgement::pass;
    verdict.evidence = fmt::format(
        "{}: shows that the flows work, says nothing about {} ({} with {} of them down would prove "
        "it)",
        seen, bare_limit_text(objective),
        count_of(samples_for_share(1 - objective.limit, down), "minute"), number_text(down));
  } else {
    verdict.judgement = Judgement::inconclusive;
    verdict.evidence = seen + worth + what_is_missing(down, minutes.tried, grounds, objective);
  }
}

}  // namespace slogate
