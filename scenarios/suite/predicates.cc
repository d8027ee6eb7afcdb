#include "scenarios/suite/predicates.h"

#include <fmt/format.h>

#include <limits>

#include "scenarios/suite/confined_file.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/selector_fault.h"

namespace slogate {
namespace {

constexpr std::int64_t kMostCounted = 1 << 30;  // as long as a body may be

bool is_number(const Json& value) {
  return value.kind == Json::Kind::integer || value.kind == Json::Kind::number;
}

bool is_order(Predicate predicate) {
  return predicate == Predicate::less_than || predicate == Predicate::at_most ||
         predicate == Predicate::greater_than || predicate == Predicate::at_least;
}

// A duration's text becomes the number of its nanoseconds.
void read_time(Json& value, std::string_view what, Diagnostics& problems) {
  const auto time = read_duration(value, what, Duration::zero(), std::chrono::hours(1), problems);
  if (!time) return;
  value.kind = Json::Kind::integer;
  value.integer = time->count();
  value.number = static_cast<double>(value.integer);
}

void check_number(const Json& value, std::string_view what, Diagnostics& problems) {
  if (is_number(value) || value.kind == Json::Kind::string) return;
  problems.add(value.at,
               fmt::format("{} is {}, it must be a number or a template", what, value.kind_name()));
}

void check_between(const Reader& reader, std::string_view what, CheckSpec& check) {
  Json& value = check.expected;
  if (!check_kind(value, Json::Kind::array, what, reader.problems())) return;
  if (value.items.size() != 2) {
    reader.problem(value.at, fmt::format("{} must be two values, [lowest, highest]", what));
    return;
  }
  const std::size_t before = reader.problems().list.size();
  for (Json& item : value.items) {
    if (check.source == Source::time) {
      read_time(item, "an end of " + std::string(what), reader.problems());
    } else {
      check_number(item, "an end of " + std::string(what), reader.problems());
    }
  }
  if (reader.problems().list.size() > before) return;
  if (is_number(value.items[0]) && is_number(value.items[1]) &&
      value.items[0].number > value.items[1].number) {
    reader.problem(value.at, fmt::format("{} begins above its end, the lowest stands first", what));
  }
}

bool is_template(const Json& value) {
  return value.kind == Json::Kind::string && value.string.find("${") != std::string::npos;
}

// A whole number, or the template of one, which only a run can tell.
std::optional<std::int64_t> known_amount(const Reader& reader, std::string_view key) {
  const Json* const value = reader.find(key);
  if (value == nullptr || is_template(*value)) return std::nullopt;
  if (value->kind != Json::Kind::string) return reader.whole(key, 0, kMostCounted);
  reader.problem(value->at,
                 fmt::format("\"{}\" is the text {}, it must be a whole number from 0 to "
                             "{} or a template of one",
                             key, in_quotes(value->string), kMostCounted));
  return std::nullopt;
}

// `3` or `{"at_least": 1, "at_most": "${most}"}`.
void check_amount(const Reader& reader, std::string_view key, const Json& value) {
  if (value.kind != Json::Kind::object) {
    (void)known_amount(reader, key);
    return;
  }
  const Reader range(value, keys::kRange, reader.problems());
  std::int64_t lowest = 0;
  std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  const std::size_t before = reader.problems().list.size();
  if (const auto number = known_amount(range, "at_least")) lowest = *number;
  if (const auto number = known_amount(range, "greater_than"))
    lowest = std::max(lowest, *number + 1);
  if (const auto number = known_amount(range, "at_most")) highest = *number;
  if (const auto number = known_amount(range, "less_than"))
    highest = std::min(highest, *number - 1);
  if (reader.problems().list.size() > before) return;
  if (value.members.empty()) {
    reader.problem(value.at, fmt::format("\"{}\" is an empty object, name one of less_than, "
                                         "at_most, greater_than and at_least",
                                         key));
  } else if (lowest > highest) {
    reader.problem(value.at, fmt::format("\"{}\" is a range that no number is in", key));
  }
}

void check_text(const Reader& reader, std::string_view what, const Json& value, bool member,
                ValueShape shape) {
  // A list may hold anything; of a text a part is looked for.
  if (member && may_be_list(shape) && shape != ValueShape::texts &&
      value.kind != Json::Kind::string)
    return;
  if (check_kind(value, Json::Kind::string, what, reader.problems()) && value.string.empty()) {
    reader.problem(value.at, std::string(what) + " is empty, every text fits that");
  }
}

void check_schema(const Reader& reader, std::string_view what, const Json& value) {
  if (!check_kind(value, Json::Kind::string, what, reader.problems())) return;
  if (const std::string fault = confinement_fault(value.string); !fault.empty()) {
    reader.problem(value.at, fmt::format("the schema file {} {}", in_quotes(value.string), fault));
  }
}

// A hash has one form only: nothing else is ever equal to it.
void check_hash(const Reader& reader, std::string_view what, std::string_view hash,
                const Json& value) {
  const std::size_t digits = hash == "md5" ? 32 : hash == "sha1" ? 40 : 64;
  if (is_template(value) || !check_kind(value, Json::Kind::string, what, reader.problems())) return;
  const std::string& text = value.string;
  const std::size_t odd = text.find_first_not_of("0123456789abcdefABCDEF");
  if (odd != std::string::npos) {
    reader.problem(value.at,
                   fmt::format("{} is {}: character {} is no hex digit, of which {} has {}", what,
                               in_quotes(text), odd + 1, hash, digits));
  } else if (text.size() != digits) {
    reader.problem(value.at, fmt::format("{} is {}: {} hex digits, and {} has {}", what,
                                         in_quotes(text), text.size(), hash, digits));
  }
}

// What stands behind the predicate must be of a kind that it can be held against.
void check_expected(const Reader& reader, std::string_view key, ValueShape shape,
                    CheckSpec& check) {
  const std::string what = fmt::format("\"{}\"", key);
  const bool is_hash =
      check.source == Source::hash && check.filters.empty() && !check.selector.text.empty();
  Json& value = check.expected;
  switch (check.predicate) {
    case Predicate::exists:
    case Predicate::empty:
    case Predicate::unique:
      (void)check_kind(value, Json::Kind::boolean, what, reader.problems());
      return;
    case Predicate::equals:
      if (is_hash) check_hash(reader, what, check.selector.text, value);
      return;
    case Predicate::one_of:
      if (!check_kind(value, Json::Kind::array, what, reader.problems())) return;
      if (value.items.empty())
        reader.problem(value.at, what + " is an empty array, nothing equals one of none");
      for (const Json& item : value.items) {
        if (is_hash) check_hash(reader, "a member of " + what, check.selector.text, item);
      }
      return;
    case Predicate::contains:
      return check_text(reader, what, value, true, shape);
    case Predicate::starts_with:
    case Predicate::ends_with:
      return check_text(reader, what, value, false, shape);
    case Predicate::matches:
      check_text(reader, what, value, false, shape);
      return check_pattern(value, reader.problems());
    case Predicate::less_than:
    case Predicate::at_most:
    case Predicate::greater_than:
    case Predicate::at_least:
      if (check.source == Source::time) return read_time(value, what, reader.problems());
      return check_number(value, what, reader.problems());
    case Predicate::between:
      return check_between(reader, what, check);
    case Predicate::type:
      (void)reader.word(key, {"null", "boolean", "integer", "number", "string", "array", "object"});
      return;
    case Predicate::length:
    case Predicate::count:
      return check_amount(reader, key, value);
    case Predicate::schema:
      return check_schema(reader, what, value);
  }
}

// Whether the predicate says anything of such a value.
void check_fit(const Reader& reader, std::string_view key, ValueShape shape,
               const CheckSpec& check) {
  const bool number = shape == ValueShape::number;
  const bool json = check.source == Source::json || check.source == Source::jsonpath;
  const Position at = reader.key_position(key);
  const auto refuse = [&](std::string_view why) {
    reader.problem(at, fmt::format("\"{}\" {}", key, why));
  };
  switch (check.predicate) {
    case Predicate::type:
      if (!json)
        refuse("goes with \"json\" and \"jsonpath\" only, other sources are texts and numbers");
      return;
    case Predicate::schema:
      if (!json) refuse("goes with \"json\" and \"jsonpath\" only");
      return;
    case Predicate::unique:
    case Predicate::count:
      if (!may_be_list(shape))
        refuse(fmt::format("needs a list, there is one {} here", shape_name(shape)));
      return;
    case Predicate::length:
      if (number) refuse("needs a text, there is one number here");
      return;
    case Predicate::empty:
      if (number) refuse("needs a text, a list or an object, there is one number here");
      return;
    default:
      if (check.source == Source::time && !is_order(check.predicate) &&
          check.predicate != Predicate::between) {
        refuse("does not go with \"time\", which takes an order or \"between\"");
      }
  }
}

}  // namespace

bool parse_predicate(const Reader& reader, ValueShape shape, CheckSpec& check) {
  std::vector<std::string> given;
  const PredicateWord* found = nullptr;
  for (const PredicateWord& word : kPredicates) {
    if (!reader.has(word.key)) continue;
    given.push_back(fmt::format("\"{}\"", word.key));
    found = &word;
  }
  if (given.size() > 1) {
    reader.problem(reader.at(), fmt::format("a check with the predicates {}, write one check for "
                                            "each",
                                            listed(given)));
  }
  if (given.size() != 1) return false;
  check.predicate = found->predicate;
  check.negated = found->negated;
  check.expected = *reader.find(found->key);
  const std::size_t before = reader.problems().list.size();
  check_fit(reader, found->key, shape, check);
  if (reader.problems().list.size() == before) check_expected(reader, found->key, shape, check);
  return true;
}

}  // namespace slogate
