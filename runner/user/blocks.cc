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
// for another turn, and on over a block that is left out. False: such a block ends the walk.
bool VirtualUser::reach(Walk& walk, const CompiledSteps& list, std::size_t& next) {
  while (true) {
    if (!walk.turns.empty() && walk.turns.back().block->end == next) {
      end_turn(walk, list, next);
      continue;
    }
    if (walk.next_block == list.blocks.size() || list.blocks[walk.next_block].first != next)
      return true;
    const CompiledBlock& block = list.blocks[walk.next_block++];
    if (enter_block(walk, block)) continue;
    const bool wanted = all_hold(block.when, walk.frame);
    if (!wanted && !block.otherwise.empty())
      context_.recorder.note(walk.flow->name, list[block.first].name, block.otherwise);
    if (!wanted && block.stop_otherwise) return false;
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
  walk.turns.push_back(std::move(turn));
  set_turn(walk);
  return true;
}

void VirtualUser::end_turn(Walk& walk, const CompiledSteps& list, std::size_t& next) {
  Turn& turn = walk.turns.back();
  if (!turns_again(walk, turn)) {
    walk.turns.pop_back();
    set_turn(walk);
    return;
  }
  if (walk.group_row && !group_goes_beyond(list, *turn.block, *walk.group_row)) close_group(walk);
  ++turn.number;
  ++walk.turns_taken;
  next = turn.block->first;
  walk.next_block = turn.inner;
  set_turn(walk);
}

bool VirtualUser::turns_again(Walk& walk, const Turn& turn) {
  const CompiledBlock& block = *turn.block;
  if (block.repeat == RepeatKind::none) return false;
  const bool until = block.repeat == RepeatKind::until;
  if (until && all_hold(block.until, walk.frame)) return false;
  if (turn.number + 1 >= turn.turns) {
    if (until) {
      context_.recorder.note(walk.flow->name, {},
                             fmt::format("{} ended after {} turns, before its \"until\" held",
                                         place_text(block.at), turn.turns));
    }
    return false;
  }
  if (walk.turns_taken < kMostTurns) return true;
  context_.recorder.note(
      walk.flow->name, {},
      fmt::format("{} was cut off: an iteration takes at most {},000 turns in all",
                  place_text(block.at), kMostTurns / 1000));
  return false;
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
