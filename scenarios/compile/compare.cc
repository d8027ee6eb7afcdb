// When a value equals what a check expects, and when two values of a list are the same.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/excerpt.h"
#include "scenarios/compile/json_value.h"
#include "scenarios/compile/predicate.h"
#include "scenarios/compile/wording.h"

namespace slogate {
namespace {

bool is_number(const Json& json) {
  return json.kind == Json::Kind::integer || json.kind == Json::Kind::number;
}

// A number that is expected of a text is compared by its digits: "007" is not 7.
bool has_digits(std::string_view text, const Json& expected) {
  if (expected.kind == Json::Kind::integer) {
    const fmt::format_int digits(expected.integer);
    return text == std::string_view(digits.data(), digits.size());
  }
  double number = 0;
  return number_in(text, number) && number == expected.number;
}

bool same_number(const Json& expected, const Value& value) {
  if (expected.kind != Json::Kind::integer || value.whole == Value::Whole::no)
    return value.number == expected.number;
  return value.whole == Value::Whole::yes && value.integer == expected.integer;
}

// An order of values in which the same ones stand side by side: by kind, then by what they hold.
bool before(const Value& a, const Value& b) {
  if (a.kind != b.kind) return a.kind < b.kind;
  switch (a.kind) {
    case Value::Kind::boolean:
      return a.boolean < b.boolean;
    case Value::Kind::number:
      if (a.whole == Value::Whole::yes && b.whole == Value::Whole::yes)
        return a.integer < b.integer;
      return a.number < b.number;
    case Value::Kind::text:
      return a.text < b.text;
    case Value::Kind::array:
    case Value::Kind::object:
      return a.tree != nullptr && b.tree != nullptr && *a.tree < *b.tree;
    default:
      return false;
  }
}

}  // namespace

std::optional<std::size_t> first_double(const std::vector<Value>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return before(values[a], values[b]); });
  // Of several the one whose second place comes first in the list.
  std::size_t first = values.size();
  for (std::size_t i = 1; i < order.size(); ++i) {
    const Value& left = values[order[i - 1]];
    const Value& right = values[order[i]];
    if (!before(left, right) && !before(right, left)) first = std::min(first, order[i]);
  }
  return first < values.size() ? std::optional<std::size_t>(first) : std::nullopt;
}

bool Expectation::equals(const Json& as_written, const Value& value, Scratch& scratch) {
  const Json& expected = resolved(as_written, scratch);
  switch (value.kind) {
    case Value::Kind::missing:
      return false;
    case Value::Kind::null:
      return expected.kind == Json::Kind::null;
    case Value::Kind::boolean:
      return expected.kind == Json::Kind::boolean && expected.boolean == value.boolean;
    case Value::Kind::number:
      return equals_number(expected, value, scratch);
    case Value::Kind::text:
      if (expected.kind == Json::Kind::string)
        return same_text(value.text, rendered(expected, scratch));
      return !value.typed && equals_text(expected, value.text, scratch);
    case Value::Kind::array:
    case Value::Kind::object:
      return value.tree != nullptr && equals_tree(expected, *value.tree, scratch);
  }
  return false;
}

// A text of no type beside something else than a text. A variable holds what it was taken from as a
// text: it is compared as the JSON that its text is.
bool Expectation::equals_text(const Json& expected, std::string_view text, Scratch& scratch) {
  if (matcher_.source != Source::variable) return is_number(expected) && has_digits(text, expected);
  JsonText& json = frame_.json();
  if (!is_json_value(text, json)) return false;
  if (expected.kind == Json::Kind::array || expected.kind == Json::Kind::object) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    return equals(expected, value_of(document), scratch);
  }
  (void)json.parse(text);
  const Value value = json.value_of(json.root(), scratch.texts);
  json.clear();
  return equals(expected, value, scratch);
}

bool Expectation::equals_number(const Json& expected, const Value& value, Scratch& scratch) {
  if (is_number(expected)) return same_number(expected, value);
  if (value.typed || expected.kind != Json::Kind::string) return false;
  const int hundred = matcher_.source == Source::status ? status_class(expected.string) : 0;
  if (hundred != 0) return static_cast<int>(value.number) / 100 == hundred;
  const auto number_expected = number(expected, scratch);
  return number_expected && *number_expected == value.number;
}

bool Expectation::equals_tree(const Json& expected, const nlohmann::json& tree, Scratch& scratch) {
  if (expected.kind == Json::Kind::array) {
    return tree.is_array() &&
           std::equal(tree.begin(), tree.end(), expected.items.begin(), expected.items.end(),
                      [&](const nlohmann::json& item, const Json& json) {
                        return equals(json, value_of(item), scratch);
                      });
  }
  return expected.kind == Json::Kind::object && tree.is_object() &&
         tree.size() == expected.members.size() &&
         std::ranges::all_of(expected.members, [&](const Json::Member& member) {
           const auto found = tree.find(member.key);
           return found != tree.end() && equals(member.value, value_of(*found), scratch);
         });
}

bool Expectation::is_type(const Value& value) const {
  const std::string_view word = type_word(value);
  const auto is = [&](const Json& type) {
    return type.string == word || (type.string == "integer" && is_whole(value));
  };
  return spec_.expected.kind == Json::Kind::array ? std::ranges::any_of(spec_.expected.items, is)
                                                  : is(spec_.expected);
}

std::optional<double> Expectation::number(const Json& expected, Scratch& scratch) {
  if (is_number(expected)) return expected.number;
  double number = 0;
  if (expected.kind == Json::Kind::string && number_in(rendered(expected, scratch), number))
    return number;
  return std::nullopt;
}

std::optional<double> Expectation::limit(const Json& expected, Scratch& scratch) {
  constexpr std::size_t kMostShown = 100;
  const auto value = number(expected, scratch);
  if (value || broken_) return broken_ ? std::nullopt : value;
  const Template* const text = template_of(expected);
  const bool secret = text != nullptr && text->secret();
  why_ = fmt::format("the expected \"{}\" is no number",
                     secret ? expected.string
                            : shortened(rendered(expected, scratch), kMostShown, scratch.redactor));
  return std::nullopt;
}

const Template* Expectation::template_of(const Json& expected) const {
  const auto index = static_cast<std::size_t>(expected.integer);
  return expected.kind == Json::Kind::string && index < templates_.size() ? &templates_[index]
                                                                          : nullptr;
}

const Json& Expectation::resolved(const Json& expected, Scratch& scratch) {
  const Template* const text = template_of(expected);
  if (text == nullptr || !text->json()) return expected;
  if (!read_json(rendered(expected, scratch), frame_.json(), scratch.texts, scratch.typed))
    broken_ = true;
  return scratch.typed;
}

std::string_view Expectation::rendered(const Json& expected, Scratch& scratch) {
  if (expected.kind != Json::Kind::string) {
    scratch.expected = expected.dump();
    return scratch.expected;
  }
  const Template* const text = template_of(expected);
  if (text == nullptr) return expected.string;
  if (text->constant()) return text->text();
  scratch.expected.clear();
  broken_ = !text->render(frame_, scratch.expected, broken_ ? nullptr : &why_) || broken_;
  return scratch.expected;
}

}  // namespace slogate
