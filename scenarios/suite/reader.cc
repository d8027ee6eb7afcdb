#include "scenarios/suite/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "scenarios/suite/quoted.h"

namespace slogate {
namespace {

constexpr std::size_t kLongestName = 100;

std::vector<std::string> words_of(const keys::Table& table) {
  return {table.known.begin(), table.known.end()};
}

std::string_view kind_word(Json::Kind kind) {
  Json json;
  json.kind = kind;
  return json.kind_name();
}

bool is_identifier(std::string_view name, std::string_view also) {
  const auto fits = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           also.find(c) != std::string_view::npos;
  };
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), fits) && !(name[0] >= '0' && name[0] <= '9') &&
         name[0] != '-';
}

}  // namespace

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

std::string meant(std::string_view word, const std::vector<std::string>& known,
                  std::string_view otherwise) {
  const std::string near = nearest_word(word, known);
  if (!near.empty()) return fmt::format(", did you mean \"{}\"?", near);
  return std::string(otherwise);
}

bool check_kind(const Json& value, Json::Kind kind, std::string_view what, Diagnostics& problems) {
  if (value.kind == kind) return true;
  problems.add(value.at,
               fmt::format("{} is {}, it must be {}", what, value.kind_name(), kind_word(kind)));
  return false;
}

bool check_name(const std::string& name, std::string_view what, const Position& at,
                Diagnostics& problems) {
  const bool control = std::any_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (!name.empty() && name.size() <= kLongestName && !control) return true;
  problems.add(
      at, fmt::format("{} {} must have 1 to {} characters, none of them a control character", what,
                      in_quotes(name), kLongestName));
  return false;
}

bool check_variable_name(const std::string& name, const Position& at, Diagnostics& problems) {
  if (!is_identifier(name, "-")) {
    problems.add(at,
                 fmt::format("{} cannot stand in ${{…}}, a name has letters, digits, _ and - and "
                             "begins with a letter or _",
                             in_quotes(name)));
    return false;
  }
  static constexpr std::array<std::string_view, 5> kOurs{"item", "index", "request", "run",
                                                         "target"};
  if (std::find(kOurs.begin(), kOurs.end(), name) != kOurs.end()) {
    problems.add(at,
                 fmt::format("\"{}\" is a name that slogate itself fills, choose another", name));
    return false;
  }
  return true;
}

bool check_environment_name(const std::string& name, const Position& at, Diagnostics& problems) {
  if (is_identifier(name, "")) return true;
  problems.add(at, fmt::format("{} is no environment name, it has letters, digits and _, as in "
                               "BASE_URL",
                               in_quotes(name)));
  return false;
}

std::optional<std::int64_t> whole_number(const Json& value) {
  if (value.kind == Json::Kind::integer) return value.integer;
  static constexpr double kExact = 9007199254740992.0;  // above, a double skips whole numbers
  if (value.kind != Json::Kind::number || std::trunc(value.number) != value.number ||
      std::abs(value.number) > kExact) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value.number);
}

std::optional<Duration> read_duration(const Json& value, std::string_view what, Duration lowest,
                                      Duration highest, Diagnostics& problems) {
  static constexpr std::string_view kForm =
      "it must be a duration such as \"250ms\", \"30s\", \"5m\" or \"24h\"";
  if (value.kind != Json::Kind::string) {
    problems.add(value.at, fmt::format("{} is {}, {}", what, value.kind_name(), kForm));
    return std::nullopt;
  }
  const std::optional<Duration> duration = parse_duration(value.string);
  if (!duration) {
    problems.add(value.at, fmt::format("{} is {}, {}", what, in_quotes(value.string), kForm));
    return std::nullopt;
  }
  if (*duration < lowest || *duration > highest) {
    problems.add(value.at,
                 fmt::format("{} is {}, it must be {} to {}", what, in_quotes(value.string),
                             duration_text(lowest), duration_text(highest)));
    return std::nullopt;
  }
  return duration;
}

std::optional<std::size_t> read_word(const Json& value, std::string_view what,
                                     const std::vector<std::string>& known, Diagnostics& problems) {
  if (!check_kind(value, Json::Kind::string, what, problems)) return std::nullopt;
  const auto found = std::find(known.begin(), known.end(), value.string);
  if (found == known.end()) {
    problems.add(value.at, fmt::format("{} is {}", what, in_quotes(value.string)) +
                               meant(value.string, known, ", known are " + listed(known)));
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - known.begin());
}

Reader::Reader(const Json& object, const keys::Table& table, Diagnostics& problems)
    : object_(object), table_(table), problems_(problems) {
  if (!check_kind(object, Json::Kind::object, table.what, problems)) return;
  const std::vector<std::string> known = words_of(table);
  for (const Json::Member& member : object.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    misspelt_.push_back(nearest_word(member.key, known));
    problems.add(member.at, "unknown key " + in_quotes(member.key) +
                                meant(member.key, known,
                                      fmt::format(", {} knows {}", table.what, listed(known))));
  }
}

void Reader::problem(const Position& at, std::string message) const {
  problems_.add(at, std::move(message));
}

Position Reader::key_position(std::string_view key) const {
  for (const Json::Member& member : object_.members) {
    if (member.key == key) return member.at;
  }
  return object_.at;
}

Position Reader::place_of(std::string_view key) const {
  const Json* value = find(key);
  return value == nullptr ? object_.at : value->at;
}

std::vector<Position> Reader::places_of(std::string_view key) const {
  std::vector<Position> out;
  std::vector<std::string> seen;
  const Json* list = find(key);
  if (list == nullptr) return out;
  for (const Json& item : list->items) {
    if (item.kind != Json::Kind::string || item.string.empty() ||
        std::find(seen.begin(), seen.end(), item.string) != seen.end()) {
      continue;
    }
    seen.push_back(item.string);
    out.push_back(item.at);
  }
  return out;
}

const Json* Reader::require(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr && usable() && !misspelt(key)) {
    problem(object_.at, fmt::format("{} without \"{}\", it is required", table_.what, key));
  }
  return value;
}

bool Reader::misspelt(std::string_view key) const {
  return std::find(misspelt_.begin(), misspelt_.end(), key) != misspelt_.end();
}

void Reader::refuse(std::string_view key, std::string_view why) const {
  if (has(key)) problem(key_position(key), fmt::format("\"{}\" {}", key, why));
}

std::string Reader::name() const {
  const Json* value = require("name");
  if (value == nullptr || !check_kind(*value, Json::Kind::string, "\"name\"", problems_)) return {};
  return check_name(value->string, "the name", value->at, problems_) ? value->string : "";
}

std::string Reader::text(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return {};
  if (!check_kind(*value, Json::Kind::string, fmt::format("\"{}\"", key), problems_)) return {};
  return value->string;
}

std::optional<TemplateText> Reader::template_text(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!check_kind(*value, Json::Kind::string, fmt::format("\"{}\"", key), problems_)) {
    return std::nullopt;
  }
  return TemplateText{value->string, value->place()};
}

TemplateText Reader::filled(std::string_view key) const {
  const Json* value = require(key);
  if (value == nullptr) return {};
  TemplateText text = template_text(key).value_or(TemplateText{{}, value->at});
  if (value->kind == Json::Kind::string && text.text.empty()) {
    problem(value->at, fmt::format("\"{}\" is empty, it needs a value", key));
  }
  return text;
}

bool Reader::boolean(std::string_view key, bool fallback) const {
  const Json* value = find(key);
  if (value == nullptr) return fallback;
  if (!check_kind(*value, Json::Kind::boolean, fmt::format("\"{}\"", key), problems_)) {
    return fallback;
  }
  return value->boolean;
}

std::optional<std::int64_t> Reader::whole(std::string_view key, std::int64_t lowest,
                                          std::int64_t highest) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  const std::string range = fmt::format("it must be a whole number from {} to {}", lowest, highest);
  if (value->kind != Json::Kind::integer && value->kind != Json::Kind::number) {
    problem(value->at, fmt::format("\"{}\" is {}, {}", key, value->kind_name(), range));
    return std::nullopt;
  }
  const std::optional<std::int64_t> number = whole_number(*value);
  if (!number || *number < lowest || *number > highest) {
    problem(value->at, fmt::format("\"{}\" is {}, {}", key, value->dump(), range));
    return std::nullopt;
  }
  return number;
}

std::optional<Duration> Reader::duration(std::string_view key, Duration lowest,
                                         Duration highest) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  return read_duration(*value, fmt::format("\"{}\"", key), lowest, highest, problems_);
}

std::vector<std::string> Reader::texts(std::string_view key) const {
  std::vector<std::string> out;
  const Json* list = array(key);
  if (list == nullptr) return out;
  for (const Json& item : list->items) {
    const std::string what = fmt::format("an entry of \"{}\"", key);
    if (!check_kind(item, Json::Kind::string, what, problems_)) continue;
    if (item.string.empty()) {
      problem(item.at, what + " is empty, leave it out");
    } else if (std::find(out.begin(), out.end(), item.string) != out.end()) {
      problem(item.at, fmt::format("{} stands twice in \"{}\"", in_quotes(item.string), key));
    } else {
      out.push_back(item.string);
    }
  }
  return out;
}

std::optional<std::size_t> Reader::word(std::string_view key,
                                        const std::vector<std::string>& known) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  return read_word(*value, fmt::format("\"{}\"", key), known, problems_);
}

const Json* Reader::array(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return nullptr;
  return check_kind(*value, Json::Kind::array, fmt::format("\"{}\"", key), problems_) ? value
                                                                                      : nullptr;
}

const Json* Reader::object(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return nullptr;
  return check_kind(*value, Json::Kind::object, fmt::format("\"{}\"", key), problems_) ? value
                                                                                       : nullptr;
}

}  // namespace slogate
