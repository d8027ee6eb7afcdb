#include "scenarios/lint/unset_captures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>

#include "scenarios/lint/uses.h"

namespace slogate {
namespace {

// A step and what decides whether it is walked.
struct Place {
  const StepSpec* step = nullptr;
  std::vector<const CheckSpec*> when;   // its own, and its blocks'
  std::vector<const BlockSpec*> loops;  // over lists that may be empty
  std::vector<const BlockSpec*> polls;  // repeated until something holds, else the walk fails
  std::vector<const CheckSpec*>
      ends_where;  // those of `when` without which nothing behind them is walked
};

void add_conditions(const std::vector<CheckSpec>& when, bool stops, Place& place) {
  for (const CheckSpec& condition : when) {
    place.when.push_back(&condition);
    if (stops) place.ends_where.push_back(&condition);
  }
}

std::vector<Place> places_of(const StepList& steps) {
  std::vector<Place> out;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    Place place;
    place.step = &steps[i];
    bool inside = false;  // what ends the walk there ends only what would not be walked anyway
    for (const BlockSpec& block : steps.blocks) {
      if (i < block.first || i >= block.end) continue;
      add_conditions(block.when, block.stop_otherwise && !inside, place);
      inside = inside || (!block.when.empty() && !block.stop_otherwise);
      if (block.repeat.kind == RepeatKind::for_each) place.loops.push_back(&block);
      if (block.repeat.kind == RepeatKind::until) place.polls.push_back(&block);
    }
    add_conditions(steps[i].when, steps[i].stop_otherwise && !inside, place);
    out.push_back(std::move(place));
  }
  return out;
}

std::vector<Place> places_of(const std::vector<const StepList*>& lists) {
  std::vector<Place> out;
  for (const StepList* list : lists) {
    for (Place& place : places_of(*list)) out.push_back(std::move(place));
  }
  return out;
}

bool has(const std::vector<const BlockSpec*>& blocks, const BlockSpec* wanted) {
  return std::find(blocks.begin(), blocks.end(), wanted) != blocks.end();
}

bool same_condition(const CheckSpec& a, const CheckSpec& b) {
  return a.source == b.source && a.selector.text == b.selector.text && a.predicate == b.predicate &&
         a.negated == b.negated && a.filters.size() == b.filters.size() &&
         a.expected.dump() == b.expected.dump();
}

bool holds_one(const std::vector<const CheckSpec*>& conditions, const CheckSpec& wanted) {
  return std::any_of(conditions.begin(), conditions.end(), [&](const CheckSpec* condition) {
    return same_condition(*condition, wanted);
  });
}

// `"exists": false`
bool demands_nothing(const CheckSpec& condition) {
  return condition.source == Source::variable && condition.predicate == Predicate::exists &&
         condition.expected.kind == Json::Kind::boolean && !condition.expected.boolean;
}

bool may_be_missing(const CaptureSpec& capture) {
  return !capture.fallback && (capture.optional || capture.sticky);
}

const CaptureSpec* capture_of(const StepSpec& step, const std::string& name) {
  for (const CaptureSpec& capture : step.captures) {
    if (capture.name == name) return &capture;
  }
  return nullptr;
}

// All that is certain where a step is walked: its conditions, those without which an earlier step ends the walk, what
// earlier steps have checked, and the conditions of the steps that set a value which is there.
struct Known {
  std::vector<const CheckSpec*> conditions;
  std::set<std::string> names;  // that a condition looks at
};

Known known_at(const std::vector<Place>& places, std::size_t at) {
  Known out{places[at].when, {}};
  const auto add_all = [&](const std::vector<CheckSpec>& checks) {
    for (const CheckSpec& check : checks) out.conditions.push_back(&check);
  };
  for (std::size_t i = 0; i < at; ++i) {
    add_all(places[i].step->checks);
    for (const BlockSpec* poll : places[i].polls) {
      if (!has(places[at].polls, poll)) add_all(poll->repeat.until);
    }
    out.conditions.insert(out.conditions.end(), places[i].ends_where.begin(),
                          places[i].ends_where.end());
  }
  // The list grows while it is gone over; a name is looked up once.
  for (std::size_t i = 0; i < out.conditions.size(); ++i) {
    const CheckSpec& condition = *out.conditions[i];
    if (condition.source != Source::variable || demands_nothing(condition) ||
        !out.names.insert(condition.selector.text).second)
      continue;
    for (std::size_t earlier = 0; earlier < at; ++earlier) {
      if (!capture_of(*places[earlier].step, condition.selector.text)) continue;
      out.conditions.insert(out.conditions.end(), places[earlier].when.begin(),
                            places[earlier].when.end());
    }
  }
  return out;
}

// What makes the capture's value uncertain at the place `at`; empty where it is there.
std::string doubt_of(const Place& setter, const CaptureSpec& capture, const Place& user,
                     const Known& known) {
  if (may_be_missing(capture))
    return fmt::format("the step \"{}\" captures it only where its answer holds one",
                       setter.step->name);
  for (const CheckSpec* condition : setter.when) {
    if (!holds_one(known.conditions, *condition))
      return fmt::format("the step \"{}\" is sent only under a condition", setter.step->name);
  }
  const bool other_loop =
      std::any_of(setter.loops.begin(), setter.loops.end(),
                  [&](const BlockSpec* loop) { return !has(user.loops, loop); });
  if (other_loop || !setter.step->for_each.empty())
    return fmt::format("the step \"{}\" is sent once for each item of a list, which may be empty",
                       setter.step->name);
  return {};
}

// Names that the request needs: what its conditions and checks look at may be missing.
Names needed_by(const StepSpec& step) {
  StepSpec bare = step;
  bare.when.clear();
  bare.for_each.clear();
  std::erase_if(bare.checks,
                [](const CheckSpec& check) { return check.source == Source::variable; });
  std::erase_if(bare.captures,
                [](const CaptureSpec& capture) { return capture.source == Source::variable; });
  bare.explain.clear();
  bare.expires.clear();
  Names out;
  add_uses(bare, out);
  return out;
}

// Where the name is used in the step, as near as it is known.
Position place_of_use(const StepSpec& step, const std::string& name) {
  const auto uses = [&](const TemplateText& text) {
    Names names;
    add_names(text.text, names);
    return names.contains(name);
  };
  if (uses(step.url)) return step.url.at;
  for (const auto* texts : {&step.query, &step.headers, &step.cookies}) {
    for (const auto& [key, text] : *texts) {
      if (uses(text)) return text.at;
    }
  }
  for (const TemplateText* text : {&step.auth.user, &step.auth.secret}) {
    if (uses(*text)) return text->at;
  }
  return step.at;
}

}  // namespace

void find_unset_captures(const std::vector<const StepList*>& before, const StepList& steps,
                         Diagnostics& told) {
  std::vector<const StepList*> lists = before;
  lists.push_back(&steps);
  const std::vector<Place> places = places_of(lists);
  std::set<std::string> seen;  // after the first use that finds it missing the walk is over
  for (std::size_t at = places.size() - steps.size(); at < places.size(); ++at) {
    const Known known = known_at(places, at);
    for (const std::string& name : needed_by(*places[at].step)) {
      if (known.names.contains(name) || seen.contains(name)) continue;
      std::string doubt;
      std::size_t setters = 0;
      for (std::size_t i = 0; i < at; ++i) {
        const CaptureSpec* capture = capture_of(*places[i].step, name);
        if (!capture) continue;
        ++setters;
        doubt = doubt_of(places[i], *capture, places[at], known);
      }
      // Of several steps one may stand in for the other.
      if (setters != 1 || doubt.empty()) continue;
      seen.insert(name);
      told.add(place_of_use(*places[at].step, name),
               fmt::format("the capture \"{}\" may be unset here: {}", name, doubt));
    }
  }
}

void find_unreachable(const Flow* flow, const std::vector<const StepList*>& before,
                      const StepList& steps, Diagnostics& told) {
  std::vector<const StepList*> lists = before;
  lists.push_back(&steps);
  const std::vector<Place> places = places_of(lists);
  const auto always_set = [&](const std::string& name, std::size_t at) {
    if (flow && std::any_of(flow->generators.begin(), flow->generators.end(),
                            [&](const GeneratorSpec& spec) { return spec.name == name; }))
      return true;
    for (std::size_t i = 0; i < at; ++i) {
      const CaptureSpec* capture = capture_of(*places[i].step, name);
      if (capture && !may_be_missing(*capture) && places[i].when.empty() &&
          places[i].loops.empty() && places[i].step->for_each.empty() &&
          places[i].step->on_failure != OnFailure::proceed)
        return true;
    }
    return false;
  };
  std::set<const CheckSpec*> seen;
  for (std::size_t at = places.size() - steps.size(); at < places.size(); ++at) {
    for (const CheckSpec* condition : places[at].when) {
      if (!demands_nothing(*condition) || !always_set(condition->selector.text, at)) continue;
      if (!seen.insert(condition).second) break;  // of a block: told of its first step
      told.add(condition->at, fmt::format("the step \"{}\" is never sent: {} is always set here",
                                          places[at].step->name, condition->selector.text));
      break;
    }
  }
}

}  // namespace slogate
