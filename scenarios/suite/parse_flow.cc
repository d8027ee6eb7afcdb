#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

void parse_tokens(const Reader& reader, Flow& flow) {
  const Json* tokens = reader.object("tokens");
  if (tokens == nullptr) return;
  for (const Json::Member& member : tokens->members) {
    (void)check_environment_name(member.key, member.at, reader.problems());
    if (!check_kind(member.value, Json::Kind::string,
                    fmt::format("the lifetime of {}", in_quotes(member.key)), reader.problems())) {
      continue;
    }
    const auto lifetime = parse_duration(member.value.string);
    if (!lifetime || *lifetime <= Duration(0)) {
      reader.problem(member.value.at,
                     fmt::format("{} is no lifetime, a duration such as \"24h\" is meant",
                                 in_quotes(member.value.string)));
      continue;
    }
    flow.tokens.emplace_back(member.key, *lifetime);
  }
}

void parse_generators(const Reader& reader, Flow& flow) {
  const Json* generators = reader.object("generate");
  if (generators == nullptr) return;
  for (const Json::Member& member : generators->members) {
    flow.generators.push_back(
        parse_generator(member.key, member.at, member.value, reader.problems()));
  }
}

// "setup" and "teardown" are what reports call the suite's own steps.
void check_flow_name(const Reader& reader, const Flow& flow) {
  if (flow.name != "setup" && flow.name != "teardown") return;
  reader.problem(reader.find("name")->at,
                 fmt::format("\"{}\" is what reports call the suite's own steps, choose another "
                             "name",
                             flow.name));
}

}  // namespace

void check_step_names(const std::vector<const StepList*>& lists, std::string_view where,
                      Diagnostics& problems) {
  std::map<std::string, const StepSpec*> first;
  // Too many of them has been told, and included files may then say one thing a thousand times.
  for (const StepList* steps : lists) {
    if (steps->size() > kMostSteps) return;
  }
  for (const StepList* steps : lists) {
    for (const StepSpec& step : *steps) {
      if (step.name.empty()) continue;
      const auto [there, fresh] = first.emplace(step.name, &step);
      if (fresh) continue;
      const Position& at = there->second->name_at;
      if (at.file == step.name_at.file && at.line == step.name_at.line &&
          at.column == step.name_at.column) {
        problems.add(step.name_at,
                     fmt::format("step {} stands twice in {}, its file is included twice: "
                                 "give one of the includes a prefix",
                                 in_quotes(step.name), where));
        continue;
      }
      const std::string place = at.file == step.name_at.file
                                    ? fmt::format("line {}", at.line)
                                    : fmt::format("{}:{}", at.file, at.line);
      problems.add(step.name_at, fmt::format("step {} stands twice in {}, first in {}",
                                             in_quotes(step.name), where, place));
    }
  }
}

// A group's time runs from its first step to its last, so another step in between would be measured
// with it.
void check_groups(const StepList& steps, Diagnostics& problems) {
  std::vector<std::string> ended;
  std::string open;
  for (const StepSpec& step : steps) {
    if (step.group == open || (step.unread && step.group.empty())) continue;
    if (!open.empty()) ended.push_back(open);
    open = step.group;
    if (!open.empty() && std::find(ended.begin(), ended.end(), open) != ended.end()) {
      problems.add(step.at,
                   fmt::format("group {} begins a second time, the steps of a group stand together",
                               in_quotes(open)));
    }
  }
}

Flow parse_flow(const Json& json, Diagnostics& problems) {
  Flow flow;
  flow.at = json.at;
  const Reader reader(json, keys::kFlow, problems);
  if (!reader.usable()) return flow;
  (void)reader.text("$schema");
  flow.name = reader.name();
  flow.name_at = reader.place_of("name");
  check_flow_name(reader, flow);
  flow.title = reader.text("title");
  if (flow.title.empty()) flow.title = flow.name;
  flow.route = reader.text("route");
  flow.core = reader.boolean("core", true);
  if (const Json* needs = reader.find("needs")) {
    flow.needs = reader.texts("needs");
    flow.needs_at = reader.places_of("needs");
    for (const Json& item : needs->items) {
      if (item.kind == Json::Kind::string && !item.string.empty()) {
        (void)check_environment_name(item.string, item.at, problems);
      }
    }
  }
  parse_tokens(reader, flow);
  parse_feeds(reader, flow);
  parse_generators(reader, flow);
  parse_session(reader, flow);
  (void)reader.require("steps");
  if (const Json* steps = reader.array("steps"))
    flow.steps = parse_entries(*steps, "steps", problems);
  const std::vector<const StepList*> lists{&flow.session_steps, &flow.session_end, &flow.steps};
  std::size_t all = 0;
  for (const StepList* steps : lists) {
    all += steps->size();
    check_groups(*steps, problems);
    if (steps->size() > kMostSteps) all = 0;  // has been told
  }
  if (all > kMostSteps) {
    problems.add(json.at, fmt::format("a flow has at most {} steps, its session included, here are "
                                      "{}",
                                      kMostSteps, all));
  }
  check_step_names(lists, "this flow", problems);
  return flow;
}

}  // namespace slogate
