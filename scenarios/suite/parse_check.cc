#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

struct SourceWord {
  std::string_view key;
  Source source;
};
constexpr std::array<SourceWord, 9> kSources{{{"status", Source::status},
                                              {"header", Source::header},
                                              {"cookie", Source::cookie},
                                              {"body", Source::body},
                                              {"json", Source::json},
                                              {"xpath", Source::xpath},
                                              {"regex", Source::regex},
                                              {"tls", Source::days_left},
                                              {"variable", Source::variable}}};

struct PredicateWord {
  std::string_view key;
  Predicate predicate;
};
constexpr std::array<PredicateWord, 15> kPredicates{{{"exists", Predicate::exists},
                                                     {"equals", Predicate::equals},
                                                     {"not_equals", Predicate::not_equals},
                                                     {"one_of", Predicate::one_of},
                                                     {"contains", Predicate::contains},
                                                     {"not_contains", Predicate::not_contains},
                                                     {"starts_with", Predicate::starts_with},
                                                     {"ends_with", Predicate::ends_with},
                                                     {"matches", Predicate::matches},
                                                     {"less_than", Predicate::less_than},
                                                     {"at_most", Predicate::at_most},
                                                     {"greater_than", Predicate::greater_than},
                                                     {"at_least", Predicate::at_least},
                                                     {"type", Predicate::type},
                                                     {"min_count", Predicate::min_count}}};

// The keys of `words` that stand in the object, in the table's order.
template <class Words>
std::vector<std::size_t> present(const Reader& reader, const Words& words) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (reader.has(words[i].key)) out.push_back(i);
  }
  return out;
}

template <class Words>
std::string keys_of(const Words& words, const std::vector<std::size_t>& which) {
  std::vector<std::string> out;
  for (const std::size_t i : which) out.push_back(fmt::format("\"{}\"", words[i].key));
  return listed(out);
}

Json boolean_json(bool value, const Position& at) {
  Json json;
  json.kind = Json::Kind::boolean;
  json.boolean = value;
  json.at = at;
  return json;
}

bool valid_status(const Json& value) {
  return value.kind == Json::Kind::integer && value.integer >= 100 && value.integer <= 599;
}

// `"status": 200` and `"status": [200, 204]` are whole checks; `true` leaves the predicate to say.
void parse_status(const Reader& reader, const Json& value, bool has_predicate, CheckSpec& check) {
  static constexpr std::string_view kForm =
      "a status is a whole number from 100 to 599, an array of such, or true with a predicate";
  if (value.kind == Json::Kind::boolean && value.boolean) {
    if (!has_predicate)
      reader.problem(value.at, "\"status\": true needs a predicate, or write the status itself");
    return;
  }
  if (value.kind == Json::Kind::array) {
    check.predicate = Predicate::one_of;
    if (value.items.empty())
      reader.problem(value.at, "\"status\" is an empty array, name a status in it");
    for (const Json& item : value.items) {
      if (!valid_status(item))
        reader.problem(item.at, fmt::format("{} is no status, {}", in_quotes(item.dump()), kForm));
    }
  } else {
    check.predicate = Predicate::equals;
    if (!valid_status(value)) {
      reader.problem(value.at, fmt::format("\"status\" is {}, {}", value.dump(), kForm));
      return;
    }
  }
  if (has_predicate) {
    reader.problem(value.at,
                   "\"status\" with a value takes no predicate, write \"status\": true beside one");
  }
  check.expected = value;
}

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// The selector of every source but status.
void parse_selector(const Reader& reader, std::string_view key, Source source,
                    TemplateText& selector) {
  const Json& value = *reader.find(key);
  selector.at = value.at;
  if (source == Source::body) {
    if (value.kind != Json::Kind::boolean || !value.boolean) {
      reader.problem(
          value.at,
          "\"body\" must be true, what it should hold stands in a predicate such as \"contains\"");
    }
    return;
  }
  if (!check_kind(value, Json::Kind::string, fmt::format("\"{}\"", key), reader.problems())) return;
  selector.text = value.string;
  if (source == Source::days_left) {
    if (value.string != "days_left") {
      reader.problem(value.at, fmt::format("\"tls\" is {}, it must be \"days_left\"",
                                           in_quotes(value.string)));
    }
    return;
  }
  const bool is_template = value.string.find("${") != std::string::npos;
  if ((source == Source::header || source == Source::cookie) && !is_template &&
      !is_token(value.string)) {
    reader.problem(value.at, fmt::format("{} is no name of a {}, letters, digits and - are usual",
                                         in_quotes(value.string), key));
  } else if (value.string.empty() && source != Source::json) {
    reader.problem(value.at, fmt::format("\"{}\" is empty, say where to look", key));
  }
}

bool is_number(const Json& value) {
  return value.kind == Json::Kind::integer || value.kind == Json::Kind::number;
}

// What stands behind the predicate must be of a kind that it can be held against.
void check_expected(const Reader& reader, std::string_view key, Predicate predicate,
                    const Json& value) {
  const std::string what = fmt::format("\"{}\"", key);
  switch (predicate) {
    case Predicate::exists:
      (void)check_kind(value, Json::Kind::boolean, what, reader.problems());
      return;
    case Predicate::equals:
    case Predicate::not_equals:
      return;
    case Predicate::one_of:
      if (check_kind(value, Json::Kind::array, what, reader.problems()) && value.items.empty()) {
        reader.problem(value.at, "\"one_of\" is an empty array, nothing equals one of none");
      }
      return;
    case Predicate::contains:
    case Predicate::not_contains:
    case Predicate::starts_with:
    case Predicate::ends_with:
    case Predicate::matches:
      if (check_kind(value, Json::Kind::string, what, reader.problems()) && value.string.empty()) {
        reader.problem(value.at, what + " is empty, every text fits that");
      }
      return;
    case Predicate::less_than:
    case Predicate::at_most:
    case Predicate::greater_than:
    case Predicate::at_least:
      if (!is_number(value) && value.kind != Json::Kind::string) {
        reader.problem(value.at, fmt::format("{} is {}, it must be a number or a template", what,
                                             value.kind_name()));
      }
      return;
    case Predicate::type:
      (void)reader.word(key, {"null", "boolean", "number", "string", "array", "object"});
      return;
    case Predicate::min_count:
      (void)reader.whole(key, 1, 1'000'000);
      return;
  }
}

void check_fit(const Reader& reader, const CheckSpec& check) {
  if (check.source != Source::json)
    reader.refuse("type", "goes with \"json\" only, other sources are texts and numbers");
  if (check.source != Source::json && check.source != Source::xpath) {
    reader.refuse("min_count", "goes with \"json\" and \"xpath\" only");
  }
  if (check.source != Source::cookie) {
    reader.refuse("http_only", "goes with \"cookie\" only");
    reader.refuse("secure", "goes with \"cookie\" only");
  }
}

}  // namespace

CheckSpec parse_check(const Json& json, Diagnostics& problems) {
  CheckSpec check;
  check.at = json.at;
  check.expected = boolean_json(true, json.at);
  const Reader reader(json, keys::kCheck, problems);
  if (!reader.usable()) return check;
  check.because = reader.text("because");
  check.cookie_http_only = reader.boolean("http_only", false);
  check.cookie_secure = reader.boolean("secure", false);

  const std::vector<std::size_t> sources = present(reader, kSources);
  const std::vector<std::size_t> predicates = present(reader, kPredicates);
  if (sources.empty()) {
    problems.add(json.at,
                 "a check without a source, name one of status, header, cookie, body, json, xpath, "
                 "regex, tls and variable");
    return check;
  }
  if (sources.size() > 1) {
    problems.add(json.at, "a check with the sources " + keys_of(kSources, sources) +
                              ", it looks at exactly one");
    return check;
  }
  if (predicates.size() > 1) {
    problems.add(json.at, "a check with the predicates " + keys_of(kPredicates, predicates) +
                              ", write one check for each");
    return check;
  }
  const SourceWord& source = kSources[sources[0]];
  check.source = source.source;
  if (!predicates.empty()) {
    const PredicateWord& predicate = kPredicates[predicates[0]];
    check.predicate = predicate.predicate;
    check.expected = *reader.find(predicate.key);
    check_expected(reader, predicate.key, predicate.predicate, check.expected);
  }
  if (source.source == Source::status) {
    parse_status(reader, *reader.find("status"), !predicates.empty(), check);
  } else {
    parse_selector(reader, source.key, source.source, check.selector);
  }
  check_fit(reader, check);
  return check;
}

CaptureSpec parse_capture(const std::string& name, const Position& at, const Json& json,
                          Diagnostics& problems) {
  CaptureSpec capture;
  capture.name = name;
  capture.at = at;
  (void)check_variable_name(name, at, problems);
  const Reader reader(json, keys::kCapture, problems);
  if (!reader.usable()) return capture;
  capture.list = reader.boolean("list", false);
  capture.secret = reader.boolean("secret", false);
  capture.optional = reader.boolean("optional", false);
  capture.sticky = reader.boolean("sticky", false);
  if (capture.optional && capture.sticky) {
    problems.add(reader.key_position("sticky"),
                 "\"sticky\" is optional until seen already, leave \"optional\" out");
  }
  std::vector<std::size_t> sources = present(reader, kSources);
  // What a check can look at and a capture cannot is an unknown key, and told as such.
  std::erase_if(sources, [](std::size_t i) {
    const auto& known = keys::kCaptureWords;
    return std::find(known.begin(), known.end(), kSources[i].key) == known.end();
  });
  if (sources.size() != 1) {
    problems.add(
        json.at,
        sources.empty()
            ? "a capture without a source, name one of json, header, cookie, xpath and regex"
            : "a capture with the sources " + keys_of(kSources, sources) +
                  ", it looks at exactly one");
    return capture;
  }
  capture.source = kSources[sources[0]].source;
  parse_selector(reader, kSources[sources[0]].key, capture.source, capture.selector);
  return capture;
}

HeaderTexts parse_headers(const Json& object, Diagnostics& problems) {
  static constexpr std::size_t kMostHeaders = 64;
  static constexpr std::array<std::string_view, 4> kOurs{"host", "content-length", "connection",
                                                         "transfer-encoding"};
  HeaderTexts out;
  std::vector<std::string> seen;
  for (const Json::Member& member : object.members) {
    std::string lower = member.key;
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (!is_token(member.key)) {
      problems.add(member.at, in_quotes(member.key) +
                                  " is no name of a header, letters, digits and - are usual");
    } else if (std::find(kOurs.begin(), kOurs.end(), lower) != kOurs.end()) {
      problems.add(
          member.at,
          fmt::format("the header \"{}\" is written by slogate itself, leave it out", member.key));
    } else if (std::find(seen.begin(), seen.end(), lower) != seen.end()) {
      problems.add(
          member.at,
          fmt::format("the header \"{}\" stands here twice, case does not count", member.key));
    }
    seen.push_back(lower);
    if (!check_kind(member.value, Json::Kind::string,
                    fmt::format("the header {}", in_quotes(member.key)), problems))
      continue;
    const std::string& text = member.value.string;
    if (text.find_first_of("\r\n") != std::string::npos) {
      problems.add(
          member.value.at,
          fmt::format("the header \"{}\" holds a line break, a header is one line", member.key));
    }
    out.emplace_back(member.key, TemplateText{text, member.value.at});
  }
  if (out.size() > kMostHeaders)
    problems.add(object.at, fmt::format("more than {} headers", kMostHeaders));
  return out;
}

}  // namespace slogate
