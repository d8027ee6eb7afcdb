#include "runner/slo/rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "runner/slo/evidence.h"
#include "runner/slo/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

std::string events_text(std::uint64_t events, const Objective& objective) {
  const bool errors = objective.measure == Measure::error_rate;
  return errors ? count_of(events, "failure")
                : fmt::format("{} 5xx or failed", number_text(events));
}

std::string claim_of(const Objective& objective) {
  return subject_text(objective) + " " + limit_text(objective);
}

std::string with_text(std::uint64_t events, const Objective& objective) {
  return events == 0 ? "without a failure" : "with " + events_text(events, objective);
}

std::string what_is_missing(std::uint64_t events, std::uint64_t requests, const Grounds& grounds,
                            const Objective& objective) {
  const std::string claim = claim_of(objective);
  const std::string worth = worth_aside(objective, grounds.size, requests);
  if (static_cast<double>(events) >= objective.limit * static_cast<double>(requests)) {
    return fmt::format(
        "the measured value is not under the limit, but {}{} prove neither {} nor its opposite{}",
        count_of(requests, "request"), worth.empty() ? "" : worth + ",", claim,
        opposite_text(objective.limit, events, requests, grounds));
  }
  const std::uint64_t needed = samples_for_share(objective.limit, events, grounds.size.inflation);
  const std::string time = more_time(needed, requests, grounds.length_ns);
  return fmt::format("{} {}{} prove {}; there {} {}{}{}", count_of(needed, "request"),
                     with_text(events, objective), worth.empty() ? "" : " in such bursts", claim,
                     requests == 1 ? "was" : "were", number_text(requests), worth,
                     time.empty() || events == 0 ? time : time + " without another failure");
}

// What an observed pass says nothing about, and what would.
std::string shown_text(std::uint64_t events, std::uint64_t requests, const Objective& objective) {
  return fmt::format("{}: shows that the flows work, says nothing about {} ({} {} would prove it)",
                     count_of(requests, "request"), bare_limit_text(objective),
                     number_text(samples_for_share(objective.limit, events)),
                     with_text(events, objective));
}

}  // namespace

void judge_share(std::uint64_t events, std::uint64_t requests, const Grounds& grounds,
                 ObjectiveVerdict& verdict) {
  const Objective& objective = verdict.objective;
  const EffectiveSize& size = grounds.size;
  verdict.samples = requests;
  if (requests == 0) {
    verdict.judgement = Judgement::inconclusive;
    verdict.evidence = "no request fits";
    return;
  }
  const double share = static_cast<double>(events) / static_cast<double>(requests);
  const double upper = share_upper_bound(events, requests, kConfidence, size.inflation);
  const double lower = share_lower_bound(events, requests, kConfidence, size.inflation);
  const bool refuted = lower >= objective.limit;
  const bool observed = verdict.decision == Decision::observed;
  verdict.measured = share_text(share);
  verdict.measured_value = share;
  verdict.bound_value = refuted ? lower : upper;
  verdict.bound = fmt::format("{} {} (95 %)", refuted ? "at least" : "at most",
                              share_text(verdict.bound_value));
  verdict.wilson = wilson_text(events, requests, size);
  add_grounds(grounds, events, verdict);
  const std::string worth = worth_text(objective, size, requests);
  const std::string seen =
      fmt::format("{}, {}", count_of(requests, "request"), events_text(events, objective));
  if (observed ? share >= objective.limit : refuted) {
    verdict.judgement = Judgement::fail;
    verdict.evidence =
        refuted ? fmt::format("{}: {} is {}{}", seen, subject_text(objective), verdict.bound, worth)
                : seen;
  } else if (upper < objective.limit) {
    verdict.judgement = Judgement::pass;
    verdict.evidence = fmt::format("{}: proves {} (95 %){}", seen, claim_of(objective), worth);
  } else if (observed) {
    verdict.judgement = Judgement::pass;
    verdict.evidence = shown_text(events, requests, objective);
  } else {
    verdict.judgement = Judgement::inconclusive;
    verdict.evidence = what_is_missing(events, requests, grounds, objective);
  }
}

namespace {

struct Slice {
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
  std::uint64_t requests = 0;
  std::uint64_t bad = 0;

  // An interval belongs to the window that holds its middle: interval ends are never exact.
  [[nodiscard]] std::int64_t middle() const { return begin_ns + (end_ns - begin_ns) / 2; }
  [[nodiscard]] double share() const {
    return requests == 0 ? 0 : static_cast<double>(bad) / static_cast<double>(requests);
  }
};

std::vector<Slice> slices_of(const std::vector<SeriesPoint>& series,
                             const std::vector<std::size_t>& rows) {
  std::vector<Slice> slices;
  slices.reserve(series.size());
  for (const SeriesPoint& point : series) {
    Slice slice{point.begin_ns, point.end_ns, 0, 0};
    for (const std::size_t row : rows) {
      if (row < point.finished.size()) slice.requests += point.finished[row];
      if (row < point.bad_5xx.size()) slice.bad += point.bad_5xx[row];
    }
    slices.push_back(slice);
  }
  std::stable_sort(slices.begin(), slices.end(),
                   [](const Slice& a, const Slice& b) { return a.end_ns < b.end_ns; });
  return slices;
}

// Every whole window, with at least one interval in it.
std::vector<Slice> windows_of(const std::vector<Slice>& slices, std::int64_t length) {
  std::vector<Slice> windows;
  std::size_t first = 0;
  Slice sum;
  std::int64_t begin = slices.empty() ? 0 : slices.front().begin_ns;
  for (const Slice& slice : slices) begin = std::min(begin, slice.begin_ns);
  for (std::size_t i = 0; i < slices.size(); ++i) {
    sum.requests += slices[i].requests;
    sum.bad += slices[i].bad;
    const std::int64_t end = slices[i].end_ns;
    for (; first < i && slices[first].middle() <= end - length; ++first) {
      sum.requests -= slices[first].requests;
      sum.bad -= slices[first].bad;
    }
    const bool last_at_this_end = i + 1 == slices.size() || slices[i + 1].end_ns != end;
    if (last_at_this_end && end - begin + (end - slices[i].middle()) >= length) {
      windows.push_back({end - length, end, sum.requests, sum.bad});
    }
  }
  return windows;
}

// The one with the highest share, or, where some are confirmed to be over the limit, the one
// confirmed most clearly.
struct Worst {
  std::optional<Slice> window;
  std::optional<Slice> confirmed;
  double lower = 0;
  std::uint64_t most_requests = 0;
  std::uint64_t looks = 0;
  std::uint64_t separate = 0;  // of the looks, those that share no time with the one before
};

Worst worst_of(const std::vector<Slice>& windows, double limit, std::uint64_t forgiven) {
  Worst worst;
  std::int64_t free_from = 0;
  for (Slice window : windows) {
    worst.most_requests = std::max(worst.most_requests, window.requests);
    if (window.requests < kWindowRequests) continue;
    ++worst.looks;
    // The ends of intervals are never exact; what that gives must not add up.
    const std::int64_t length = window.end_ns - window.begin_ns;
    if (worst.separate == 0) free_from = window.begin_ns;
    if (window.begin_ns >= free_from - length / 50) {
      ++worst.separate;
      free_from = std::max(free_from, window.begin_ns) + length;
    }
    const std::uint64_t forgiven_here = std::min(forgiven, window.bad);
    window.bad -= forgiven_here;
    window.requests -= forgiven_here;
    if (!worst.window || window.share() > worst.window->share()) worst.window = window;
    if (window.share() < limit) continue;
    const double lower = share_lower_bound(window.bad, window.requests);
    if (lower > limit && lower > worst.lower) {
      worst.lower = lower;
      worst.confirmed = window;
    }
  }
  return worst;
}

// "99", "over 99", "over 5" of 100 runs: how often chance alone finds what holds at 95 % each time.
std::string chance_text(std::uint64_t separate) {
  // Windows that overlap add to one that does not.
  if (separate < 2) return "over 5";
  const double runs = 100 * (1 - std::pow(kConfidence, static_cast<double>(separate)));
  return runs > 99 ? "over 99" : fmt::format("about {:.0f}", runs);
}

// What looking again and again does to a bound that holds at 95 % each time.
void tell_looks(const Worst& worst, ObjectiveVerdict& verdict) {
  verdict.looks = worst.looks;
  verdict.separate_windows = worst.separate;
  if (worst.looks < 2) return;
  std::string told = looks_text(worst.looks, worst.separate);
  if (verdict.decision == Decision::observed) {
    verdict.caveats.push_back(told + ", and the worst decides");
    return;
  }
  told += fmt::format(
      ": at 95 % each, chance alone would confirm one of them in {} of 100 runs of a target "
      "exactly "
      "at its limit",
      chance_text(worst.separate));
  if (worst.confirmed) {
    const Slice& window = *worst.confirmed;
    const double for_all = 1 - (1 - kConfidence) / static_cast<double>(worst.separate);
    verdict.may_be_chance =
        share_lower_bound(window.bad, window.requests, for_all) <= verdict.objective.limit;
    told += verdict.may_be_chance ? "; this may be such a window"
                                  : "; this one is confirmed at 95 % for all of them together";
  }
  verdict.caveats.push_back(std::move(told));
}

}  // namespace

std::string looks_text(std::uint64_t looks, std::uint64_t separate) {
  return fmt::format("looked at {}, about {}", count_of(looks, "time"),
                     count_of(separate, "separate window"));
}

void judge_window(const std::vector<SeriesPoint>& series, const std::vector<std::size_t>& rows,
                  std::uint64_t forgiven, ObjectiveVerdict& verdict) {
  const Objective& objective = verdict.objective;
  const std::string length = duration_text(objective.window);
  const std::vector<Slice> windows = windows_of(slices_of(series, rows), objective.window.count());
  const Worst worst = worst_of(windows, objective.limit, forgiven);
  if (!worst.window) {
    verdict.judgement = Judgement::not_applicable;
    verdict.evidence = windows.empty()
                           ? fmt::format("no {} window lies within the run", length)
                           : fmt::format("needs {} in a window of {}; there were at most {}",
                                         count_of(kWindowRequests, "request"), length,
                                         number_text(worst.most_requests));
    return;
  }
  const Slice& shown = worst.confirmed ? *worst.confirmed : *worst.window;
  verdict.samples = shown.requests;
  verdict.measured = share_text(shown.share());
  verdict.measured_value = shown.share();
  verdict.bound_value = share_lower_bound(shown.bad, shown.requests);
  verdict.bound = fmt::format("at least {} (95 %)", share_text(verdict.bound_value));
  verdict.wilson = wilson_text(shown.bad, shown.requests, {});
  verdict.effective_samples = verdict.samples;
  const std::string seen =
      fmt::format("{} of {} were 5xx or failed in the worst {}, which ended {} after the start",
                  number_text(shown.bad), count_of(shown.requests, "request"), length,
                  duration_text(Duration(shown.end_ns)));
  if (shown.share() < objective.limit) {
    verdict.judgement = Judgement::pass;
    verdict.evidence = seen;
  } else if (worst.confirmed) {
    verdict.judgement = Judgement::fail;
    verdict.evidence = seen + fmt::format("; confirmed: {}", verdict.bound);
  } else {
    verdict.judgement =
        verdict.decision == Decision::observed ? Judgement::fail : Judgement::inconclusive;
    verdict.evidence = seen + fmt::format("; not confirmed: {}", verdict.bound);
  }
  tell_looks(worst, verdict);
}

}  // namespace slogate
