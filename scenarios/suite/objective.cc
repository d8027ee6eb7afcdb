#include "scenarios/suite/objective.h"

#include <cmath>

#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

// "p99.9" of 0.999.
std::string quantile_name(double quantile) {
  const std::string percent = share_text(quantile);
  return "p" + percent.substr(0, percent.size() - 2);
}

std::string tagged(const std::string& tag) {
  return (tag == "api" ? "API" : tag) + " requests";
}

}  // namespace

std::string Scope::text() const {
  if (*this == Scope{}) return "all requests";
  std::string out;
  if (!group.empty()) {
    out = "group " + group;
    if (!tag.empty()) out += " tagged " + tag;
  } else {
    out = tag.empty() ? "requests" : tagged(tag);
  }
  if (!step.empty()) out += " of step " + step;
  if (!flow.empty()) out += (step.empty() ? " of flow " : " in flow ") + flow;
  return out;
}

std::string Objective::claim() const {
  const std::string time = duration_text(Duration(std::llround(limit * 1e9)));
  const std::string rolling = window > Duration::zero() ? " in any " + duration_text(window) : "";
  switch (measure) {
    case Measure::quantile:
      return quantile_name(quantile) + " < " + time;
    case Measure::max:
      return "slowest < " + time;
    case Measure::error_rate:
      return "error rate < " + share_text(limit);
    case Measure::rate_5xx:
      return "5xx rate < " + share_text(limit) + rolling;
    case Measure::availability:
      return "availability >= " + share_text(limit);
  }
  return {};
}

}  // namespace slogate
