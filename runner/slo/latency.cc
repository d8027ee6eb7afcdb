#include "runner/slo/latency.h"

#include <fmt/format.h>

#include <cmath>

#include "runner/slo/evidence.h"
#include "runner/slo/wording.h"

namespace slogate {
namespace {

double seconds(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / 1e6;
}

bool under(std::chrono::microseconds time, const Objective& objective) {
  return std::chrono::nanoseconds(time).count() < std::llround(objective.limit * 1e9);
}

std::uint64_t count_not_under(const Histogram& times, const Objective& objective) {
  return times.count_not_under(std::chrono::nanoseconds(std::llround(objective.limit * 1e9)));
}

// A value just over the limit must not read like the limit.
std::string measured_text(std::chrono::microseconds time, const Objective& objective) {
  std::string text = seconds_text(seconds(time));
  if (!under(time, objective) && text == bare_limit_text(objective)) {
    text += fmt::format(" ({} us)", number_text(static_cast<std::uint64_t>(time.count())));
  }
  return text;
}

// True where there is nothing to judge; the evidence says why.
bool lacks_data(const ScopeSums& sums, const Histogram& times, ObjectiveVerdict& verdict) {
  if (!times.empty()) return false;
  verdict.judgement = Judgement::inconclusive;
  verdict.evidence = sums.finished == 0   ? "no request fits"
                     : sums.finished == 1 ? "no answer came: the only request failed"
                                          : fmt::format("no answer came: all {} failed",
                                                        count_of(sums.finished, "request"));
  return true;
}

struct Bounds {
  std::optional<std::chrono::microseconds> upper;
  std::optional<std::chrono::microseconds> lower;
};

Bounds bounds_of(const Histogram& times, double quantile, double inflation) {
  Bounds bounds;
  if (const auto rank = quantile_upper_rank(quantile, times.count(), kConfidence, inflation))
    bounds.upper = times.value_at_rank(*rank);
  if (const auto rank = quantile_lower_rank(quantile, times.count(), kConfidence, inflation))
    bounds.lower = times.value_at_rank(*rank);
  return bounds;
}

void show_bound(std::string_view words, std::chrono::microseconds time, ObjectiveVerdict& verdict) {
  verdict.bound_value = seconds(time);
  verdict.bound = fmt::format("{} {} (95 %)", words, measured_text(time, verdict.objective));
}

std::string claim_of(const Objective& objective) {
  return subject_text(objective) + " " + limit_text(objective);
}

std::string what_is_missing(const Histogram& times, const Grounds& grounds,
                            const Objective& objective) {
  const std::string claim = claim_of(objective);
  const std::uint64_t n = times.count();
  const std::uint64_t over = count_not_under(times, objective);
  const std::string worth = worth_aside(objective, grounds.size, n);
  if (!under(times.quantile(objective.quantile), objective)) {
    return fmt::format(
        "the measured value is over the limit, but {}{} prove neither {} nor its opposite{}",
        count_of(n, "request"), worth.empty() ? "" : worth + ",", claim,
        opposite_text(1 - objective.quantile, over, n, grounds));
  }
  const std::uint64_t needed =
      samples_for_share(1 - objective.quantile, over, grounds.size.inflation);
  const std::string where =
      over == 0 ? ""
                : fmt::format(" where {} of them {} not under it{}", number_text(over),
                              over == 1 ? "is" : "are", worth.empty() ? "" : ", in such bursts");
  const std::string time = more_time(needed, n, grounds.length_ns);
  return fmt::format("{} prove {}{}; there {} {}{}{}", count_of(needed, "request"), claim, where,
                     n == 1 ? "was" : "were", number_text(n), worth,
                     time.empty() || over == 0 ? time : time + " without another slow one");
}

// What an observed pass says nothing about, and what would.
std::string shown_text(std::uint64_t n, const Objective& objective) {
  return fmt::format(
      "{}: shows that the flows work, says nothing about {} ({} under {} would prove it)",
      count_of(n, "request"), subject_text(objective),
      number_text(samples_for_quantile(objective.quantile)), bare_limit_text(objective));
}

}  // namespace

void judge_quantile(const ScopeSums& sums, const Histogram& times, const Grounds& grounds,
                    ObjectiveVerdict& verdict) {
  const Objective& objective = verdict.objective;
  verdict.samples = times.count();
  if (lacks_data(sums, times, verdict)) return;
  const std::chrono::microseconds value = times.quantile(objective.quantile);
  const Bounds bounds = bounds_of(times, objective.quantile, grounds.size.inflation);
  const bool proven = bounds.upper && under(*bounds.upper, objective);
  const bool refuted = bounds.lower && !under(*bounds.lower, objective);
  const bool observed = verdict.decision == Decision::observed;
  verdict.measured = measured_text(value, objective);
  verdict.measured_value = seconds(value);
  if (refuted) {
    show_bound("at least", *bounds.lower, verdict);
  } else if (bounds.upper) {
    show_bound("at most", *bounds.upper, verdict);
  }
  const std::uint64_t over = count_not_under(times, objective);
  add_grounds(grounds, over, verdict);
  const std::string requests = count_of(times.count(), "request");
  const std::string worth = worth_text(objective, grounds.size, times.count());
  if (observed ? !under(value, objective) : refuted) {
    verdict.judgement = Judgement::fail;
    verdict.evidence = refuted ? fmt::format("{}: {} is {}{}", requests, subject_text(objective),
                                             verdict.bound, worth)
                               : fmt::format("{}, {} of them not under {}", requests,
                                             number_text(over), bare_limit_text(objective));
  } else if (proven) {
    verdict.judgement = Judgement::pass;
    verdict.evidence = fmt::format("{}: proves {} (95 %){}", requests, claim_of(objective), worth);
  } else if (observed) {
    verdict.judgement = Judgement::pass;
    verdict.evidence = shown_text(times.count(), objective);
  } else {
    verdict.judgement = Judgement::inconclusive;
    verdict.evidence = what_is_missing(times, grounds, objective);
  }
}

void judge_max(const ScopeSums& sums, const Histogram& times, ObjectiveVerdict& verdict) {
  const Objective& objective = verdict.objective;
  verdict.decision = Decision::observed;  // no sample proves a maximum
  verdict.samples = times.count();
  if (lacks_data(sums, times, verdict)) return;
  verdict.measured = measured_text(times.max(), objective);
  verdict.measured_value = seconds(times.max());
  const std::string requests = count_of(times.count(), "request");
  if (under(times.max(), objective)) {
    verdict.judgement = Judgement::pass;
    verdict.evidence = fmt::format("the slowest of {}", requests);
  } else {
    verdict.judgement = Judgement::fail;
    verdict.evidence =
        fmt::format("{}, {} of them not under {}", requests,
                    number_text(count_not_under(times, objective)), bare_limit_text(objective));
  }
}

}  // namespace slogate
