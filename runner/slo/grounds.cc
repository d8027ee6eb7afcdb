#include "runner/slo/grounds.h"

#include <fmt/format.h>

#include <cmath>

#include "runner/slo/evidence.h"
#include "runner/slo/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

constexpr double kWorthTelling = 1.25;  // the inflation from which both numbers are said
constexpr double kBursts = 2;  // under it, independent answers too may look so: in 1 run of 50
constexpr double kLongestSeconds = 30.0 * 24 * 3600;

// What counts against the objective: "failures", "slow answers".
std::string_view events_noun(const Objective& objective) {
  switch (objective.measure) {
    case Measure::error_rate:
      return "failure";
    case Measure::rate_5xx:
      return "5xx or failed request";
    case Measure::quantile:
    case Measure::max:
      return "slow answer";
    case Measure::availability:
      return "down minute";
  }
  return "event";
}

std::string how_they_came(const Objective& objective, const EffectiveSize& size) {
  return fmt::format("{}s came {}", events_noun(objective),
                     size.inflation < kBursts ? "unevenly" : "in bursts");
}

}  // namespace

std::string worth_text(const Objective& objective, const EffectiveSize& size, std::uint64_t n) {
  if (size.inflation < kWorthTelling) return {};
  return fmt::format("; they count like {}: {}", number_text(size.of(n)),
                     how_they_came(objective, size));
}

std::string worth_aside(const Objective& objective, const EffectiveSize& size, std::uint64_t n) {
  if (size.inflation < kWorthTelling) return {};
  return fmt::format(", which count like {} ({})", number_text(size.of(n)),
                     how_they_came(objective, size));
}

std::string independence_text(const Objective& objective, const EffectiveSize& size,
                              std::uint64_t events) {
  const std::string_view noun = events_noun(objective);
  const std::string taken =
      fmt::format("{} are taken as independent: ",
                  objective.measure == Measure::availability ? "minutes" : "answers");
  switch (size.known) {
    case EffectiveSize::Known::estimated:
      return {};
    case EffectiveSize::Known::few_events:
      if (events == 0) return taken + fmt::format("without a {} no burst can show", noun);
      return taken + fmt::format("{} {} too few to see whether they come in bursts",
                                 count_of(events, noun), events == 1 ? "is" : "are");
    case EffectiveSize::Known::few_others:
      return taken + fmt::format("nearly all are {}s", noun);
    case EffectiveSize::Known::few_intervals:
      return taken + fmt::format("{} {} too few to see whether {}s come in bursts",
                                 count_of(size.intervals, "interval"),
                                 size.intervals == 1 ? "is" : "are", noun);
  }
  return {};
}

std::string more_time(std::uint64_t needed, std::uint64_t have, std::int64_t length_ns) {
  if (have == 0 || length_ns <= 0 || needed <= have || needed >= kMostSamples) return {};
  const double each = static_cast<double>(length_ns) / 1e9 / static_cast<double>(have);
  const double seconds = std::ceil(static_cast<double>(needed - have) * each - 1e-9);
  if (seconds > kLongestSeconds) return {};
  return ": at this rate " + duration_text(std::chrono::seconds(std::llround(seconds))) + " more";
}

std::string opposite_text(double limit, std::uint64_t events, std::uint64_t n,
                          const Grounds& grounds) {
  const double share = static_cast<double>(events) / static_cast<double>(n);
  const auto needed = samples_to_refute(limit, share, grounds.size.inflation);
  if (!needed || *needed <= n) return {};
  return fmt::format("; {} at this share would prove the opposite{}", number_text(*needed),
                     more_time(*needed, n, grounds.length_ns));
}

std::string wilson_text(std::uint64_t events, std::uint64_t n, const EffectiveSize& size) {
  const ShareInterval interval = wilson_interval(events, n, size.inflation);
  return fmt::format("{} to {}", share_text(interval.low), share_text(interval.high));
}

void add_grounds(const Grounds& grounds, std::uint64_t events, ObjectiveVerdict& verdict) {
  verdict.effective_samples = grounds.size.of(verdict.samples);
  if (verdict.decision == Decision::observed) return;
  std::string assumed = independence_text(verdict.objective, grounds.size, events);
  if (!assumed.empty()) verdict.caveats.push_back(std::move(assumed));
}

}  // namespace slogate
