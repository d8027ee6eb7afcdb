#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

using Names = std::vector<std::string>;

void add_once(Names& names, const std::string& name) {
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
    names.push_back(name);
}

bool knows(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// `unknown flow "amdin", did you mean "admin"?`, or with what the suite has.
std::string unknown(std::string_view kind, const std::string& name, const Names& names) {
  const std::string there = names.empty() ? fmt::format(", there is no {} here", kind)
                                          : fmt::format(", known are {}", listed(names));
  return fmt::format("unknown {} {}", kind, in_quotes(name)) + meant(name, names, there);
}

struct Vocabulary {
  Names steps;
  Names tags;
  Names groups;
};

void add_steps(const StepList& steps, Vocabulary& words) {
  for (const StepSpec& step : steps) {
    add_once(words.steps, step.name);
    add_once(words.groups, step.group);
    for (const std::string& tag : step.tags) add_once(words.tags, tag);
  }
}

// What the flow of that name has, or all flows where the name is empty.
Vocabulary vocabulary_of(const Suite& suite, const std::string& flow) {
  Vocabulary words;
  for (const Flow& candidate : suite.flows) {
    if (!flow.empty() && candidate.name != flow) continue;
    add_steps(candidate.session_steps, words);
    add_steps(candidate.session_end, words);
    add_steps(candidate.steps, words);
  }
  return words;
}

bool fits(const StepSpec& step, const Scope& over) {
  return (over.step.empty() || step.name == over.step) &&
         (over.group.empty() || step.group == over.group) &&
         (over.tag.empty() || knows(step.tags, over.tag));
}

bool any_fits(const Suite& suite, const Scope& over) {
  for (const Flow& flow : suite.flows) {
    if (!over.flow.empty() && flow.name != over.flow) continue;
    for (const StepList* steps : {&flow.session_steps, &flow.session_end, &flow.steps}) {
      for (const StepSpec& step : *steps) {
        if (fits(step, over)) return true;
      }
    }
  }
  return false;
}

// Whether the scope may mean steps that were not read.
bool may_be_unread(const Scope& over, const UnreadNames& unread) {
  if (over.flow.empty()) return unread.flows || !unread.in_flows.empty();
  return knows(unread.in_flows, over.flow);
}

// Of an objective or a limit: `who` begins the message, `useless` ends that of a scope which no
// step fits.
struct ScopeOwner {
  std::string who;
  std::string_view useless;
  const ScopePlaces& places;
};

void check_scope(const Suite& suite, const Scope& over, const ScopeOwner& owner, const Names& flows,
                 const UnreadNames& unread, Diagnostics& problems) {
  const std::string& who = owner.who;
  if (!over.flow.empty() && !knows(flows, over.flow)) {
    if (!unread.flows) problems.add(owner.places.flow, who + unknown("flow", over.flow, flows));
    return;
  }
  if (may_be_unread(over, unread)) return;
  const Vocabulary words = vocabulary_of(suite, over.flow);
  const std::size_t before = problems.list.size();
  const auto check = [&](std::string_view kind, const std::string& name, const Names& names,
                         const Position& at) {
    if (!name.empty() && !knows(names, name)) problems.add(at, who + unknown(kind, name, names));
  };
  check("step", over.step, words.steps, owner.places.step);
  check("tag", over.tag, words.tags, owner.places.tag);
  check("group", over.group, words.groups, owner.places.group);
  if (over == Scope{over.flow, "", "", ""}) return;
  if (problems.list.size() == before && !any_fits(suite, over)) {
    problems.add(owner.places.at,
                 who + fmt::format("no step fits all that \"over\" says, so {}", owner.useless));
  }
}

// Names that one flow sees, each with what it is.
class NameTable {
 public:
  explicit NameTable(Diagnostics& problems) : problems_(problems) {}

  // Tells where the name stands for something else already.
  void add(std::string_view what, const std::string& name, const Position& at) {
    const auto [first, fresh] = names_.emplace(name, what);
    if (fresh || (is_given_by_steps(what) && is_given_by_steps(first->second))) return;
    problems_.add(at, fmt::format("the {} {} has the name of a {}, choose another", what,
                                  in_quotes(name), first->second));
  }
  void add_captures(const StepList& steps) {
    for (const StepSpec& step : steps) {
      for (const CaptureSpec& capture : step.captures) add("capture", capture.name, capture.at);
    }
    for (const BlockSpec& block : steps.blocks) {
      for (const StartSpec& start : block.repeat.start) add(kStart, start.name, start.at);
    }
  }

 private:
  static constexpr std::string_view kStart = "start variable";

  // One variable may have its values from several steps and repetitions.
  static bool is_given_by_steps(std::string_view what) {
    return what == "capture" || what == kStart;
  }

  Diagnostics& problems_;
  std::map<std::string, std::string_view> names_;
};

void check_names(const Suite& suite, Diagnostics& problems) {
  NameTable suites(problems);
  for (const VariableSpec& variable : suite.variables)
    suites.add("variable", variable.name, variable.at);
  suites.add_captures(suite.setup);
  // What the whole run knows is held against each flow by itself.
  const NameTable known = suites;
  NameTable teardown = known;
  teardown.add_captures(suite.teardown);
  for (const Flow& flow : suite.flows) {
    NameTable names = known;
    for (const FeedSpec& feed : flow.feeds) names.add("feed", feed.name, feed.at);
    for (const GeneratorSpec& generator : flow.generators)
      names.add("generator", generator.name, generator.at);
    for (const StepList* steps : {&flow.session_steps, &flow.session_end, &flow.steps})
      names.add_captures(*steps);
  }
}

}  // namespace

void cross_check(const Suite& suite, Diagnostics& problems, const UnreadNames& unread) {
  Names flows;
  std::map<std::string, std::string> first;  // name to file
  for (const Flow& flow : suite.flows) {
    if (flow.name.empty()) continue;
    const auto [there, fresh] = first.emplace(flow.name, flow.file);
    if (!fresh) {
      problems.add(flow.name_at, fmt::format("flow {} is there twice, first in {}",
                                             in_quotes(flow.name), there->second));
    }
    add_once(flows, flow.name);
  }
  check_names(suite, problems);
  Names profiles;
  for (const Profile& profile : suite.profiles) {
    add_once(profiles, profile.name);
    for (const Share& share : profile.shares) {
      if (!unread.flows && !knows(flows, share.flow))
        problems.add(share.at, unknown("flow", share.flow, flows));
    }
  }
  for (const Objective& objective : suite.objectives) {
    const std::string who = fmt::format("objective {}: ", in_quotes(objective.name));
    check_scope(suite, objective.over, {who, "it could never be judged", objective.over_at}, flows,
                unread, problems);
    for (std::size_t i = 0; i < objective.in.size(); ++i) {
      const std::string& name = objective.in[i];
      if (unread.profiles || knows(profiles, name)) continue;
      problems.add(i < objective.in_at.size() ? objective.in_at[i] : objective.at,
                   who + unknown("profile", name, profiles));
    }
  }
  for (const TargetLimit& limit : suite.limits) {
    check_scope(suite, limit.over, {"a limit of the target: ", "it limits nothing", limit.over_at},
                flows, unread, problems);
  }
}

}  // namespace slogate
