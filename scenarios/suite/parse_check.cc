#include <fmt/format.h>

#include <algorithm>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/predicates.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/sources.h"

namespace slogate {
namespace {

Json boolean_json(bool value, const Position& at) {
  Json json;
  json.kind = Json::Kind::boolean;
  json.boolean = value;
  json.at = at;
  return json;
}

// 404, or a class as "4xx". A whole number may be written as any: 2e2 becomes 200.
bool read_status(Json& value) {
  if (value.kind == Json::Kind::string) {
    const std::string& text = value.string;
    return text.size() == 3 && text[0] >= '1' && text[0] <= '5' && text.ends_with("xx");
  }
  const auto number = whole_number(value);
  if (!number || *number < 100 || *number > 599) return false;
  value.kind = Json::Kind::integer;
  value.integer = *number;
  return true;
}

// `"status": 200`, `"status": "2xx"` and arrays of both are whole checks; `true` leaves the
// predicate to say.
void parse_status(const Reader& reader, bool has_predicate, CheckSpec& check) {
  static constexpr std::string_view kForm =
      "a status is a whole number from 100 to 599, a class such as \"2xx\", an array of both, or "
      "true with a predicate";
  Json value = *reader.find("status");
  if (value.kind == Json::Kind::boolean && value.boolean) {
    const bool misspelt = std::any_of(kPredicates.begin(), kPredicates.end(),
                                      [&](const auto& word) { return reader.misspelt(word.key); });
    if (!has_predicate && !misspelt)
      reader.problem(value.at, "\"status\": true needs a predicate, or write the status itself");
    return;
  }
  if (value.kind == Json::Kind::array) {
    check.predicate = Predicate::one_of;
    if (value.items.empty())
      reader.problem(value.at, "\"status\" is an empty array, name a status in it");
    for (Json& item : value.items) {
      if (!read_status(item))
        reader.problem(item.at, fmt::format("{} is no status, {}", in_quotes(item.dump()), kForm));
    }
  } else {
    check.predicate = Predicate::equals;
    if (!read_status(value)) {
      reader.problem(value.at, fmt::format("\"status\" is {}, {}", value.dump(), kForm));
      return;
    }
  }
  if (has_predicate) {
    reader.problem(value.at,
                   "\"status\" with a value takes no predicate, write \"status\": true beside one");
  }
  check.negated = false;
  check.expected = std::move(value);
}

void parse_flags(const Reader& reader, CheckSpec& check) {
  check.because = reader.text("because");
  check.cookie_http_only = reader.boolean("http_only", false);
  check.cookie_secure = reader.boolean("secure", false);
  check.each = reader.boolean("each", false);
  if (check.source != Source::cookie) {
    reader.refuse("http_only", "goes with \"cookie\" only");
    reader.refuse("secure", "goes with \"cookie\" only");
  }
  if (check.source == Source::status || check.source == Source::time) {
    reader.refuse("filters",
                  "does not go with \"status\" and \"time\", which are compared as they "
                  "are");
  }
}

CheckSpec read_check(const Json& json, Diagnostics& problems) {
  CheckSpec check;
  check.at = json.at;
  check.expected = boolean_json(true, json.at);
  const Reader reader(json, keys::kCheck, problems);
  if (!reader.usable()) return check;
  const SourceWord* source = parse_source(reader, "a check");
  if (source == nullptr) return check;
  check.source = source->source;
  if (check.source != Source::status) parse_selector(reader, *source, check.selector);
  check.attribute = parse_attribute(reader, check.source);
  parse_flags(reader, check);
  ValueShape shape = source_shape(check.source, check.selector.text);
  // Of a word that is none, which has been told, nothing is known.
  if (check.selector.text.empty() && !words_of_source(source->key).empty()) shape = ValueShape::any;
  check.filters = parse_filters(reader, shape);
  if (check.each && !may_be_list(shape)) {
    problems.add(reader.key_position("each"),
                 fmt::format("\"each\" needs a list, there is one {} here", shape_name(shape)));
  }
  const bool has_predicate = parse_predicate(reader, check.each ? ValueShape::any : shape, check);
  if (check.source == Source::status) parse_status(reader, has_predicate, check);
  if (check.source == Source::time && !has_predicate) {
    const bool misspelt = std::any_of(kPredicates.begin(), kPredicates.end(),
                                      [&](const auto& word) { return reader.misspelt(word.key); });
    if (!misspelt && std::none_of(kPredicates.begin(), kPredicates.end(),
                                  [&](const auto& word) { return reader.has(word.key); })) {
      problems.add(json.at,
                   "a check of \"time\" without a limit, write one such as "
                   "\"less_than\": \"2s\"");
    }
  }
  return check;
}

}  // namespace

CheckSpec parse_check(const Json& json, Diagnostics& problems) {
  const std::size_t before = problems.list.size();
  CheckSpec check = read_check(json, problems);
  check.broken = problems.list.size() > before;
  return check;
}

}  // namespace slogate
