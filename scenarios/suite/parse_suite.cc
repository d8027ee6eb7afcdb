#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenarios/message/exchange.h"
#include "scenarios/message/url.h"
#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

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
  if (target->text.find("${") != std::string::npos) return;  // compile sees the value
  const std::optional<Url> url = parse_url(target->text);
  if (!url) {
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

void parse_defaults(const Reader& reader, Defaults& defaults) {
  const Json* json = reader.find("defaults");
  if (json == nullptr) return;
  const Reader own(*json, keys::kDefaults, reader.problems());
  if (!own.usable()) return;
  defaults.timeout = own.duration("timeout", 1ms, 1h).value_or(defaults.timeout);
  defaults.connect_timeout =
      own.duration("connect_timeout", 1ms, 1h).value_or(defaults.connect_timeout);
  defaults.first_byte_timeout =
      own.duration("first_byte_timeout", 1ms, 1h).value_or(defaults.first_byte_timeout);
  if (const auto bytes = own.whole("max_body", 1, 1 << 30))
    defaults.max_body = static_cast<std::uint64_t>(*bytes);
  const Json* headers = own.object("headers");
  if (headers == nullptr) return;
  for (auto& [name, value] : parse_headers(*headers, reader.problems())) {
    const auto same =
        std::find_if(defaults.headers.begin(), defaults.headers.end(),
                     [&, &key = name](const auto& other) { return same_name(other.first, key); });
    if (same != defaults.headers.end()) {
      *same = {name, value};
    } else {
      defaults.headers.emplace_back(name, value);
    }
  }
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
    const auto [first, fresh] = lines.emplace(objective.name, objective.at.line);
    if (!fresh) {
      reader.problem(objective.at, fmt::format("objective {} stands twice, first in line {}",
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
  parse_defaults(reader, suite.defaults);
  parse_flow_files(reader, draft);
  if (const Json* ready = reader.find("ready")) suite.ready = parse_step(*ready, problems);
  parse_named(reader, suite);
  if (reader.has("not_seen")) suite.not_seen = reader.texts("not_seen");
}

}  // namespace slogate
