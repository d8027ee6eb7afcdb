// Repetitions that no turn brings nearer to their end.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "scenarios/lint/claims.h"
#include "scenarios/lint/facts.h"
#include "scenarios/lint/unreachable.h"

namespace slogate {
namespace {

// Why the conditions never hold together, at which of them; empty where they may.
std::string why_never(const std::vector<CheckSpec>& until, const CheckSpec*& at) {
  for (std::size_t i = 0; i < until.size(); ++i) {
    at = &until[i];
    for (std::size_t k = 0; k < i; ++k) {
      if (contradict(until[k], until[i]) && until[k].source == Source::variable) {
        return fmt::format("{} and {} cannot both hold", words_of(until[k]), words_of(until[i]));
      }
    }
  }
  return "";
}

bool may_change(const Flow* flow, const StepList& steps, const BlockSpec& block,
                const std::string& name) {
  if (changes_by_itself(flow, name)) return true;
  for (std::size_t i = block.first; i < block.end; ++i) {
    if (capture_of(steps[i], name) != nullptr) return true;
  }
  // One in it may start with another value in each turn.
  return std::any_of(steps.blocks.begin(), steps.blocks.end(), [&](const BlockSpec& inner) {
    return &inner != &block && inner.first >= block.first && inner.end <= block.end &&
           starts(inner, name);
  });
}

}  // namespace

void find_endless(const Flow* flow, const StepList& steps, Diagnostics& told) {
  for (const BlockSpec& block : steps.blocks) {
    const RepeatSpec& repeat = block.repeat;
    if (repeat.kind != RepeatKind::until || repeat.until.empty()) continue;
    const CheckSpec* at = nullptr;
    if (const std::string why = why_never(repeat.until, at); !why.empty()) {
      told.add(at->at, fmt::format("this repetition always takes all of its {} turns: {}",
                                   repeat.times, why));
      continue;
    }
    const bool moves =
        std::any_of(repeat.until.begin(), repeat.until.end(), [&](const CheckSpec& condition) {
          return may_change(flow, steps, block, condition.selector.text);
        });
    if (moves) continue;
    told.add(
        repeat.until.front().at,
        fmt::format("no step of this repetition captures {}: it takes one turn or all of its {}",
                    repeat.until.front().selector.text, repeat.times));
  }
}

}  // namespace slogate
