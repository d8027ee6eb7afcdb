// A virtual user's way through blocks: they lie over the list of steps, and a repetition is a step
// back. No coroutine and no recursion: a turn costs what its conditions cost.
#include <algorithm>

#include <fmt/format.h>

#include "runner/user/walk.h"

namespace slogate {
namespace {

bool all_hold(const std::vector<Check>& conditions, const Frame& frame) {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const Check& condition) { return condition.holds(frame); });
}

// No more than all turns of a walk.
std::string cut_off_text() {
  return fmt::format("an iteration takes at most {},000 turns in all", kMostTurns / 1000);
}

std::string turns_text(std::uint32_t turns) {
  return fmt::format("{} turn{}", turns, turns == 1 ? "" : "s");
}

std::string place_text(const Position& at) {
  return fmt::format("the repetition at {}:{}", at.file, at.line);
}

// Whether the group of the last step goes on behind the block, or began before it: then it is
// measured over all turns together.
bool group_goes_beyond(const CompiledSteps& list, const CompiledBlock& block, std::size_t row) {
  const bool before = block.first > 0 && list[block.first - 1].group_row == row;
  const bool behind = block.end < list.size() && list[block.end].group_row == row;
  return before || behind;
}

}  // namespace

// Between two steps: ends the turns of blocks that end here, and begins blocks. `next` moves back
// for another turn, and on over a block that is left out. Not passed: the walk ends here.
VirtualUser::StepEnd VirtualUser::reach(Walk& walk, const CompiledSteps& list, std::size_t& next) {
  while (true) {
    if (!walk.turns.empty() && walk.turns.back().block->end == next) {
      if (!end_turn(walk, list, next)) return StepEnd::failed;
      continue;
    }
    if (walk.next_block == list.blocks.size() || list.blocks[walk.next_block].first != next)
      return StepEnd::passed;
    const CompiledBlock& block = list.blocks[walk.next_block++];
    if (enter_block(walk, block)) continue;
    const bool wanted = all_hold(block.when, walk.frame);
    if (!wanted && !block.otherwise.empty())
      context_.recorder.note(walk.flow->name, list[block.first].name, block.otherwise);
    if (!wanted && block.stop_otherwise) return StepEnd::stop_flow;
    next = block.end;
    while (walk.next_block < list.blocks.size() && list.blocks[walk.next_block].first < next)
      ++walk.next_block;
  }
}

// False where it has no turn at all.
bool VirtualUser::enter_block(Walk& walk, const CompiledBlock& block) {
  if (!all_hold(block.when, walk.frame)) return false;
  Turn turn;
  turn.block = &block;
  turn.inner = walk.next_block;
  turn.turns = block.repeat == RepeatKind::none ? 1 : block.times;
  if (block.repeat == RepeatKind::for_each) {
    // A copy: steps of the block may capture the list anew.
    if (block.list && walk.frame.has(*block.list)) turn.items = walk.frame.list(*block.list);
    if (turn.items.size() > turn.turns) {
      context_.recorder.note(walk.flow->name, {},
                             fmt::format("{} took {} of {} items, its \"at_most\"",
                                         place_text(block.at), turn.turns, turn.items.size()));
      turn.items.resize(turn.turns);
    }
    turn.turns = static_cast<std::uint32_t>(turn.items.size());
  }
  if (turn.turns == 0) return false;
  set_start(walk, block);
  walk.turns.push_back(std::move(turn));
  set_turn(walk);
  return true;
}

// What stands in a value is known before the first turn, with the items and turns around the block.
void VirtualUser::set_start(Walk& walk, const CompiledBlock& block) {
  if (block.start.empty()) return;
  generate_values(*walk.flow, walk.arrival, true, walk.frame);
  const std::vector<std::size_t>& secrets = walk.flow->secret_slots;
  for (const auto& [slot, text] : block.start) {
    scratch_.clear();
    if (!text.render(walk.frame, scratch_)) {
      walk.frame.unset(slot);  // a request that needs it fails and says so
      continue;
    }
    walk.frame.set(slot, scratch_);
    if (std::binary_search(secrets.begin(), secrets.end(), slot)) remember(scratch_);
  }
}

// False where the iteration fails with it.
bool VirtualUser::end_turn(Walk& walk, const CompiledSteps& list, std::size_t& next) {
  Turn& turn = walk.turns.back();
  std::string unmet;
  if (!turns_again(walk, turn, unmet)) {
    if (!unmet.empty()) fail_bound(walk, list, {turn.block, unmet});
    walk.turns.pop_back();
    set_turn(walk);
    return unmet.empty();
  }
  if (walk.group_row && !group_goes_beyond(list, *turn.block, *walk.group_row)) close_group(walk);
  ++turn.number;
  ++walk.turns_taken;
  next = turn.block->first;
  walk.next_block = turn.inner;
  set_turn(walk);
  return true;
}

// `unmet`: how the repetition has come to its end, where it fails by that.
bool VirtualUser::turns_again(Walk& walk, const Turn& turn, std::string& unmet) {
  const CompiledBlock& block = *turn.block;
  if (block.repeat == RepeatKind::none) return false;
  const bool until = block.repeat == RepeatKind::until;
  if (until && all_hold(block.until, walk.frame)) return false;
  if (turn.number + 1 >= turn.turns) {
    if (block.fails_at_bound) {
      unmet = fmt::format("the repetition ended after {}, before its \"until\" held",
                          turns_text(turn.turns));
    } else if (until) {
      context_.recorder.note(walk.flow->name, {},
                             fmt::format("{} ended after {}, before its \"until\" held",
                                         place_text(block.at), turns_text(turn.turns)));
    }
    return false;
  }
  if (walk.turns_taken < kMostTurns) return true;
  if (block.fails_at_bound) {
    unmet = fmt::format("the repetition was cut off after {}, before its \"until\" held: {}",
                        turns_text(turn.number + 1), cut_off_text());
  } else {
    context_.recorder.note(walk.flow->name, {},
                           fmt::format("{} was cut off: {}", place_text(block.at), cut_off_text()));
  }
  return false;
}

// A failure of the block's last step that was sent. Where all were left out it is one of a request
// that was never sent, so that it counts.
void VirtualUser::fail_bound(Walk& walk, const CompiledSteps& list, Bound bound) {
  const CompiledBlock& block = *bound.block;
  const auto begin = list.steps.begin();
  const bool sent = walk.held &&
                    walk.held->step >= &*(begin + static_cast<std::ptrdiff_t>(block.first)) &&
                    walk.held->step <= &*(begin + static_cast<std::ptrdiff_t>(block.end - 1));
  if (!sent) {
    settle(walk);
    exchange_.clear();
    exchange_.outcome = Outcome::scenario_render;
    walk.request_begin = context_.clock.now();
    walk.held = std::make_unique<Held>();
    walk.held->step = &list[block.end - 1];
    walk.held->verified.outcome = Outcome::scenario_render;
    walk.held->verified.unsent = true;
  }
  Verified& verified = walk.held->verified;
  judge_bound(bound, walk.frame, nullptr, verified.judged);
  if (verified.outcome == Outcome::ok) verified.outcome = Outcome::check_failed;
  verified.bound = std::make_unique<Bound>(std::move(bound));
  settle(walk);
  walk.group_failed = true;
  walk.failed = true;
}

// Adds what of the "until" does not hold.
void VirtualUser::judge_bound(const Bound& bound, const Frame& frame, const Redactor* redactor,
                              Judged& judged) {
  const BodyView body(exchange_, maker_.hops(), &maker_.request().url, BodyView::kMostDecoded,
                      &context_.reader);
  const auto now = std::chrono::floor<std::chrono::seconds>(context_.clock.wall());
  for (const Check& condition : bound.block->until) {
    auto failure = condition.evaluate(body, frame, now, redactor);
    if (!failure) continue;
    if (context_.keep_exchanges) {
      judged.checks.push_back(fmt::format("failed: {}, got {}", failure->expected, failure->got));
    }
    failure->because += (failure->because.empty() ? "" : "; ") + bound.because;
    judged.failures.push_back(std::move(*failure));
  }
}

// `${item}` and `${index}` of the innermost blocks that have them.
void VirtualUser::set_turn(Walk& walk) {
  bool item = false;
  bool index = false;
  for (auto turn = walk.turns.rbegin(); turn != walk.turns.rend() && !(item && index); ++turn) {
    if (!item && turn->block->repeat == RepeatKind::for_each) {
      walk.frame.set(slot_of(BuiltinSlot::item), turn->items[turn->number]);
      item = true;
    }
    if (!index && turn->block->repeat != RepeatKind::none) {
      walk.frame.set(slot_of(BuiltinSlot::index), std::to_string(turn->number));
      index = true;
    }
  }
}

}  // namespace slogate
