#include "runner/app/capacity_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

#include "runner/slo/wording.h"

namespace slogate {
namespace {

bool is_judged(const ObjectiveVerdict& objective) {
  return objective.judgement != Judgement::not_applicable;
}

// "api-p99 182 ms, at most 190 ms (95 %), limit < 2 s"
std::string objective_text(const ObjectiveVerdict& objective) {
  std::string out = objective.objective.name + " " +
                    (objective.measured.empty() ? "no data" : objective.measured);
  if (!objective.bound.empty()) out += ", " + objective.bound;
  return out + ", limit " + objective.limit;
}

std::string evidence_text(const CapacityStep& step) {
  std::string out = fmt::format("{}, {}", count_of(step.reading.finished, "iteration"),
                                count_of(step.requests, "request"));
  std::size_t judged = 0;
  for (const ObjectiveVerdict& objective : step.verdict.objectives) {
    if (!is_judged(objective)) continue;
    if (++judged <= 5) out += "; " + objective_text(objective);
  }
  if (judged > 5) out += fmt::format("; and {}", count_of(judged - 5, "more objective"));
  return out;
}

const char* culprit(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::held:
      return "held";
    case StepOutcome::broke:
      return "the target gave in";
    case StepOutcome::generator:
      return "the generator gave in";
    case StepOutcome::too_little:
      return "too little data";
    case StepOutcome::unclear:
      break;
  }
  return "not decided";
}

const CapacityStep* last_step(const CapacityFindings& found, double rate, StepOutcome outcome) {
  const auto step = std::find_if(found.steps.rbegin(), found.steps.rend(), [&](const auto& each) {
    return each.rate == rate && each.reading.outcome == outcome;
  });
  return step == found.steps.rend() ? nullptr : &*step;
}

std::string reason_at(const CapacityFindings& found, double rate, StepOutcome outcome) {
  const CapacityStep* step = last_step(found, rate, outcome);
  return step == nullptr ? std::string("no reason is recorded") : step->reading.reason;
}

// How long a step gives an undecided rate enough samples; nothing where no length does.
std::string remedy(const CapacityFindings& found, double rate) {
  const CapacityStep* step = last_step(found, rate, StepOutcome::too_little);
  if (step == nullptr) return {};
  const double seconds =
      std::chrono::duration<double>(found.step).count() * step->reading.short_by * 1.05;
  if (!std::isfinite(seconds) || seconds > 3600)
    return "; no step of an hour would give enough: let the profile walk more of it, or name in "
           "the "
           "objective's \"in\" only profiles that do";
  return fmt::format("; steps of {:.0f} s would give enough at this rate: --step {:.0f}s",
                     std::ceil(seconds), std::ceil(seconds));
}

std::string held_text(const CapacityFindings& found) {
  const CapacityStep* step = shown_step(found);
  const std::uint32_t times = found.held->times;
  return fmt::format("{} held {}for {} ({})", per_second_text(found.held->rate),
                     times > 1 ? fmt::format("in {} steps, ", times) : "in one step, ",
                     duration_text(found.step), evidence_text(*step));
}

std::string limit_text_of(const CapacityFindings& found) {
  const CapacitySearch::Limit& limit = *found.limit;
  const std::string why = reason_at(found, limit.rate, limit.why);
  const std::string rate = per_second_text(limit.rate);
  switch (limit.why) {
    case StepOutcome::broke:
      return fmt::format("At {} the target gave in: {}.", rate, why);
    case StepOutcome::generator:
      return fmt::format("At {} the generator gave in, so this is not the target's capacity: {}.",
                         rate, why);
    default:
      return fmt::format("At {} it cannot be told: {}.", rate, why);
  }
}

std::string found_text(const CapacityFindings& found) {
  const std::string held = held_text(found);
  const bool at_least = !found.limit || found.limit->why != StepOutcome::broke;
  std::string out = fmt::format("Capacity: {}{}.", at_least ? "at least " : "", held);
  if (found.limit) return out + " " + limit_text_of(found);
  if (found.settled && found.most > 0) out += " No higher rate was asked for (--up-to).";
  return out;
}

std::string nothing_text(const CapacityFindings& found) {
  if (found.undecided) {
    const double rate = *found.undecided;
    std::string out = fmt::format(
        "Capacity not known: at {} there was too little data to tell: {}{}.", per_second_text(rate),
        reason_at(found, rate, StepOutcome::too_little), remedy(found, rate));
    return found.limit ? out + " " + limit_text_of(found) : out;
  }
  if (!found.limit) return "Capacity not known: no rate was tried to its end.";
  return "Capacity not known: no rate held. " + limit_text_of(found);
}

std::string end_text(const CapacityFindings& found) {
  switch (found.end) {
    case RunEndKind::sigint:
      return "INCOMPLETE, ended by SIGINT. ";
    case RunEndKind::sigterm:
      return "INCOMPLETE, ended by SIGTERM. ";
    case RunEndKind::failed:
      return fmt::format("INCOMPLETE, broke off: {} ", found.error);
    default:
      break;
  }
  return found.settled || found.steps.empty()
             ? ""
             : fmt::format("Not settled after {} steps. ", found.steps.size());
}

}  // namespace

std::string per_second_text(double rate) {
  if (rate >= 1000) return fmt::format("{:.0f}/s", rate);
  return fmt::format("{:.4g}/s", rate);
}

int exit_code(const CapacityFindings& found) {
  if (found.end == RunEndKind::failed) return 4;
  if (found.end == RunEndKind::sigint) return 130;
  if (found.end == RunEndKind::sigterm) return 143;
  if (!found.not_ready.empty()) return 1;
  if (found.held) {
    const bool whole =
        found.held->times > 1 && (!found.limit || found.limit->why == StepOutcome::broke);
    return whole ? 0 : 3;
  }
  return found.limit && !found.undecided && found.limit->why == StepOutcome::broke ? 1 : 3;
}

const CapacityStep* shown_step(const CapacityFindings& found) {
  if (found.held) return last_step(found, found.held->rate, StepOutcome::held);
  const CapacityStep* lowest = nullptr;
  for (const CapacityStep& step : found.steps) {
    if (lowest == nullptr || step.rate <= lowest->rate) lowest = &step;
  }
  return lowest;
}

std::string capacity_sentence(const CapacityFindings& found) {
  if (!found.not_ready.empty()) {
    const bool plain = found.end == RunEndKind::complete;
    return fmt::format("{}Capacity not known: {}.", plain ? "" : end_text(found), found.not_ready);
  }
  return end_text(found) + (found.held ? found_text(found) : nothing_text(found));
}

std::string step_line(const CapacityStep& step) {
  if (step.reading.outcome != StepOutcome::held)
    return fmt::format("{}: {}", culprit(step.reading.outcome), step.reading.reason);
  const ObjectiveVerdict* nearest = nearest_to_limit(step.verdict);
  return nearest == nullptr ? std::string("held") : "held: " + objective_text(*nearest);
}

void write_capacity_text(const CapacityFindings& found, std::ostream& out) {
  std::vector<std::vector<std::string>> rows = {{"step", "rate", "due", "finished", "requests",
                                                 "failed", "nearest to its limit",
                                                 "what happened"}};
  for (const CapacityStep& step : found.steps) {
    const ObjectiveVerdict* nearest = nearest_to_limit(step.verdict);
    rows.push_back(
        {fmt::format("{}", step.number), per_second_text(step.rate), number_text(step.due),
         number_text(step.reading.finished), number_text(step.requests), number_text(step.failed),
         nearest == nullptr ? "-" : objective_text(*nearest), culprit(step.reading.outcome)});
  }
  std::vector<std::size_t> widths(rows[0].size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  out << fmt::format("\nCapacity of {} on {}, profile {}: {} a step\n\n", found.header.suite,
                     found.header.target, found.header.profile, duration_text(found.step));
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_number = i < 6;
      line += is_number ? fmt::format("{:>{}}  ", row[i], widths[i])
                        : fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << "  " << line << '\n';
  }
  if (!found.steps.empty()) {
    const std::string& profile = found.header.profile;
    for (const ObjectiveVerdict& each : found.steps.back().verdict.objectives) {
      const std::vector<std::string>& in = each.objective.in;
      const bool meant = in.empty() || std::find(in.begin(), in.end(), profile) != in.end();
      if (!is_judged(each) && meant)
        out << fmt::format("  not judged: {}: {}\n", each.objective.name, each.evidence);
    }
  }
  out << '\n' << capacity_sentence(found) << '\n';
}

}  // namespace slogate
