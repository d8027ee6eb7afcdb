// A virtual user's way through a list of steps: conditions, groups, think times, and what follows
// from a step that failed.
#include <fmt/format.h>

#include <utility>

#include "runner/user/think.h"
#include "runner/user/walk.h"

namespace slogate {
namespace {

bool all_hold(const std::vector<Check>& conditions, const Frame& frame) {
  for (const Check& condition : conditions) {
    if (!condition.holds(frame)) return false;
  }
  return true;
}

}  // namespace

Task<VirtualUser::StepEnd> VirtualUser::walk_steps(Walk& walk, const CompiledSteps& list) {
  StepEnd end = StepEnd::passed;
  std::size_t next = 0;
  // The step behind which the user thinks: when it is known what follows, and so whether it held.
  const CompiledStep* thinks = nullptr;
  while (true) {
    if (!list.blocks.empty()) end = reach(walk, list, next);
    if (end != StepEnd::passed) break;
    if (next == list.size()) break;
    const CompiledStep& step = list[next++];
    enter_group(walk, step);
    if (!all_hold(step.when, walk.frame)) {
      if (!step.otherwise.empty())
        context_.recorder.note(walk.flow->name, step.name, step.otherwise);
      if (!step.stop_otherwise) continue;
      end = StepEnd::stop_flow;
      break;
    }
    settle(walk);
    if (thinks != nullptr) co_await think(walk, *std::exchange(thinks, nullptr));
    if (aborted_) co_return StepEnd::aborted;
    end = step.for_each ? co_await send_each(walk, step) : co_await send(walk, step);
    if (end == StepEnd::aborted) co_return end;
    if (end == StepEnd::failed) {
      walk.group_failed = true;
      walk.failed = true;
      if (step.on_failure == OnFailure::stop_run) end_run(walk, step);
      if (step.on_failure == OnFailure::proceed) end = StepEnd::passed;
    }
    if (end != StepEnd::passed) break;
    if (context_.thinks && step.think.kind != ThinkKind::none) thinks = &step;
  }
  settle(walk);
  if (thinks != nullptr && end != StepEnd::failed) co_await think(walk, *thinks);
  if (aborted_) co_return StepEnd::aborted;
  close_group(walk);
  const bool failed = walk.failed && end != StepEnd::retired;
  co_return failed ? StepEnd::failed : end;
}

// One request for each item of the step's list; one that fails does not keep the others from being
// sent.
Task<VirtualUser::StepEnd> VirtualUser::send_each(Walk& walk, const CompiledStep& step) {
  StepEnd all = StepEnd::passed;
  // Unset: the step that captures it was skipped or found nothing, and the frame still holds an
  // earlier iteration's list.
  const std::vector<std::string> items =
      walk.frame.has(*step.for_each) ? walk.frame.list(*step.for_each) : std::vector<std::string>();
  for (std::size_t i = 0; i < items.size(); ++i) {
    walk.frame.set(slot_of(BuiltinSlot::item), items[i]);
    walk.frame.set(slot_of(BuiltinSlot::index), std::to_string(i));
    const StepEnd end = co_await send(walk, step);
    if (end == StepEnd::aborted || end == StepEnd::retired) co_return end;
    if (end == StepEnd::failed) all = end;
  }
  set_turn(walk);
  co_return all;
}

void VirtualUser::enter_group(Walk& walk, const CompiledStep& step) {
  if (walk.group_row == step.group_row) return;
  close_group(walk);
  walk.group_row = step.group_row;
  walk.group_begin = context_.clock.now();
  walk.group_lag = walk.schedule_lag;
  walk.group_think = std::chrono::nanoseconds(0);
  walk.group_requests = walk.requests;
  walk.group_failed = false;
}

void VirtualUser::close_group(Walk& walk) {
  if (!walk.group_row) return;
  const std::size_t row = *std::exchange(walk.group_row, std::nullopt);
  if (walk.requests == walk.group_requests)
    return;  // every step of it was skipped: nothing was measured
  Sample sample;
  sample.row = row;
  sample.outcome = walk.group_failed ? Outcome::check_failed : Outcome::ok;
  sample.status = walk.group_failed ? 0 : 200;
  sample.service_time = context_.clock.now() - walk.group_begin - walk.group_think;
  sample.schedule_lag = walk.group_lag;
  context_.recorder.record(sample);
}

Task<void> VirtualUser::think(Walk& walk, const CompiledStep& step) {
  RandomStream random({context_.identity.seed, walk.flow->stream, walk.arrival.iteration, 0},
                      mix64(stream_number(step.name) + walk.thinks++));
  const SteadyTime begin = context_.clock.now();
  co_await pause(think_time(step.think, random));
  walk.group_think += context_.clock.now() - begin;
}

Task<void> VirtualUser::pause(std::chrono::nanoseconds length) {
  const SteadyTime end = context_.clock.now() + length;
  while (!aborted_ && context_.clock.now() < end) co_await sleeper_.until(end);
}

void VirtualUser::end_run(const Walk& walk, const CompiledStep& step) {
  if (walk.index >= context_.suite.flows.size()) return;  // setup and teardown end by themselves
  context_.memory.end_run(
      fmt::format("flow {}, step {} failed: the run ends with it (\"on_failure\": \"stop_run\")",
                  walk.flow->name, step.name));
}

}  // namespace slogate
