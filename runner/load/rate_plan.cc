#include "runner/load/rate_plan.h"

#include <utility>
#include <vector>

namespace slogate {
namespace {

double level_of_all(const LoadPlan& plan, std::chrono::nanoseconds offset) {
  double sum = 0;
  for (const LoadPlan::Stream& stream : plan.streams) sum += stream.schedule.level_at(offset);
  return sum;
}

// When all streams together are at their highest: levels are linear between the ends of stages.
std::chrono::nanoseconds peak_of(const LoadPlan& plan) {
  std::chrono::nanoseconds peak{0};
  for (const LoadPlan::Stream& stream : plan.streams) {
    std::chrono::nanoseconds end{0};
    for (const Stage& stage : stream.schedule.stages()) {
      end += stage.duration;
      if (level_of_all(plan, end) > level_of_all(plan, peak)) peak = end;
    }
  }
  return peak;
}

}  // namespace

std::optional<double> peak_rate(const LoadPlan& plan) {
  if (plan.model != Model::arrivals) return std::nullopt;
  const double rate = level_of_all(plan, peak_of(plan));
  return rate > 0 ? std::optional(rate) : std::nullopt;
}

LoadPlan at_rate(LoadPlan plan, double rate, std::chrono::nanoseconds length) {
  if (plan.model == Model::iterations) {
    std::vector<FlowDeal::Weighted> each;
    for (const std::size_t flow : plan.flows) each.push_back({flow, 1});
    plan.streams.push_back({Schedule(1, {{1, length}}), FlowDeal(each)});
    plan.flows.clear();
  }
  const std::chrono::nanoseconds peak = peak_of(plan);
  const double all = level_of_all(plan, peak);
  plan.duration = plan.warm_up + length;
  for (LoadPlan::Stream& stream : plan.streams) {
    const double part = rate * stream.schedule.level_at(peak) / all;
    stream.schedule = Schedule(part, {{part, plan.duration}});
  }
  plan.model = Model::arrivals;
  plan.iterations = 1;
  plan.shared_iterations = 0;
  plan.iterations_per_user = 0;
  return plan;
}

std::uint64_t due_before(const LoadPlan& plan, std::chrono::nanoseconds offset,
                         std::uint64_t seed) {
  std::uint64_t sum = 0;
  for (std::size_t stream = 0; stream < plan.streams.size(); ++stream) {
    std::uint64_t low = 0, high = plan.streams[stream].schedule.starts();
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (plan.arrival(stream, middle, seed)->due < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    sum += low;
  }
  return sum;
}

}  // namespace slogate
