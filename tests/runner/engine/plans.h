// Load plans by the numbers that matter to a test.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "runner/load/load_plan.h"
#include "runner/measure/interval.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate::support {

inline LoadPlan plan_of(const Profile& profile, const CompiledSuite& suite) {
  std::vector<std::string> names;
  for (const CompiledFlow& flow : suite.flows) names.push_back(flow.name);
  return make_plan(profile, names);
}

inline Profile arrivals(double per_second, std::chrono::nanoseconds length) {
  Profile out;
  out.model = Model::arrivals;
  out.from = per_second;
  out.stages = {{per_second, length}};
  return out;
}

inline Profile users(double from, double to, std::chrono::nanoseconds length) {
  Profile out;
  out.model = Model::users;
  out.from = from;
  out.stages = {{to, length}};
  return out;
}

inline Profile iterations(std::uint32_t times) {
  Profile out;
  out.iterations = times;
  return out;
}

inline FlowCounts sum_of(const Interval& interval) {
  FlowCounts out;
  for (const FlowCounts& flow : interval.flows) out.add(flow);
  return out;
}

}  // namespace slogate::support
