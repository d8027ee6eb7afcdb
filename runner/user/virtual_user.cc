#include "runner/user/virtual_user.h"

#include <algorithm>

#include <fmt/format.h>

#include "runner/user/walk.h"
#include "scenarios/data/generator.h"

namespace slogate {
namespace {

// Frames of walks outside every flow, behind those of the flows.
enum class Outside : std::size_t { ready, setup, teardown, count_ };

std::size_t index_of(const CompiledSuite& suite, Outside walk) {
  return suite.flows.size() + static_cast<std::size_t>(walk);
}

}  // namespace

FeedCursors cursors_of(const CompiledSuite& suite) {
  FeedCursors cursors;
  for (const CompiledFlow& flow : suite.flows) cursors.emplace_back(flow.feeds.size());
  return cursors;
}

VirtualUser::VirtualUser(UserContext& context, std::unique_ptr<Exchanger> exchanger)
    : context_(context),
      exchanger_(std::move(exchanger)),
      maker_(context.suite, context.identity, context.clock, context.constants),
      sleeper_(context.clock) {
  frames_.resize(index_of(context.suite, Outside::count_));
  marked_.resize(context.suite.flows.size());
  sessions_.resize(context.suite.flows.size());
}

VirtualUser::~VirtualUser() = default;

Frame& VirtualUser::frame_of(std::size_t flow, std::size_t slots) {
  if (frames_[flow].size() != slots) frames_[flow] = Frame(slots);
  return frames_[flow];
}

bool has_rows(const UserContext& context, const Arrival& arrival) {
  for (const CompiledFlow::FeedSlots& feed : context.suite.flows[arrival.flow].feeds) {
    if (feed.feed->row_number(arrival.ordinal, context.identity.seed)) continue;
    context.memory.exhaust(
        arrival.flow, (context.clock.now() - context.run_start).count(),
        fmt::format("feed \"{}\": all {} rows are used", feed.name, grouped(feed.feed->size())));
    return false;
  }
  return true;
}

void VirtualUser::set_rows(const CompiledFlow& flow, const Arrival& arrival, Frame& frame) {
  for (std::size_t i = 0; i < flow.feeds.size(); ++i) {
    const CompiledFlow::FeedSlots& feed = flow.feeds[i];
    const auto number = feed.feed->row_number(arrival.ordinal, context_.identity.seed);
    if (!number) continue;
    const auto row = feed.feed->row(*number, context_.cursors[arrival.flow][i]);
    if (!row) {
      context_.memory.end_run(
          fmt::format("flow {}, feed \"{}\": {}", flow.name, feed.name, row.error().text()));
      continue;
    }
    for (std::size_t column = 0; column < row->size(); ++column) {
      if (const auto value = (*row)[column]) frame.set(feed.columns[column], *value);
    }
    // An answer may name the row of an iteration that is over.
    for (const std::size_t column : feed.secrets) {
      if (const auto value = (*row)[column]) remember(*value);
    }
  }
}

void VirtualUser::generate_values(const CompiledFlow& flow, const Arrival& arrival, bool timestamps,
                                  Frame& frame) {
  for (const auto& [spec, slot] : flow.generators) {
    if ((spec.kind == GeneratorKind::timestamp) != timestamps) continue;
    const auto wall = std::chrono::floor<std::chrono::milliseconds>(context_.clock.wall());
    scratch_.clear();
    generate(
        spec,
        {context_.identity.seed, flow.stream, arrival.ordinal, wall.time_since_epoch().count()},
        scratch_);
    frame.set(slot, scratch_);
  }
}

void VirtualUser::begin(const CompiledFlow& flow, const Arrival& arrival, const Session* session,
                        Frame& frame) {
  frame.reset(flow.lasting_slots);
  if (!frame.has(slot_of(BuiltinSlot::run_id))) {
    frame.set(slot_of(BuiltinSlot::run_id), context_.identity.run_id);
    for (const auto& [slot, text] : flow.constants) frame.set(slot, text);
  }
  for (const auto& [there, here] : flow.setup_slots) {
    if (there < context_.setup.size()) frame.take(here, context_.setup, there);
  }
  set_rows(flow, arrival, frame);
  generate_values(flow, arrival, false, frame);
  cookies_.clear();
  if (session == nullptr) return;
  apply(*session, frame);
  cookies_ = session->cookies;
}

Task<IterationEnd> VirtualUser::walk(const Arrival& arrival,
                                     std::chrono::nanoseconds schedule_lag) {
  const CompiledFlow& flow = context_.suite.flows[arrival.flow];
  maker_.begin_iteration();
  const bool signs_in = flow.session_owner != SessionOwner::none;
  if (signs_in && !session_serves(arrival.flow)) {
    const bool opened = co_await open_again(arrival, sessions_[arrival.flow].version, 0);
    if (!opened) co_return aborted_ ? IterationEnd::aborted : IterationEnd::failed;
  }
  Frame& frame = frame_of(arrival.flow, flow.slots);
  begin(flow, arrival, signs_in ? sessions_[arrival.flow].session.get() : nullptr, frame);
  Walk walk(arrival.flow, &flow, frame, arrival);
  walk.schedule_lag = schedule_lag;
  walk.in_iteration = true;
  const StepEnd end = co_await walk_steps(walk, flow.steps);
  if (end == StepEnd::aborted) co_return IterationEnd::aborted;
  if (end == StepEnd::retired) co_return IterationEnd::retired;
  if (end != StepEnd::failed) mark_worked(arrival.flow);
  co_return end == StepEnd::failed ? IterationEnd::failed : IterationEnd::succeeded;
}

Task<std::string> VirtualUser::walk_outside(const CompiledFlow& flow, Frame* captured) {
  const bool setup = captured != nullptr;
  const std::size_t index = index_of(context_.suite, setup ? Outside::setup : Outside::teardown);
  Frame& frame = frame_of(index, flow.slots);
  const Arrival arrival;
  begin(flow, arrival, nullptr, frame);
  maker_.begin_iteration();
  Walk walk(index, &flow, frame, arrival);
  walk.requests = numbers_apart(index);
  walk.keeps_failure = true;
  const StepEnd end = co_await walk_steps(walk, flow.steps);
  if (captured != nullptr) *captured = frame;
  if (end != StepEnd::failed && end != StepEnd::aborted) co_return std::string();
  if (end == StepEnd::aborted || walk.failure == nullptr) co_return "cut off before its end";
  co_return fmt::format("step {}: {}", walk.failure->step, walk.failure->why);
}

Task<std::string> VirtualUser::probe(const CompiledStep& step, std::size_t slots) {
  Frame& frame = frame_of(index_of(context_.suite, Outside::ready), slots);
  frame.reset();
  frame.set(slot_of(BuiltinSlot::run_id), context_.identity.run_id);
  Walk walk(0, nullptr, frame, {});
  walk.keeps_failure = true;
  const StepEnd end = co_await send(walk, step);
  if (end == StepEnd::passed) co_return std::string();
  // A failure without words is one all the same.
  co_return walk.failure == nullptr || walk.failure->why.empty() ? "interrupted"
                                                                 : walk.failure->why;
}

void VirtualUser::abort() {
  aborted_ = true;
  exchanger_->abort();
  sleeper_.wake();
}

}  // namespace slogate
