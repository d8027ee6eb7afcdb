#include "runner/app/plan_counts.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "runner/app/densest_window.h"

namespace slogate {
namespace {

constexpr std::uint64_t kLongestList = 10'000;  // of a list capture

std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return a != 0 && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

Count under(const CompiledFlow& flow, const std::vector<Check>& when) {
  if (when.empty()) return {1, 1, 1};
  return may_run(flow, when) ? Count{0, 1, 1} : Count{};
}

Count turns_of(const CompiledBlock& block);

// Whether what stands there, a step or a block, is reached before the later step is: the other blocks around it that
// end before the step are walked at least once.
bool is_passed(const CompiledFlow& flow, const CompiledSteps& steps, std::size_t first,
               std::size_t end, const CompiledBlock* itself, std::size_t step) {
  return std::all_of(steps.blocks.begin(), steps.blocks.end(), [&](const CompiledBlock& block) {
    const bool around =
        &block != itself && block.first <= first && end <= block.end && block.end <= step;
    return !around || (under(flow, block.when).least > 0 && turns_of(block).least > 0);
  });
}

// Whether a condition before the step always ends the flow.
bool is_ended(const CompiledFlow& flow, const CompiledSteps& steps, std::size_t step) {
  for (std::size_t i = 0; i < step; ++i) {
    const CompiledStep& before = steps[i];
    if (before.stop_otherwise && !before.for_each && !may_run(flow, before.when) &&
        is_passed(flow, steps, i, i + 1, nullptr, step)) {
      return true;
    }
  }
  return std::any_of(steps.blocks.begin(), steps.blocks.end(), [&](const CompiledBlock& block) {
    return block.stop_otherwise && block.end <= step && !may_run(flow, block.when) &&
           is_passed(flow, steps, block.first, block.end, &block, step);
  });
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

Count& Count::operator*=(const Count& by) {
  least = times(least, by.least);
  nominal = times(nominal, by.nominal);
  most = times(most, by.most);
  return *this;
}

std::string Count::text() const {
  if (most >= kLongestList) return grouped(least) + " or more";
  return least == most ? grouped(least) : grouped(least) + " to " + grouped(most);
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
  if (is_ended(flow, steps, step)) return {};
  Count out = under(flow, walked.when);
  for (const CompiledBlock& block : steps.blocks) {
    if (step < block.first || step >= block.end) continue;
    out *= under(flow, block.when);
    out *= turns_of(block);
  }
  if (walked.for_each) out *= Count{0, 1, kLongestList};
  out *= Count{1, 1, std::uint64_t{walked.retry.times} + 1};
  out *= Count{1, 1, std::uint64_t{walked.request.max_redirects} + 1};
  return out;
}

Count requests_in(const CompiledFlow& flow, const CompiledSteps& steps) {
  Count out;
  for (std::size_t i = 0; i < steps.size(); ++i) out += sent_in(flow, steps, i);
  return out;
}

Count turns_in(const CompiledFlow& flow, const CompiledSteps& steps) {
  Count out;
  for (const CompiledBlock& block : steps.blocks) {
    if (block.repeat == RepeatKind::none) continue;
    Count turns{1, 1, 1};
    // Outer blocks come first; those that lie over it multiply its turns.
    for (const CompiledBlock& outer : steps.blocks) {
      if (block.first < outer.first || block.end > outer.end) continue;
      turns *= under(flow, outer.when);
      turns *= turns_of(outer);
      if (&outer == &block) break;
    }
    out += turns;
  }
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

namespace {

// A group's samples while its neighbouring steps are walked: each pass sends at least one of them.
Count joined(const Count& a, const Count& b) {
  const std::uint64_t least =
      a.least == 0 || b.least == 0 ? std::max(a.least, b.least) : std::min(a.least, b.least);
  return {least, a.nominal == 0 ? b.nominal : a.nominal, std::max(a.most, b.most)};
}

// What one walk of the list gives to the scope.
Count samples_in(const CompiledSuite& suite, const CompiledFlow& flow, const CompiledSteps& steps,
                 const Scope& scope) {
  Count count, group;
  std::optional<std::size_t> group_row;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const CompiledStep& step = steps[i];
    const Count sent = sent_in(flow, steps, i);
    if (sent.most == 0) continue;
    if (fits(scope, suite.rows[step.row])) count += sent;
    if (step.group_row != group_row) {
      count += group;
      group = Count{};
      group_row = step.group_row;
    }
    if (group_row && fits(scope, suite.rows[*group_row])) group = joined(group, sent);
  }
  count += group;
  return count;
}

bool is_renewed(const CompiledFlow& flow) {
  return flow.renew.after || !flow.renew.on_status.empty();
}

// An answer that renews the session has its step repeated once.
Count iteration_samples(const CompiledSuite& suite, const CompiledFlow& flow, const Scope& scope) {
  Count out = samples_in(suite, flow, flow.steps, scope);
  if (!flow.renew.on_status.empty()) out *= Count{1, 1, 2};
  return out;
}

// What opening and ending one session gives.
Count session_samples(const CompiledSuite& suite, const CompiledFlow& flow, const Scope& scope) {
  Count out = samples_in(suite, flow, flow.session_steps, scope);
  out += samples_in(suite, flow, flow.session_end, scope);
  return out;
}

// How many sessions so many iterations open: one by the run, or one by each user that walks any.
Count sessions_of(const CompiledFlow& flow, const LoadPlan& plan, std::uint64_t iterations) {
  if (flow.session_owner == SessionOwner::none || iterations == 0) return {};
  Count out{1, 1, 1};
  if (flow.session_owner == SessionOwner::user && plan.model != Model::iterations) {
    const std::uint64_t users = plan.model == Model::users ? plan.users() : plan.max_users;
    out.nominal = out.most = std::min(users, iterations);
  }
  if (is_renewed(flow)) out.most = kUnbounded;
  return out;
}

// The most users of a closed model that come within one window of that length.
std::uint64_t users_within(const Schedule& schedule, std::chrono::nanoseconds window) {
  std::vector<std::chrono::nanoseconds> from;
  while (const auto at = schedule.user_from(from.size())) from.push_back(*at);
  std::size_t most = 0;
  for (std::size_t first = 0, end = 0; first < from.size(); ++first) {
    while (end < from.size() && from[end] - from[first] < window) ++end;
    most = std::max(most, end - first);
  }
  return most;
}

// In a closed model only what each user does first is certain, and only where it cannot choose another flow.
Count sent_by_users(const CompiledSuite& suite, const LoadPlan& plan, const Scope& scope,
                    std::chrono::nanoseconds window) {
  Count out;
  for (const LoadPlan::Stream& stream : plan.streams) {
    std::size_t dealt = 0;
    for (std::size_t i = 0; i < suite.flows.size(); ++i) dealt += stream.deal.deals(i) ? 1 : 0;
    const std::uint64_t users = users_within(stream.schedule, window);
    for (std::size_t i = 0; i < suite.flows.size(); ++i) {
      const CompiledFlow& flow = suite.flows[i];
      if (!stream.deal.deals(i)) continue;
      const std::uint64_t walks = dealt == 1 ? users : std::min<std::uint64_t>(1, users);
      const bool each = flow.session_owner == SessionOwner::user;
      // The end of a session lies anywhere: only its opening falls into the window of the user's coming.
      Count opened = samples_in(suite, flow, flow.session_steps, scope);
      Count walked = iteration_samples(suite, flow, scope);
      const bool sends = opened.most > 0 || walked.most > 0;
      opened *= Count{each ? walks : 1, 0, 0};
      walked *= Count{walks, 0, 0};
      out += walked;
      out += opened;
      if (sends) out.nominal = out.most = kUnbounded;
    }
  }
  return out;
}

// How many iterations of each flow begin in the window in which the scope's requests are most.
std::vector<std::uint64_t> iterations_within(const CompiledSuite& suite, const LoadPlan& plan,
                                             const Scope& scope, std::chrono::nanoseconds window) {
  static constexpr std::uint64_t kHeaviest = 10'000;  // only the ratio decides which window it is
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i < suite.flows.size(); ++i) {
    Count sent = iteration_samples(suite, suite.flows[i], scope);
    if (suite.flows[i].session_owner == SessionOwner::user)
      sent += samples_in(suite, suite.flows[i], suite.flows[i].session_steps, scope);
    out.push_back(plan.model == Model::iterations ? plan.planned_iterations(i).value_or(0)
                                                  : std::min(sent.nominal, kHeaviest));
  }
  return plan.model == Model::iterations ? out : densest_iterations(plan, out, window);
}

}  // namespace

Count sent_within(const CompiledSuite& suite, const LoadPlan& plan, const Scope& scope,
                  std::chrono::nanoseconds window) {
  if (plan.model == Model::users) return sent_by_users(suite, plan, scope, window);
  const std::vector<std::uint64_t> iterations = iterations_within(suite, plan, scope, window);
  Count sent;
  for (std::size_t i = 0; i < suite.flows.size(); ++i) {
    const CompiledFlow& flow = suite.flows[i];
    Count walked = iteration_samples(suite, flow, scope);
    // Without a load they follow one another as fast as the target answers: only one is certain.
    const std::uint64_t certain =
        plan.model == Model::iterations ? std::min<std::uint64_t>(1, iterations[i]) : iterations[i];
    walked *= Count{certain, iterations[i], iterations[i]};
    sent += walked;
    Count opened = samples_in(suite, flow, flow.session_steps, scope);
    opened *= sessions_of(flow, plan, iterations[i]);
    sent += opened;
  }
  return sent;
}

namespace {

// As if nothing cut the plan off.
std::optional<Count> uncapped_samples(const CompiledSuite& suite, const LoadPlan& plan,
                                      const Scope& scope) {
  Count sum;
  for (std::size_t i = 0; i < suite.flows.size(); ++i) {
    const CompiledFlow& flow = suite.flows[i];
    const auto iterations = plan.judged_iterations(i);
    Count walked = iteration_samples(suite, flow, scope);
    Count session = session_samples(suite, flow, scope);
    if (!iterations && walked.most == 0 && session.most == 0) continue;
    if (!iterations) return std::nullopt;
    walked *= Count{*iterations, *iterations, *iterations};
    sum += walked;
    session *= sessions_of(flow, plan, *iterations);
    // They may all have been opened in the warm-up.
    if (plan.warm_up.count() > 0) session.least = session.nominal = 0;
    sum += session;
  }
  return sum;
}

}  // namespace

std::optional<Count> samples_of(const CompiledSuite& suite, const LoadPlan& plan,
                                const Scope& scope) {
  std::optional<Count> sum = uncapped_samples(suite, plan, scope);
  if (!sum) return sum;
  // The time may be over before users have walked all that they are to walk.
  if (plan.model == Model::users) sum->least = 0;
  if (plan.max_requests == 0) return sum;
  const std::optional<Count> all = uncapped_samples(suite, plan, {});
  // Which requests the cap leaves out, the run decides.
  if (!all || all->most > plan.max_requests) sum->least = 0;
  return sum;
}

}  // namespace slogate
