#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenarios/message/exchange.h"
#include "scenarios/message/url.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"
#include "scenarios/suite/resolve_override.h"
#include "scenarios/suite/selector_fault.h"

namespace slogate {
namespace {

constexpr std::size_t kMostOverrides = 100;

// Puts `item` in the place of the one of its name, or at the end.
template <class T>
void replace_by_name(std::vector<T>& list, T item) {
  const auto same = std::find_if(list.begin(), list.end(),
                                 [&](const T& other) { return other.name == item.name; });
  if (same != list.end()) {
    *same = std::move(item);
  } else {
    list.push_back(std::move(item));
  }
}

void parse_target(const Reader& reader, Suite& suite) {
  const std::optional<TemplateText> target = reader.template_text("target");
  if (!target) return;
  suite.target = *target;
  const bool told = has_user_information(target->text);
  if (target->text.find("${") != std::string::npos && !told) return;  // compile sees the value
  const std::optional<Url> url = parse_url(target->text);
  if (told) {
    reader.problems().list.push_back({target->at, std::string(kUserInformation), true});
  } else if (!url) {
    reader.problem(target->at,
                   fmt::format("the target {} is no http or https origin, write one such as "
                               "\"https://app.example\"",
                               in_quotes(target->text)));
  } else if (url->target != "/") {
    reader.problem(target->at, fmt::format("the target {} has a path, write the origin \"{}\"",
                                           in_quotes(target->text), url->origin.text()));
  }
}

void parse_load_hosts(const Reader& reader, Suite& suite) {
  if (!reader.has("load_hosts")) return;
  suite.load_hosts = reader.texts("load_hosts");
  for (const Json& item : reader.find("load_hosts")->items) {
    if (item.kind != Json::Kind::string || item.string.empty()) continue;
    const bool ipv6 = item.string.find("::") != std::string::npos;
    const std::optional<Url> plain =
        parse_url("http://" + (ipv6 ? "[" + item.string + "]" : item.string));
    if (plain && plain->target == "/" && plain->origin.port == 80 &&
        same_name(plain->origin.host, item.string)) {
      continue;
    }
    const std::optional<Url> whole = parse_url(item.string);
    const std::optional<Url> url = whole ? whole : plain;  // "https://host" before "host:8443"
    reader.problem(item.at, in_quotes(item.string) + " is no host name" +
                                (url ? fmt::format(", did you mean \"{}\"?", url->origin.host)
                                     : ", write it without scheme, port and path"));
  }
}

void parse_resolve(const Reader& reader, Suite& suite) {
  if (!reader.has("resolve")) return;
  suite.resolve.clear();
  const std::vector<std::string> texts = reader.texts("resolve");
  const Json* list = reader.array("resolve");
  if (list == nullptr) return;
  if (list->items.size() > kMostOverrides) {
    reader.problem(list->at, fmt::format("\"resolve\" has {} entries, at most {} fit",
                                         list->items.size(), kMostOverrides));
    return;
  }
  for (const Json& item : list->items) {
    if (item.kind != Json::Kind::string || item.string.empty()) continue;
    std::string fault;
    std::optional<ResolveOverride> entry = parse_resolve_override(item.string, fault);
    if (!entry) {
      reader.problem(item.at, std::move(fault));
      continue;
    }
    entry->at = item.at;
    const bool same =
        std::any_of(suite.resolve.begin(), suite.resolve.end(), [&](const auto& other) {
          return other.host == entry->host && other.port == entry->port &&
                 other.address != entry->address;
        });
    if (same) {
      reader.problem(
          item.at, fmt::format("{}:{} is resolved twice in \"resolve\"", entry->host, entry->port));
    }
    suite.resolve.push_back(std::move(*entry));
  }
}

// One of "setup" and "teardown"; as a whole in the place of what the base has.
void parse_own_steps(const Reader& reader, std::string_view key, StepList& steps) {
  const Json* list = reader.array(key);
  if (list == nullptr) return;
  steps = parse_entries(*list, key, reader.problems());
  check_groups(steps, reader.problems());
  check_step_names({&steps}, fmt::format("\"{}\"", key), reader.problems());
}

void parse_flow_files(const Reader& reader, SuiteDraft& draft) {
  const Json* list = reader.array("flows");
  if (list == nullptr) return;
  draft.flow_files.clear();
  (void)reader.texts("flows");  // tells what is no text, empty or there twice
  if (list->items.empty())
    reader.problem(list->at, "\"flows\" is an empty array, name at least one flow file");
  for (const Json& item : list->items) {
    if (item.kind != Json::Kind::string || item.string.empty()) continue;
    const auto same =
        std::find_if(draft.flow_files.begin(), draft.flow_files.end(),
                     [&](const FlowFile& other) { return other.file == item.string; });
    if (same == draft.flow_files.end()) draft.flow_files.push_back({item.string, item.at});
  }
}

void parse_named(const Reader& reader, Suite& suite) {
  if (const Json* variables = reader.object("variables")) {
    for (const Json::Member& member : variables->members) {
      replace_by_name(suite.variables,
                      parse_variable(member.key, member.at, member.value, reader.problems()));
    }
  }
  if (const Json* profiles = reader.object("profiles")) {
    for (const Json::Member& member : profiles->members) {
      (void)check_name(member.key, "the name of a profile", member.at, reader.problems());
      replace_by_name(suite.profiles, parse_profile(member.key, member.value, reader.problems()));
    }
  }
  const Json* objectives = reader.array("objectives");
  if (objectives == nullptr) return;
  std::map<std::string, int> lines;
  for (const Json& item : objectives->items) {
    Objective objective = parse_objective(item, reader.problems());
    if (objective.name.empty()) continue;
    const auto [first, fresh] = lines.emplace(objective.name, objective.name_at.line);
    if (!fresh) {
      reader.problem(objective.name_at, fmt::format("objective {} stands twice, first in line {}",
                                                    in_quotes(objective.name), first->second));
    }
    replace_by_name(suite.objectives, std::move(objective));
  }
}

}  // namespace

void parse_suite(const Json& json, SuiteDraft& draft, Diagnostics& problems) {
  const Reader reader(json, keys::kSuite, problems);
  if (!reader.usable()) return;
  Suite& suite = draft.suite;
  suite.at = json.at;
  (void)reader.text("$schema");
  suite.name = reader.name();
  suite.title = reader.text("title");
  if (suite.title.empty()) suite.title = suite.name;
  parse_target(reader, suite);
  parse_load_hosts(reader, suite);
  parse_resolve(reader, suite);
  parse_defaults(reader, suite.defaults);
  parse_own_steps(reader, "setup", suite.setup);
  parse_own_steps(reader, "teardown", suite.teardown);
  parse_flow_files(reader, draft);
  if (const Json* ready = reader.find("ready")) suite.ready = parse_step(*ready, problems);
  parse_named(reader, suite);
  if (const Json* limits = reader.array("limits")) {
    suite.limits.clear();
    for (const Json& item : limits->items)
      suite.limits.push_back(parse_target_limit(item, problems));
  }
  if (reader.has("not_seen")) suite.not_seen = reader.texts("not_seen");
}

}  // namespace slogate
