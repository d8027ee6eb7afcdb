#include "runner/slo/wording.h"

#include <cmath>

#include "scenarios/suite/quantity.h"

namespace slogate {

std::string number_text(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, ",");
  return out;
}

std::string count_of(std::uint64_t number, std::string_view noun) {
  return number_text(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string seconds_text(double seconds) {
  return duration_text(Duration(std::llround(seconds * 1e9)));
}

bool is_latency(Measure measure) {
  return measure == Measure::quantile || measure == Measure::max;
}

std::string subject_text(const Objective& objective) {
  switch (objective.measure) {
    case Measure::quantile: {
      const std::string percent = share_text(objective.quantile);  // "99.9 %"
      return "p" + percent.substr(0, percent.find(' '));
    }
    case Measure::max:
      return "slowest answer";
    case Measure::error_rate:
      return "error rate";
    case Measure::rate_5xx:
      return "5xx rate";
    case Measure::availability:
      return "availability";
  }
  return {};
}

std::string bare_limit_text(const Objective& objective) {
  return is_latency(objective.measure) ? seconds_text(objective.limit)
                                       : share_text(objective.limit);
}

std::string limit_text(const Objective& objective) {
  return (objective.measure == Measure::availability ? ">= " : "< ") + bare_limit_text(objective);
}

std::string measured_subject(const Objective& objective) {
  std::string out = subject_text(objective);
  if (objective.measure == Measure::availability) {
    if (!objective.over.flow.empty()) out += " of flow " + objective.over.flow;
    return out;
  }
  out += " of " + objective.over.text();
  if (objective.window > Duration::zero())
    out += " in the worst " + duration_text(objective.window);
  return out;
}

}  // namespace slogate
