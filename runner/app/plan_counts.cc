#include "runner/app/plan_counts.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace slogate {
namespace {

constexpr std::uint64_t kLongestList = 10'000;  // of a list capture

std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return a != 0 && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

void multiply(Count& count, const Count& by) {
  count.least = times(count.least, by.least);
  count.nominal = times(count.nominal, by.nominal);
  count.most = times(count.most, by.most);
}

Count under(const CompiledFlow& flow, const std::vector<Check>& when) {
  if (when.empty()) return {1, 1, 1};
  return may_run(flow, when) ? Count{0, 1, 1} : Count{};
}

Count turns_of(const CompiledBlock& block) {
  switch (block.repeat) {
    case RepeatKind::none:
      return {1, 1, 1};
    case RepeatKind::times:
      return {block.times, block.times, block.times};
    case RepeatKind::for_each:
      return {0, 1, block.times};
    case RepeatKind::until:
      return {1, 1, block.times};
  }
  return {};
}

}  // namespace

Count& Count::operator+=(const Count& other) {
  const auto add = [](std::uint64_t a, std::uint64_t b) {
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
  };
  least = add(least, other.least);
  nominal = add(nominal, other.nominal);
  most = add(most, other.most);
  return *this;
}

std::string Count::text() const {
  if (most >= kLongestList) return grouped(least) + " or more";
  return least == most ? grouped(least) : grouped(least) + " to " + grouped(most);
}

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
  return out;
}

bool may_run(const CompiledFlow& flow, const std::vector<Check>& when) {
  Frame frame(flow.slots);
  for (const auto& [slot, text] : flow.constants) frame.set(slot, text);
  return std::all_of(when.begin(), when.end(), [&](const Check& condition) {
    const std::string& name = condition.spec().selector.text;
    const bool known = std::count(flow.slot_names.begin(), flow.slot_names.end(), name) == 0;
    return !known || condition.holds(frame);
  });
}

Count sent_in(const CompiledFlow& flow, const CompiledSteps& steps, std::size_t step) {
  const CompiledStep& walked = steps[step];
  Count out = under(flow, walked.when);
  for (const CompiledBlock& block : steps.blocks) {
    if (step < block.first || step >= block.end) continue;
    multiply(out, under(flow, block.when));
    multiply(out, turns_of(block));
  }
  if (walked.for_each) multiply(out, {0, 1, kLongestList});
  multiply(out, {1, 1, std::uint64_t{walked.retry.times} + 1});
  return out;
}

Count requests_in(const CompiledFlow& flow, const CompiledSteps& steps) {
  Count out;
  for (std::size_t i = 0; i < steps.size(); ++i) out += sent_in(flow, steps, i);
  return out;
}

bool fits(const Scope& scope, const Row& row) {
  if (scope.group.empty() == row.is_group()) return false;
  const bool tagged =
      scope.tag.empty() || std::count(row.tags.begin(), row.tags.end(), scope.tag) > 0;
  return tagged && (scope.flow.empty() || scope.flow == row.flow) &&
         (scope.step.empty() || scope.step == row.step) &&
         (scope.group.empty() || scope.group == row.group);
}

std::uint64_t samples_in(const CompiledSuite& suite, const CompiledFlow& flow, const Scope& scope) {
  std::uint64_t count = 0;
  std::optional<std::size_t> group;
  for (std::size_t i = 0; i < flow.steps.size(); ++i) {
    const CompiledStep& step = flow.steps[i];
    const std::uint64_t sent = sent_in(flow, flow.steps, i).nominal;
    if (sent == 0) continue;
    if (fits(scope, suite.rows[step.row])) count += sent;
    if (step.group_row && step.group_row != group && fits(scope, suite.rows[*step.group_row]))
      count += sent;
    group = step.group_row;
  }
  return count;
}

namespace {

// How often the flow's session is opened at most: once by the run, or once by each user.
std::uint64_t sessions_of(const CompiledFlow& flow, const LoadPlan& plan) {
  if (flow.session_owner == SessionOwner::none) return 0;
  return flow.session_owner == SessionOwner::run || plan.model == Model::iterations
             ? 1
             : plan.max_users;
}

}  // namespace

std::optional<std::uint64_t> sent_within(const CompiledSuite& suite, const LoadPlan& plan,
                                         const Scope& scope, std::chrono::nanoseconds window) {
  const auto all = samples_of(suite, plan, scope);
  if (!all) return std::nullopt;
  std::uint64_t sent = *all;
  if (plan.duration > window) {
    const double share = std::chrono::duration<double>(window) / plan.duration;
    sent = static_cast<std::uint64_t>(std::ceil(static_cast<double>(*all) * share));
  }
  for (std::size_t i = 0; i < suite.flows.size(); ++i) {
    const CompiledFlow& flow = suite.flows[i];
    if (plan.planned_iterations(i).value_or(1) == 0) continue;
    for (std::size_t k = 0; k < flow.session_steps.size(); ++k) {
      if (!fits(scope, suite.rows[flow.session_steps[k].row])) continue;
      sent += times(sessions_of(flow, plan), sent_in(flow, flow.session_steps, k).nominal);
    }
  }
  return sent;
}

std::optional<std::uint64_t> samples_of(const CompiledSuite& suite, const LoadPlan& plan,
                                        const Scope& scope) {
  std::uint64_t sum = 0;
  for (std::size_t flow = 0; flow < suite.flows.size(); ++flow) {
    const auto iterations = plan.planned_iterations(flow);
    if (!iterations) return std::nullopt;
    sum += times(*iterations, samples_in(suite, suite.flows[flow], scope));
  }
  return sum;
}

}  // namespace slogate
