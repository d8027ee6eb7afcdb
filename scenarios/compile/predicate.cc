// What a predicate asks of a finding; compare.cc has when two values are equal.
#include "scenarios/compile/predicate.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/telling_place.h"
#include "scenarios/compile/wording.h"

namespace slogate {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_letter(char a, char b) {
  return lower(a) == lower(b);
}

// The order that a predicate or a range's key stands for.
std::optional<Predicate> order_of(std::string_view key) {
  if (key == "less_than") return Predicate::less_than;
  if (key == "at_most") return Predicate::at_most;
  if (key == "greater_than") return Predicate::greater_than;
  if (key == "at_least") return Predicate::at_least;
  return std::nullopt;
}

bool in_order(Predicate order, double value, double limit) {
  switch (order) {
    case Predicate::less_than:
      return value < limit;
    case Predicate::at_most:
      return value <= limit;
    case Predicate::greater_than:
      return value > limit;
    default:
      return value >= limit;
  }
}

std::optional<double> number_of(const Value& value) {
  if (value.kind == Value::Kind::number) return value.number;
  double number = 0;
  if (value.kind == Value::Kind::text && number_in(value.text, number)) return number;
  return std::nullopt;
}

bool wanted(const Json& expected) {
  return expected.kind != Json::Kind::boolean || expected.boolean;
}

}  // namespace

int status_class(std::string_view text) {
  const bool is_class =
      text.size() == 3 && text[0] >= '1' && text[0] <= '5' && text.substr(1) == "xx";
  return is_class ? text[0] - '0' : 0;
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

bool counts_bytes(const Matcher& matcher) {
  return matcher.source == Source::body && matcher.filters.empty();
}

bool Expectation::met_by(Found& found) {
  if (judge(found)) return true;
  if (spec_.negated && !broken_) find_hit(found);
  return false;
}

void Expectation::find_hit(Found& found) {
  const Value& value = value_at(found, culprit_);
  if (value.kind != Value::Kind::text) return;
  std::size_t place = std::string_view::npos;
  if (spec_.predicate == Predicate::matches && matcher_.expected) {
    place = place_of_match(*matcher_.expected, value.text);
  } else if (spec_.predicate == Predicate::contains) {
    const std::string_view part = rendered(resolved(spec_.expected, found.scratch), found.scratch);
    const auto same = [&](char a, char b) {
      return matcher_.fold_case ? same_letter(a, b) : a == b;
    };
    const auto there = std::ranges::search(value.text, part, same);
    if (!there.empty()) place = static_cast<std::size_t>(there.begin() - value.text.begin());
  }
  if (place != std::string_view::npos) hit_ = place;
}

bool Expectation::judge(Found& found) {
  if (found.unreadable || !found.attribute.empty()) return false;
  if (spec_.predicate == Predicate::exists && !spec_.each)
    return exists(found) == (wanted(spec_.expected) != spec_.negated);
  if (spec_.each) return met_by_each(found);
  return holds(ask(found));
}

bool Expectation::exists(const Found& found) const {
  if (found.list) return found.total > 0;
  const Value& value = found.value;
  if (matcher_.source == Source::body) return !value.text.empty();
  if (value.kind == Value::Kind::boolean && !value.typed) return value.boolean;
  return value.kind != Value::Kind::missing;
}

bool Expectation::met_by_each(Found& found) {
  spread(found);
  if (!found.list) return false;
  const std::vector<Value>& items = found.scratch.items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (holds(ask(items[i], found.scratch))) continue;
    culprit_ = i;
    return false;
  }
  return !items.empty();
}

Expectation::Answer Expectation::ask(Found& found) {
  if (found.list) return ask_list(found);
  if (found.value.kind != Value::Kind::missing) return ask(found.value, found.scratch);
  // An empty text that counts as missing is empty all the same.
  if (spec_.predicate == Predicate::empty && found.blank) return answer(wanted(spec_.expected));
  return Answer::unfit;
}

Expectation::Answer Expectation::ask_list(Found& found) {
  const std::vector<Value>& items = found.scratch.items;
  switch (spec_.predicate) {
    case Predicate::empty:
      return answer((found.total == 0) == wanted(spec_.expected));
    case Predicate::unique:
      return ask_unique(items);
    case Predicate::count:
      return within(spec_.expected, static_cast<double>(found.total), found.scratch);
    case Predicate::type:
      return answer(is_type(found.value));
    case Predicate::contains:
      // The nodes of a page are texts, in which a part is looked for; of other lists a member is.
      if (matcher_.source == Source::xpath && spec_.filters.empty() &&
          resolved(spec_.expected, found.scratch).kind == Json::Kind::string) {
        return ask_part(items, found.scratch);
      }
      return ask_member(items, found.scratch);
    case Predicate::equals:
      if (spec_.expected.kind == Json::Kind::array && !(found.value.kind == Value::Kind::array)) {
        const auto& expected = spec_.expected.items;
        return answer(std::equal(items.begin(), items.end(), expected.begin(), expected.end(),
                                 [&](const Value& item, const Json& json) {
                                   return equals(json, item, found.scratch);
                                 }));
      }
      break;
    default:
      break;
  }
  return items.empty() ? Answer::unfit : ask(found.value, found.scratch);
}

Expectation::Answer Expectation::ask_unique(const std::vector<Value>& values) {
  const auto twice = first_double(values);
  if (twice) culprit_ = twice;
  return answer(!twice.has_value() == wanted(spec_.expected));
}

// Whether one of them equals what is expected: of `not_contains` that one is to blame.
Expectation::Answer Expectation::ask_member(const std::vector<Value>& values, Scratch& scratch) {
  const Json& expected = resolved(spec_.expected, scratch);
  return ask_any(values, [&](const Value& value) { return equals(expected, value, scratch); });
}

Expectation::Answer Expectation::ask_part(const std::vector<Value>& values, Scratch& scratch) {
  const std::string_view part = rendered(resolved(spec_.expected, scratch), scratch);
  return ask_any(values, [part](const Value& value) {
    return value.text.find(part) != std::string_view::npos;
  });
}

Expectation::Answer Expectation::ask(const Value& value, Scratch& scratch) {
  switch (spec_.predicate) {
    case Predicate::exists:
      return answer(wanted(spec_.expected) ==
                    (value.kind != Value::Kind::boolean || value.typed || value.boolean));
    case Predicate::empty:
      return ask_empty(value);
    case Predicate::unique:
      if (value.kind != Value::Kind::array || value.tree == nullptr) return Answer::unfit;
      scratch.members.clear();
      for (const nlohmann::json& item : *value.tree) scratch.members.push_back(value_of(item));
      return ask_unique(scratch.members);
    case Predicate::equals:
      return answer(equals(spec_.expected, value, scratch));
    case Predicate::one_of:
      return answer(std::ranges::any_of(
          spec_.expected.items, [&](const Json& item) { return equals(item, value, scratch); }));
    case Predicate::contains:
    case Predicate::starts_with:
    case Predicate::ends_with:
    case Predicate::matches:
      return search(value, scratch);
    case Predicate::less_than:
    case Predicate::at_most:
    case Predicate::greater_than:
    case Predicate::at_least:
    case Predicate::between:
      return order(value, scratch);
    case Predicate::type:
      return answer(is_type(value));
    case Predicate::length:
      return ask_length(value, scratch);
    case Predicate::count:
      return ask_count(value, scratch);
    case Predicate::schema:
      if (value.tree == nullptr || !matcher_.schema) return Answer::unfit;
      return answer(!violation(value).has_value());
  }
  return Answer::unfit;
}

Expectation::Answer Expectation::ask_empty(const Value& value) const {
  const bool asked = wanted(spec_.expected);
  if (value.kind == Value::Kind::text) return answer(value.text.empty() == asked);
  const bool tree = value.kind == Value::Kind::array || value.kind == Value::Kind::object;
  return tree ? answer((value.count == 0) == asked) : Answer::unfit;
}

Expectation::Answer Expectation::search(const Value& value, Scratch& scratch) {
  switch (value.kind) {
    case Value::Kind::text:
      return search(value.text, scratch);
    case Value::Kind::number: {
      // Of JSON a number is no text.
      if (value.typed) return Answer::unfit;
      std::string& digits = scratch.texts.next();
      append_digits(value.number, digits);
      return search(digits, scratch);
    }
    case Value::Kind::array:
      if (spec_.predicate != Predicate::contains || value.tree == nullptr) return Answer::unfit;
      scratch.members.clear();
      for (const nlohmann::json& item : *value.tree) scratch.members.push_back(value_of(item));
      return ask_member(scratch.members, scratch);
    default:
      return Answer::unfit;
  }
}

Expectation::Answer Expectation::search(std::string_view text, Scratch& scratch) {
  if (spec_.predicate == Predicate::matches) {
    if (!matcher_.expected) return Answer::unfit;
    return answer(
        re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *matcher_.expected));
  }
  const std::string_view part = rendered(resolved(spec_.expected, scratch), scratch);
  if (spec_.predicate == Predicate::starts_with)
    return answer(same_text(text.substr(0, part.size()), part));
  if (spec_.predicate == Predicate::ends_with) {
    return answer(text.size() >= part.size() &&
                  same_text(text.substr(text.size() - part.size()), part));
  }
  if (!matcher_.fold_case) return answer(text.find(part) != std::string_view::npos);
  return answer(part.empty() || !std::ranges::search(text, part, same_letter).empty());
}

Expectation::Answer Expectation::order(const Value& value, Scratch& scratch) {
  const auto number_found = number_of(value);
  if (!number_found) return Answer::unfit;
  if (spec_.predicate != Predicate::between) {
    const auto end = limit(spec_.expected, scratch);
    return end ? answer(in_order(spec_.predicate, *number_found, *end)) : Answer::unfit;
  }
  if (spec_.expected.items.size() != 2) return Answer::unfit;
  const auto low = limit(spec_.expected.items[0], scratch);
  const auto high = limit(spec_.expected.items[1], scratch);
  if (!low || !high) return Answer::unfit;
  return answer(*low <= *number_found && *number_found <= *high);
}

Expectation::Answer Expectation::within(const Json& range, double value, Scratch& scratch) {
  if (range.kind != Json::Kind::object) {
    const auto exact = limit(range, scratch);
    return exact ? answer(*exact == value) : Answer::unfit;
  }
  bool inside = true;
  for (const Json::Member& member : range.members) {
    const auto order = order_of(member.key);
    const auto end = limit(member.value, scratch);
    if (!order || !end) return Answer::unfit;
    inside = inside && in_order(*order, value, *end);
  }
  return answer(inside);
}

Expectation::Answer Expectation::ask_length(const Value& value, Scratch& scratch) {
  if (value.kind != Value::Kind::text) return Answer::unfit;
  const std::size_t length = counts_bytes(matcher_) ? value.text.size() : characters_in(value.text);
  return within(spec_.expected, static_cast<double>(length), scratch);
}

Expectation::Answer Expectation::ask_count(const Value& value, Scratch& scratch) {
  if (value.kind != Value::Kind::array && value.kind != Value::Kind::object) return Answer::unfit;
  return within(spec_.expected, static_cast<double>(value.count), scratch);
}

std::optional<Expectation::Violation> Expectation::violation(const Value& value) const {
  if (value.tree == nullptr || !matcher_.schema) return std::nullopt;
  std::vector<JsonSchema::Violation> all;
  if (matcher_.schema->validate(*value.tree, all)) return std::nullopt;
  if (all.empty()) return Violation{"", "no valid document", 0};
  return Violation{std::move(all.front().pointer), std::move(all.front().message), all.size() - 1};
}

bool Expectation::same_text(std::string_view a, std::string_view b) const {
  return matcher_.fold_case ? std::ranges::equal(a, b, same_letter) : a == b;
}

}  // namespace slogate
