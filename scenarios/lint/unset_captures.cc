#include "scenarios/lint/unset_captures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>

#include "scenarios/lint/claims.h"
#include "scenarios/lint/places.h"
#include "scenarios/lint/uses.h"

namespace slogate {
namespace {

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
    // Where it is left out the value is there already, as a user's is from its second iteration on.
    if (condition->selector.text == capture.name && demands_nothing(*condition)) continue;
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

// Repetitions that give the variable its first value: begun before the place, or around it.
struct Starts {
  std::size_t count = 0;
  std::size_t last = 0;  // the place where the last of them begins
  std::string doubt;     // why the last of them may not have been walked; empty where it was
};

Starts starts_before(const std::vector<Place>& places, std::size_t at, const std::string& name,
                     const Known& known) {
  Starts out;
  std::set<const BlockSpec*> seen;
  for (std::size_t i = 0; i <= at; ++i) {
    for (const BlockSpec* block : places[i].blocks) {
      if (!starts(*block, name) || !seen.insert(block).second) continue;
      ++out.count;
      out.last = i;
      out.doubt.clear();
      if (has(places[at].blocks, block)) continue;
      // It and all that it lies in must have been walked.
      for (const BlockSpec* around : places[i].blocks) {
        if (has(places[at].blocks, around)) continue;
        const bool sure =
            around->repeat.kind != RepeatKind::for_each &&
            std::all_of(around->when.begin(), around->when.end(), [&](const CheckSpec& condition) {
              return holds_one(known.conditions, condition);
            });
        if (!sure) out.doubt = "the repetition that starts with it may be left out";
        if (around == block) break;
      }
    }
  }
  return out;
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

// The first text in a body that uses the name, or nullptr.
const Json* find_use(const Json& json, const std::string& name) {
  if (json.kind == Json::Kind::string) {
    Names names;
    add_names(json.string, names);
    return names.contains(name) ? &json : nullptr;
  }
  for (const Json& item : json.items) {
    if (const Json* found = find_use(item, name)) return found;
  }
  for (const Json::Member& member : json.members) {
    if (const Json* found = find_use(member.value, name)) return found;
  }
  return nullptr;
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
  if (step.sign && uses(step.sign->key)) return step.sign->key.at;
  if (step.sign && uses(step.sign->over)) return step.sign->over.at;
  for (const PartSpec& part : step.parts) {
    if (part.value && uses(*part.value)) return part.value->at;
    if (part.file_name && uses(*part.file_name)) return part.file_name->at;
  }
  if (const Json* found = find_use(step.body, name)) return found->at;
  for (const CheckSpec& check : step.checks) {
    if (uses(check.selector)) return check.selector.at;
    if (const Json* found = find_use(check.expected, name)) return found->at;
  }
  return step.at;
}

}  // namespace

void find_unset_captures(const std::vector<const StepList*>& before, const StepList& steps,
                         const std::vector<bool>& never_sent, Diagnostics& told) {
  std::vector<const StepList*> lists = before;
  lists.push_back(&steps);
  const std::vector<Place> places = places_of(lists);
  std::set<std::string> seen;  // after the first use that finds it missing the walk is over
  for (std::size_t at = places.size() - steps.size(); at < places.size(); ++at) {
    if (never_sent[at + steps.size() - places.size()]) continue;
    const Known known = known_at(places, at);
    for (const std::string& name : needed_by(*places[at].step)) {
      if (known.names.contains(name) || seen.contains(name)) continue;
      std::string doubt;
      std::size_t setters = 0;
      bool unsets = false;
      const Starts starts = starts_before(places, at, name, known);
      for (std::size_t i = 0; i < at; ++i) {
        const CaptureSpec* capture = capture_of(*places[i].step, name);
        if (!capture) continue;
        ++setters;
        doubt = doubt_of(places[i], *capture, places[at], known);
        unsets = may_be_missing(*capture) && i >= starts.last;
      }
      const char* const what = setters == 0 ? "variable" : "capture";
      if (setters == 0) doubt = starts.doubt;
      // What a step found missing is unset from then on, whatever it was before.
      if (starts.count > 0 && !unsets) setters += starts.count;
      // Of several steps one may stand in for the other.
      if (setters != 1 || doubt.empty()) continue;
      seen.insert(name);
      told.add(place_of_use(*places[at].step, name),
               fmt::format("the {} \"{}\" may be unset here: {}", what, name, doubt));
    }
  }
}

void find_lost_captures(const Suite& suite, const Flow& flow, const std::vector<bool>& never_sent,
                        Diagnostics& told) {
  const auto captures_it = [](const StepList& steps, const std::string& name) {
    return std::find_if(steps.begin(), steps.end(),
                        [&](const StepSpec& step) { return capture_of(step, name) != nullptr; });
  };
  const auto is_started = [](const StepList& steps, const std::string& name) {
    return std::any_of(steps.blocks.begin(), steps.blocks.end(),
                       [&](const BlockSpec& block) { return starts(block, name); });
  };
  std::set<std::string> seen;
  for (std::size_t i = 0; i < flow.session_end.size(); ++i) {
    if (never_sent[i]) continue;
    const StepSpec& step = flow.session_end[i];
    for (const std::string& name : needed_by(step)) {
      const auto setter = captures_it(flow.steps, name);
      const bool known = is_started(suite.setup, name) || is_started(flow.session_steps, name) ||
                         is_started(flow.session_end, name) ||
                         captures_it(suite.setup, name) != suite.setup.end() ||
                         captures_it(flow.session_steps, name) != flow.session_steps.end() ||
                         captures_it(flow.session_end, name) != flow.session_end.end();
      if (setter == flow.steps.end() || known ||
          capture_of(*setter, name)->scope == CaptureScope::user || !seen.insert(name).second)
        continue;
      told.add(place_of_use(step, name),
               fmt::format("the capture \"{}\" has no value here: the step \"{}\" captures it in "
                           "an iteration, and the end of a session knows what its steps captured",
                           name, setter->name));
    }
  }
}

}  // namespace slogate
