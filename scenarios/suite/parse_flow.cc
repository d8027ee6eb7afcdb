#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "scenarios/suite/confined_file.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

void parse_feeds(const Reader& reader, Flow& flow) {
  const Json* feeds = reader.object("feeds");
  if (feeds == nullptr) return;
  for (const Json::Member& member : feeds->members) {
    (void)check_variable_name(member.key, member.at, reader.problems());
    if (!check_kind(member.value, Json::Kind::string,
                    fmt::format("the feed {}", in_quotes(member.key)), reader.problems())) {
      continue;
    }
    if (const std::string fault = confinement_fault(member.value.string); !fault.empty()) {
      reader.problem(member.value.at,
                     fmt::format("the feed file {} {}", in_quotes(member.value.string), fault));
      continue;
    }
    flow.feeds.push_back({member.key, member.value.string, member.value.at});
  }
}

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
      reader.problem(member.value.at, fmt::format("{} is no lifetime, a duration such as \"24h\" is meant",
                                                  in_quotes(member.value.string)));
      continue;
    }
    flow.tokens.emplace_back(member.key, *lifetime);
  }
}

std::vector<StepSpec> parse_steps(const Reader& reader) {
  std::vector<StepSpec> steps;
  if (reader.require("steps") == nullptr) return steps;
  const Json* list = reader.array("steps");
  if (list == nullptr) return steps;
  if (list->items.empty())
    reader.problem(list->at, "\"steps\" is an empty array, at least one step is needed");
  if (list->items.size() > kMostSteps) {
    reader.problem(list->at, fmt::format("\"steps\" has {} steps, at most {} fit",
                                         list->items.size(), kMostSteps));
    return steps;
  }
  for (const Json& item : list->items) steps.push_back(parse_step(item, reader.problems()));
  return steps;
}

void parse_session(const Reader& reader, Flow& flow) {
  const Json* json = reader.find("session");
  if (json == nullptr) return;
  const Reader session(*json, keys::kSession, reader.problems());
  if (!session.usable()) return;
  (void)session.require("shared_by");
  const std::size_t owner = session.word("shared_by", {"run", "user"}).value_or(0);
  flow.session_owner = owner == 0 ? SessionOwner::run : SessionOwner::user;
  flow.session_steps = parse_steps(session);
}

void check_step_names(const Flow& flow, Diagnostics& problems) {
  std::map<std::string, int> lines;
  for (const std::vector<StepSpec>* steps : {&flow.session_steps, &flow.steps}) {
    for (const StepSpec& step : *steps) {
      if (step.name.empty()) continue;
      const auto [first, fresh] = lines.emplace(step.name, step.at.line);
      if (fresh) continue;
      problems.add(step.at, fmt::format("step {} stands twice in this flow, first in line {}",
                                        in_quotes(step.name), first->second));
    }
  }
}

// A group's time runs from its first step to its last, so another step in between would be measured
// with it.
void check_groups(const std::vector<StepSpec>& steps, Diagnostics& problems) {
  std::vector<std::string> ended;
  std::string open;
  for (const StepSpec& step : steps) {
    if (step.group == open) continue;
    if (!open.empty()) ended.push_back(open);
    open = step.group;
    if (!open.empty() && std::find(ended.begin(), ended.end(), open) != ended.end()) {
      problems.add(step.at,
                   fmt::format("group {} begins a second time, the steps of a group stand together",
                               in_quotes(open)));
    }
  }
}

}  // namespace

Flow parse_flow(const Json& json, Diagnostics& problems) {
  Flow flow;
  flow.at = json.at;
  const Reader reader(json, keys::kFlow, problems);
  if (!reader.usable()) return flow;
  (void)reader.text("$schema");
  flow.name = reader.name();
  flow.title = reader.text("title");
  if (flow.title.empty()) flow.title = flow.name;
  flow.route = reader.text("route");
  flow.core = reader.boolean("core", true);
  if (const Json* needs = reader.find("needs")) {
    flow.needs = reader.texts("needs");
    for (const Json& item : needs->items) {
      if (item.kind == Json::Kind::string && !item.string.empty()) {
        (void)check_environment_name(item.string, item.at, problems);
      }
    }
  }
  parse_tokens(reader, flow);
  parse_feeds(reader, flow);
  parse_session(reader, flow);
  flow.steps = parse_steps(reader);
  check_step_names(flow, problems);
  check_groups(flow.session_steps, problems);
  check_groups(flow.steps, problems);
  return flow;
}

}  // namespace slogate
