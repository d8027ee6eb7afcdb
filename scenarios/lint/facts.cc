#include "scenarios/lint/facts.h"

#include <algorithm>

#include "scenarios/lint/claims.h"

namespace slogate {
namespace {

bool contains(const std::vector<const CheckSpec*>& claims, const CheckSpec& wanted) {
  return std::find(claims.begin(), claims.end(), &wanted) != claims.end();
}

}  // namespace

bool changes_by_itself(const Flow* flow, const std::string& name) {
  if (name == "item" || name == "index" || name.starts_with("request.")) return true;
  if (flow == nullptr) return false;
  const bool clock = std::any_of(
      flow->generators.begin(), flow->generators.end(), [&](const GeneratorSpec& generator) {
        return generator.name == name && generator.kind == GeneratorKind::timestamp;
      });
  const bool renewed =
      !flow->renew.on_status.empty() &&
      std::any_of(flow->session_steps.begin(), flow->session_steps.end(),
                  [&](const StepSpec& step) { return capture_of(step, name) != nullptr; });
  return clock || renewed;
}

Facts::Facts(const Flow* flow, const std::vector<const StepList*>& before, const StepList& steps)
    : flow_(flow) {
  std::vector<const StepList*> lists = before;
  lists.push_back(&steps);
  places_ = places_of(lists);
  first_ = places_.size() - steps.size();
}

// A list that is gone over has members: the claim is made once, so that it can be told once.
const CheckSpec& Facts::there_is(const std::string& list, const Position& at) {
  for (const CheckSpec& made : made_) {
    if (made.selector.text == list && made.at.line == at.line && made.at.column == at.column &&
        made.source == Source::variable)
      return made;
  }
  CaptureSpec capture;
  capture.source = Source::variable;
  capture.selector = {list, at};
  capture.at = at;
  return made_.emplace_back(claim_of(capture));
}

void Facts::add_earlier(std::size_t place, std::vector<Fact>& out) const {
  const Place& here = places_[place];
  for (std::size_t i = first_; i < place; ++i) {
    const Place& there = places_[i];
    const bool surely_asked =
        std::all_of(there.loops.begin(), there.loops.end(),
                    [&](const BlockSpec* loop) { return has(here.loops, loop); });
    if (there.ends_where.empty() || !surely_asked) continue;
    std::size_t shared = 0;
    while (shared < here.blocks.size() && has(there.blocks, here.blocks[shared])) ++shared;
    const auto add = [&](const std::vector<CheckSpec>& when, std::size_t asked) {
      for (const CheckSpec& claim : when) {
        if (contains(there.ends_where, claim))
          out.push_back({&claim, asked, shared, nullptr, true, false, false});
      }
    };
    // What its outer blocks asked is asked of this step as well.
    for (std::size_t k = shared; k < there.blocks.size(); ++k)
      add(there.blocks[k]->when, first_ + there.blocks[k]->first);
    add(there.step->when, i);
  }
}

void Facts::add_checks(std::size_t place, std::vector<Fact>& out) {
  const StepSpec& step = *places_[place].step;
  const std::size_t depth = places_[place].blocks.size();
  for (const CheckSpec& check : step.checks)
    out.push_back({&check, place, depth, nullptr, false, true, false});
  for (const CaptureSpec& capture : step.captures) {
    if (capture.fallback || capture.optional || capture.sticky) continue;
    const CheckSpec& claim = made_.emplace_back(claim_of(capture));
    out.push_back({&claim, place, depth, nullptr, false, true, false});
  }
}

std::vector<Fact> Facts::at(std::size_t place) {
  std::vector<Fact> out;
  add_earlier(place, out);
  const Place& here = places_[place];
  const auto add = [&](const CheckSpec& claim, std::size_t asked, std::size_t depth,
                       const BlockSpec* block) {
    out.push_back({&claim, asked, depth, block, false, false, contains(here.ends_where, claim)});
  };
  for (std::size_t k = 0; k < here.blocks.size(); ++k) {
    const BlockSpec& block = *here.blocks[k];
    const std::size_t asked = first_ + block.first;
    for (const CheckSpec& claim : block.when) add(claim, asked, k, &block);
    if (block.repeat.kind == RepeatKind::for_each)
      add(there_is(block.repeat.list, block.repeat.list_at), asked, k, &block);
  }
  const std::size_t depth = here.blocks.size();
  for (const CheckSpec& claim : here.step->when) add(claim, place, depth, nullptr);
  if (!here.step->for_each.empty())
    add(there_is(here.step->for_each, here.step->for_each_at), place, depth, nullptr);
  add_checks(place, out);
  return out;
}

bool Facts::captured(const std::string& name, std::size_t from, std::size_t end) const {
  for (std::size_t i = from; i < end; ++i) {
    if (capture_of(*places_[i].step, name) != nullptr) return true;
  }
  return false;
}

// Whether a repetition that begins at one of these places gives the variable a value.
bool Facts::started(const std::string& name, std::size_t from, std::size_t last) const {
  for (std::size_t i = from; i <= last && i < places_.size(); ++i) {
    for (const BlockSpec* block : places_[i].blocks) {
      const bool begins = i == 0 || !has(places_[i - 1].blocks, block);
      if (begins && starts(*block, name)) return true;
    }
  }
  return false;
}

bool Facts::lasts(std::size_t place, const Fact& early, const Fact& late) const {
  if (early.claim->source != Source::variable) return true;  // both look at one answer
  const std::string& name = early.claim->selector.text;
  if (changes_by_itself(flow_, name) || early.asked > late.asked ||
      captured(name, early.asked, late.asked) || started(name, early.asked, late.asked))
    return false;
  // Sent again, the step finds what it has captured itself.
  if (late.is_check && capture_of(*places_[place].step, name) != nullptr) return false;
  // A later turn finds what the turn before it has left.
  const std::vector<const BlockSpec*>& blocks = places_[place].blocks;
  for (std::size_t k = early.depth; k < late.depth && k < blocks.size(); ++k) {
    if (blocks[k]->repeat.kind != RepeatKind::none &&
        captured(name, first_ + blocks[k]->first, first_ + blocks[k]->end))
      return false;
  }
  return true;
}

}  // namespace slogate
