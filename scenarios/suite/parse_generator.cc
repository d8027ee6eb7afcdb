#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "scenarios/suite/generator_spec.h"
#include "scenarios/suite/json.h"
#include "scenarios/suite/keys.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"
#include "scenarios/suite/time_format.h"

namespace slogate {
namespace {

constexpr std::array<std::string_view, 7> kKinds{
    "counter", "uuid", "random_int", "random_float", "random_string", "choice", "timestamp"};
constexpr std::string_view kDefaultAlphabet = "A-Za-z0-9";

void parse_counter(const Reader& reader, GeneratorSpec& spec) {
  const Json* value = reader.object("counter");
  if (value == nullptr) return;
  const Reader counter(*value, keys::kCounter, reader.problems());
  static constexpr std::int64_t kHighest = INT64_MAX;
  spec.from = counter.whole("from", INT64_MIN, kHighest).value_or(1);
  const Json* given = counter.find("step");
  spec.step = counter.whole("step", INT64_MIN, kHighest).value_or(1);
  if (spec.step == 0) {
    counter.problem(given->at, "\"step\" is 0, a counter must move");
    return;
  }
  std::int64_t way = 0;
  std::int64_t last = 0;
  if (__builtin_mul_overflow(spec.step, kCountedIterations, &way) ||
      __builtin_add_overflow(spec.from, way, &last)) {
    counter.problem(counter.at(),
                    fmt::format("a counter from {} in steps of {} leaves the 64 bits of a whole "
                                "number before {} iterations",
                                spec.from, spec.step, kCountedIterations));
  }
}

// The two ends of a range; nothing (and told) where they are none.
std::optional<std::pair<const Json*, const Json*>> ends(const Reader& reader, std::string_view key,
                                                        bool whole) {
  const Json& value = *reader.find(key);
  const auto fits = [&](const Json& item) {
    return item.kind == Json::Kind::integer || (!whole && item.kind == Json::Kind::number);
  };
  if (value.kind != Json::Kind::array || value.items.size() != 2 || !fits(value.items[0]) ||
      !fits(value.items[1])) {
    reader.problem(value.at,
                   fmt::format("\"{}\" must be two {}numbers, the lowest and the highest: [1, 100]",
                               key, whole ? "whole " : ""));
    return std::nullopt;
  }
  const bool ordered = whole ? value.items[0].integer <= value.items[1].integer
                             : value.items[0].number <= value.items[1].number;
  if (!ordered) {
    reader.problem(value.at, fmt::format("\"{}\" begins with {}, which is more than {}", key,
                                         value.items[0].dump(), value.items[1].dump()));
    return std::nullopt;
  }
  return std::pair(&value.items[0], &value.items[1]);
}

void parse_random_int(const Reader& reader, GeneratorSpec& spec) {
  const auto range = ends(reader, "random_int", true);
  if (!range) return;
  spec.low = range->first->integer;
  spec.high = range->second->integer;
}

// Both ends as multiples of the last digit, so that what is sent is exact and within the range.
void parse_random_float(const Reader& reader, GeneratorSpec& spec) {
  static constexpr double kExact = 9007199254740992.0;  // 2^53: whole numbers up to it are exact
  spec.digits = static_cast<unsigned>(reader.whole("digits", 0, kMostDigits).value_or(2));
  const auto range = ends(reader, "random_float", false);
  if (!range) return;
  const double scale = std::pow(10.0, spec.digits);
  const double low = range->first->number;
  const double high = range->second->number;
  for (const Json* end : {range->first, range->second}) {
    if (std::abs(end->number) * scale <= kExact) continue;
    reader.problem(end->at,
                   fmt::format("{} with {} digits behind the point has more than the 15 digits "
                               "that are exact",
                               end->dump(), spec.digits));
    return;
  }
  // Division is rounded correctly, so k / scale is the very number that a writer's decimal gives.
  double first = std::round(low * scale);
  if (first / scale < low) first += 1;
  double last = std::round(high * scale);
  if (last / scale > high) last -= 1;
  if (first > last) {
    reader.problem(range->first->at,
                   fmt::format("no number with {} digits behind the point lies between {} and {}",
                               spec.digits, range->first->dump(), range->second->dump()));
    return;
  }
  spec.low = static_cast<std::int64_t>(first);
  spec.high = static_cast<std::int64_t>(last);
}

// The characters of "a-z0-9_"; nothing (and told) where it is no such class.
std::string parse_class(const Reader& reader, const Position& at, std::string_view text) {
  const auto refuse = [&](const std::string& why) {
    reader.problem(at, fmt::format("\"from\" is {}, {}", in_quotes(text), why));
    return std::string();
  };
  if (text.empty()) return refuse("it must name the characters to draw from, as in \"a-z0-9\"");
  std::array<bool, 128> seen{};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    auto last = first;
    // A minus at either end means itself.
    if (i + 2 < text.size() && text[i + 1] == '-') {
      last = static_cast<unsigned char>(text[i + 2]);
      i += 2;
    }
    if (first < 0x20 || first > 0x7e || last < 0x20 || last > 0x7e) {
      return refuse("its characters must be of printable ASCII");
    }
    if (last < first) return refuse(fmt::format("the range {:c}-{:c} runs backwards", first, last));
    for (unsigned c = first; c <= last; ++c) {
      if (seen[c]) return refuse(fmt::format("the character {:c} is in it twice", c));
      seen[c] = true;
      out += static_cast<char>(c);
    }
  }
  return out;
}

void parse_random_string(const Reader& reader, GeneratorSpec& spec) {
  spec.length = static_cast<std::uint32_t>(
      reader.whole("random_string", 1, kLongestRandomString).value_or(1));
  const Json* from = reader.find("from");
  if (from == nullptr) {
    spec.alphabet = parse_class(reader, reader.at(), kDefaultAlphabet);
  } else if (check_kind(*from, Json::Kind::string, "\"from\"", reader.problems())) {
    spec.alphabet = parse_class(reader, from->at, from->string);
  }
  if (spec.alphabet.empty()) spec.alphabet = "0";
}

void parse_choice(const Reader& reader, GeneratorSpec& spec) {
  const Json* value = reader.array("choice");
  if (value == nullptr) return;
  if (value->items.empty() || value->items.size() > kMostChoices) {
    reader.problem(value->at, fmt::format("\"choice\" has {} entries, it must have 1 to {}",
                                          value->items.size(), kMostChoices));
    return;
  }
  for (const Json& item : value->items) {
    switch (item.kind) {
      case Json::Kind::string:
        if (item.string.find("${") != std::string::npos) {
          reader.problem(item.at,
                         "an entry of \"choice\" stands for itself, ${…} has no value here");
        }
        spec.choices.push_back(item.string);
        break;
      case Json::Kind::boolean:
      case Json::Kind::integer:
      case Json::Kind::number:
        spec.choices.push_back(item.dump());
        break;
      default:
        reader.problem(item.at, fmt::format("an entry of \"choice\" is {}, it must be a string, a "
                                            "number or a boolean",
                                            item.kind_name()));
    }
  }
}

std::string spelt_out(std::string_view format) {
  if (format == "iso8601") return "%FT%TZ";
  if (format == "unix") return "%s";
  if (format == "unix_ms") return "%Q";  // no conversion of the language, only of ours
  if (format == "http") return "%a, %d %b %Y %T GMT";  // RFC 9110 5.6.7
  return std::string(format);
}

void parse_offset(const Reader& reader, GeneratorSpec& spec) {
  const Json* value = reader.find("offset");
  if (value == nullptr) return;
  if (!check_kind(*value, Json::Kind::string, "\"offset\"", reader.problems())) return;
  std::string_view text = value->string;
  const bool back = text.starts_with('-');
  if (back || text.starts_with('+')) text.remove_prefix(1);
  const std::optional<Duration> offset = parse_duration(text);
  if (!offset) {
    reader.problem(value->at,
                   fmt::format("\"offset\" is {}, it must be a duration with or without a sign, "
                               "such as \"-1h\" or \"30m\"",
                               in_quotes(value->string)));
    return;
  }
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(*offset).count();
  spec.offset_ms = back ? -ms : ms;
}

void parse_timestamp(const Reader& reader, GeneratorSpec& spec) {
  parse_offset(reader, spec);
  const Json& value = *reader.find("timestamp");
  if (!check_kind(value, Json::Kind::string, "\"timestamp\"", reader.problems())) return;
  if (check_time_format(value, "timestamp", reader.problems()))
    spec.format = spelt_out(value.string);
}

void parse_kind(const Reader& reader, GeneratorSpec& spec) {
  switch (spec.kind) {
    case GeneratorKind::counter:
      return parse_counter(reader, spec);
    case GeneratorKind::uuid: {
      const Json& value = *reader.find("uuid");
      if (value.kind != Json::Kind::boolean || !value.boolean) {
        reader.problem(value.at, "\"uuid\" takes only true");
      }
      return;
    }
    case GeneratorKind::random_int:
      return parse_random_int(reader, spec);
    case GeneratorKind::random_float:
      return parse_random_float(reader, spec);
    case GeneratorKind::random_string:
      return parse_random_string(reader, spec);
    case GeneratorKind::choice:
      return parse_choice(reader, spec);
    case GeneratorKind::timestamp:
      return parse_timestamp(reader, spec);
  }
}

}  // namespace

std::uint64_t stream_number(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  hash += 0x9e3779b97f4a7c15U;
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
  return hash ^ (hash >> 31U);
}

GeneratorSpec parse_generator(const std::string& name, const Position& at, const Json& json,
                              Diagnostics& problems) {
  GeneratorSpec spec;
  spec.name = name;
  spec.stream = stream_number(name);
  spec.at = at;
  (void)check_variable_name(name, at, problems);
  const Reader reader(json, keys::kGenerator, problems);
  if (!reader.usable()) return spec;
  std::vector<std::size_t> given;
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (reader.has(kKinds[i])) given.push_back(i);
  }
  if (given.empty() && reader.has_unknown()) return spec;  // told as such
  if (given.size() != 1) {
    problems.add(json.at, fmt::format("the generator {} must have exactly one of {}",
                                      in_quotes(name), listed({kKinds.begin(), kKinds.end()})));
    return spec;
  }
  spec.kind = static_cast<GeneratorKind>(given.front());
  if (spec.kind != GeneratorKind::random_float)
    reader.refuse("digits", "goes with \"random_float\" only");
  if (spec.kind != GeneratorKind::random_string)
    reader.refuse("from", "goes with \"random_string\" only");
  if (spec.kind != GeneratorKind::timestamp)
    reader.refuse("offset", "goes with \"timestamp\" only");
  parse_kind(reader, spec);
  return spec;
}

}  // namespace slogate
