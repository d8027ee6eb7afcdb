#include <fmt/format.h>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/reader.h"

namespace slogate {

// A condition is asked between requests, so it can look at variables only.
std::vector<CheckSpec> parse_conditions(const Json& json, std::string_view key,
                                        Diagnostics& problems) {
  std::vector<CheckSpec> out;
  const auto add = [&](const Json& item) {
    const std::size_t before = problems.list.size();
    CheckSpec check = parse_check(item, problems);
    if (problems.list.size() == before && check.source != Source::variable) {
      problems.add(item.at, fmt::format("a condition in \"{}\" looks at a \"variable\", there is "
                                        "no answer here",
                                        key));
    }
    out.push_back(std::move(check));
  };
  if (json.kind != Json::Kind::array) {
    add(json);
    return out;
  }
  if (json.items.empty())
    problems.add(json.at, fmt::format("\"{}\" is an empty array, name a condition in it", key));
  for (const Json& item : json.items) add(item);
  return out;
}

Condition parse_when(const Reader& reader, std::string_view what) {
  Condition condition;
  if (const Json* when = reader.find("when")) {
    condition.when = parse_conditions(*when, "when", reader.problems());
  } else if (!reader.misspelt("when")) {
    const std::string why = fmt::format("needs \"when\", without it {} is never skipped", what);
    reader.refuse("otherwise", why);
    reader.refuse("stop", why);
  }
  condition.otherwise = reader.text("otherwise");
  condition.stop = reader.boolean("stop", false);
  return condition;
}

std::vector<Explanation> parse_explanations(const Reader& reader, std::string_view key) {
  std::vector<Explanation> out;
  const Json* list = reader.array(key);
  if (list == nullptr) return out;
  for (const Json& item : list->items) {
    const Reader entry(item, keys::kExplain, reader.problems());
    if (!entry.usable()) continue;
    const Json* condition = entry.require("if");
    const Json* say = entry.require("say");
    Explanation explanation;
    if (condition != nullptr) explanation.condition = parse_check(*condition, reader.problems());
    if (say != nullptr) explanation.say = entry.text("say");
    out.push_back(std::move(explanation));
  }
  return out;
}

}  // namespace slogate
