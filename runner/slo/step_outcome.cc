#include "runner/slo/step_outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "runner/slo/evidence.h"
#include "runner/slo/generator.h"
#include "runner/slo/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

constexpr double kLeftLimit = 0.01;   // of what was due
constexpr double kBusyWait = 0.010;   // seconds for a user, p99: all were busy
constexpr double kSameService = 1.2;  // of the usual one: answers took no longer

FlowCounts sums_of_flows(const RunResult& result) {
  FlowCounts sums;
  for (const FlowCounts& flow : result.totals.flows) sums.add(flow);
  for (const FlowCounts& flow : result.warm_up.flows) sums.add(flow);
  return sums;
}

// Without a sample against it, what a decision takes at least; 0 where no number says so.
std::uint64_t least_samples(const Objective& objective) {
  if (objective.measure == Measure::quantile) return samples_for_quantile(objective.quantile);
  const bool share =
      objective.measure == Measure::error_rate || objective.measure == Measure::rate_5xx;
  return share && objective.window.count() == 0 ? samples_for_share(objective.limit) : 0;
}

// How many times as many samples the undecided objectives take. 1: some had enough and were not decided, or none is
// undecided. Infinite where one had no sample.
double shortness(const Verdict& verdict) {
  double most = 1;
  for (const ObjectiveVerdict& objective : verdict.objectives) {
    if (objective.judgement != Judgement::inconclusive) continue;
    const std::uint64_t needed = least_samples(objective.objective);
    if (objective.samples > 0 && objective.samples >= needed) return 1;
    most = std::max(most, objective.samples == 0 ? std::numeric_limits<double>::infinity()
                                                 : static_cast<double>(needed) /
                                                       static_cast<double>(objective.samples));
  }
  return most;
}

std::string left_text(std::uint64_t left, const StepFacts& facts) {
  return fmt::format(
      "the target did not keep up: {} of {} that were due did not come to their end within {} of "
      "the last start",
      number_text(left), count_of(facts.due, "iteration"), duration_text(facts.drain));
}

std::string growth_text(const QueueGrowth& growth) {
  return fmt::format(
      "the target did not keep up: {:.0f} iterations were waiting or under way in the middle of "
      "the step and {:.0f} towards its end, and an answer took {} on average, then {}",
      growth.before, growth.after, seconds_text(growth.response_before),
      seconds_text(growth.response_after));
}

// Iterations waited for a user although the target was as fast as ever.
bool is_short_of_users(const RunResult& result, const StepFacts& facts) {
  if (facts.usual_service <= 0) return false;
  const auto wait = result.totals.wait_for_user.quantile(0.99);
  return std::chrono::duration<double>(wait).count() > kBusyWait &&
         mean_service(result) <= kSameService * facts.usual_service;
}

std::string users_text(const StepFacts& facts) {
  return fmt::format(
      "all {} that the profile allows were busy, and the target answered no slower than before: "
      "allow more (max_users)",
      count_of(facts.max_users, "user"));
}

// A latency over its limit that the generator's own work may have made.
bool is_doubted(const Verdict& verdict) {
  return std::ranges::any_of(verdict.objectives, [](const ObjectiveVerdict& each) {
    return is_latency(each.objective.measure) && each.judgement == Judgement::inconclusive &&
           each.samples > 0 && each.measured_value > each.objective.limit;
  });
}

StepOutcome fault(const RunResult& result, const StepFacts& facts, StepReading& reading,
                  std::string reason) {
  if (is_short_of_users(result, facts)) {
    reading.reason = users_text(facts);
    return StepOutcome::generator;
  }
  reading.reason = std::move(reason);
  return StepOutcome::broke;
}

}  // namespace

double mean_service(const RunResult& result) {
  double sum = 0;
  double count = 0;
  for (std::size_t i = 0; i < std::min(result.header.rows.size(), result.totals.rows.size()); ++i) {
    if (result.header.rows[i].step.empty()) continue;
    const Histogram& service = result.totals.rows[i].service;
    const auto requests = static_cast<double>(service.count());
    sum += requests > 0 ? service.mean_us() * requests : 0;
    count += requests;
  }
  return count > 0 ? sum / count / 1e6 : 0;
}

const ObjectiveVerdict* nearest_to_limit(const Verdict& verdict) {
  const ObjectiveVerdict* nearest = nullptr;
  double most = -1;
  for (const ObjectiveVerdict& each : verdict.objectives) {
    if (each.judgement == Judgement::not_applicable || each.measured.empty()) continue;
    const double value = each.bound.empty() ? each.measured_value : each.bound_value;
    const bool at_least = each.objective.measure == Measure::availability;
    const double room = at_least ? 1 - each.objective.limit : each.objective.limit;
    const double used = at_least ? 1 - value : value;
    const double share = room > 0 ? used / room : used > 0 ? 1e9 : 0;
    if (share <= most) continue;
    most = share;
    nearest = &each;
  }
  return nearest;
}

StepReading read_step(const RunResult& result, const Verdict& verdict, const StepFacts& facts) {
  StepReading reading;
  const FlowCounts flows = sums_of_flows(result);
  reading.finished = flows.succeeded + flows.failed;
  const GeneratorTrouble trouble = find_trouble(result, verdict.objectives);
  const bool fails = verdict.overall == Judgement::fail;
  if (trouble.late || trouble.stopped || (trouble.exhausted && !fails)) {
    reading.outcome = StepOutcome::generator;
    reading.reason = trouble.reasons.front();
    return reading;
  }
  if (fails) {
    reading.outcome = fault(result, facts, reading, verdict.reasons.front());
    return reading;
  }
  const bool early = !result.end.early.empty() || !result.end.retired.empty();
  const std::uint64_t left = facts.due - std::min(facts.due, reading.finished);
  const bool many_left =
      !early && static_cast<double>(left) > kLeftLimit * static_cast<double>(facts.due);
  const bool grew = !early && facts.growth && facts.growth->grew;
  const bool behind = many_left || grew || is_doubted(verdict);
  if (std::string full = full_worker(result); behind && !full.empty()) {
    reading.outcome = StepOutcome::generator;
    reading.reason = std::move(full);
    return reading;
  }
  if (many_left || grew) {
    reading.outcome = fault(result, facts, reading,
                            many_left ? left_text(left, facts) : growth_text(*facts.growth));
    return reading;
  }
  if (verdict.overall == Judgement::pass && !early) {
    reading.outcome = StepOutcome::held;
    return reading;
  }
  reading.reason =
      !result.end.early.empty() ? "the load ended early: " + result.end.early
      : early ? "a flow was not walked to the end of the step: " + result.end.retired.front().flow
              : verdict.reasons.front();
  reading.short_by = early ? 1 : shortness(verdict);
  reading.outcome = reading.short_by > 1 ? StepOutcome::too_little : StepOutcome::unclear;
  return reading;
}

}  // namespace slogate
