#include "scenarios/compile/predicate.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/wording.h"

namespace slogate {
std::optional<double> number_in(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // "inf" and "nan" are texts, not numbers.
  if (error != std::errc() || stop != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_letter(char a, char b) {
  return lower(a) == lower(b);
}

std::optional<double> number_of(const Found& found) {
  switch (found.kind) {
    case Found::Kind::number:
      return found.number;
    case Found::Kind::text:
    case Found::Kind::list:
      return number_in(found.text);
    case Found::Kind::json:
      if (found.json->is_number()) return found.json->get<double>();
      if (found.json->is_string()) return number_in(found.json->get_ref<const std::string&>());
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

bool is_number(const Json& json) {
  return json.kind == Json::Kind::integer || json.kind == Json::Kind::number;
}

// A number that is expected of a text is compared by its digits: "007" is not 7.
bool has_digits(std::string_view text, const Json& expected) {
  if (expected.kind == Json::Kind::integer)
    return text == std::string_view(fmt::to_string(expected.integer));
  return number_in(text) == expected.number;
}

bool same_number(const Json& expected, const nlohmann::json& value) {
  if (expected.kind == Json::Kind::integer && value.is_number_unsigned()) {
    return expected.integer >= 0 &&
           static_cast<std::uint64_t>(expected.integer) == value.get<std::uint64_t>();
  }
  if (expected.kind == Json::Kind::integer && value.is_number_integer()) {
    return expected.integer == value.get<std::int64_t>();
  }
  return value.is_number() && value.get<double>() == expected.number;
}

}  // namespace

bool Expectation::met_by(const Found& found) {
  if (found.unreadable || !found.attribute.empty()) return false;
  if (spec_.predicate == Predicate::exists) {
    const bool wanted = spec_.expected.kind != Json::Kind::boolean || spec_.expected.boolean;
    return exists(found) == wanted;
  }
  return found.kind != Found::Kind::missing && compare(found);
}

bool Expectation::exists(const Found& found) const {
  if (spec_.source == Source::body) return !found.text.empty();
  if (found.kind == Found::Kind::boolean) return found.boolean;
  return found.kind != Found::Kind::missing;
}

bool Expectation::compare(const Found& found) {
  switch (spec_.predicate) {
    case Predicate::equals:
      return equals(spec_.expected, found);
    case Predicate::not_equals:
      return !equals(spec_.expected, found);
    case Predicate::one_of:
      return std::ranges::any_of(spec_.expected.items,
                                 [&](const Json& item) { return equals(item, found); });
    case Predicate::less_than:
    case Predicate::at_most:
    case Predicate::greater_than:
    case Predicate::at_least:
      return order(found);
    case Predicate::type:
      return is_type(found);
    case Predicate::min_count:
      return has_count(found);
    default:
      break;
  }
  if (found.kind == Found::Kind::json) {
    return found.json->is_string() && search(found.json->get_ref<const std::string&>());
  }
  if (found.kind == Found::Kind::number) return search(digits_of(found.number));
  return found.kind != Found::Kind::boolean && search(found.text);
}

bool Expectation::search(std::string_view text) {
  if (spec_.predicate == Predicate::matches) {
    return matcher_.expected &&
           re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *matcher_.expected);
  }
  const std::string_view wanted = rendered(spec_.expected);
  if (spec_.predicate == Predicate::starts_with)
    return same_text(text.substr(0, wanted.size()), wanted);
  if (spec_.predicate == Predicate::ends_with) {
    return text.size() >= wanted.size() &&
           same_text(text.substr(text.size() - wanted.size()), wanted);
  }
  const bool there = matcher_.fold_case
                         ? !std::ranges::search(text, wanted, same_letter).empty() || wanted.empty()
                         : text.find(wanted) != std::string_view::npos;
  return there == (spec_.predicate == Predicate::contains);
}

bool Expectation::order(const Found& found) {
  const auto value = number_of(found);
  const auto limit = number(spec_.expected);
  if (!value || !limit) return false;
  switch (spec_.predicate) {
    case Predicate::less_than:
      return *value < *limit;
    case Predicate::at_most:
      return *value <= *limit;
    case Predicate::greater_than:
      return *value > *limit;
    default:
      return *value >= *limit;
  }
}

bool Expectation::equals(const Json& expected, const Found& found) {
  switch (found.kind) {
    case Found::Kind::missing:
      return false;
    case Found::Kind::json:
      return equals(expected, *found.json);
    case Found::Kind::boolean:
      return expected.kind == Json::Kind::boolean && expected.boolean == found.boolean;
    case Found::Kind::number: {
      const auto wanted = number(expected);
      return wanted && *wanted == found.number;
    }
    case Found::Kind::text:
    case Found::Kind::list:
      break;
  }
  if (is_number(expected)) return has_digits(found.text, expected);
  return expected.kind == Json::Kind::string && same_text(found.text, rendered(expected));
}

bool Expectation::equals(const Json& expected, const nlohmann::json& value) {
  switch (expected.kind) {
    case Json::Kind::null:
      return value.is_null();
    case Json::Kind::boolean:
      return value.is_boolean() && value.get<bool>() == expected.boolean;
    case Json::Kind::integer:
    case Json::Kind::number:
      return same_number(expected, value);
    case Json::Kind::string:
      return value.is_string() &&
             std::string_view(value.get_ref<const std::string&>()) == rendered(expected);
    case Json::Kind::array:
      return value.is_array() && value.size() == expected.items.size() &&
             std::equal(value.begin(), value.end(), expected.items.begin(),
                        [&](const nlohmann::json& item, const Json& wanted) {
                          return equals(wanted, item);
                        });
    case Json::Kind::object:
      return value.is_object() && value.size() == expected.members.size() &&
             std::ranges::all_of(expected.members, [&](const Json::Member& member) {
               const auto found = value.find(member.key);
               return found != value.end() && equals(member.value, *found);
             });
  }
  return false;
}

bool Expectation::is_type(const Found& found) const {
  const std::string_view word = type_word(found);
  if (spec_.expected.kind == Json::Kind::array) {
    return std::ranges::any_of(spec_.expected.items,
                               [&](const Json& item) { return item.string == word; });
  }
  return spec_.expected.string == word;
}

bool Expectation::has_count(const Found& found) {
  const auto wanted = number(spec_.expected);
  if (!wanted) return false;
  if (found.kind == Found::Kind::list) return static_cast<double>(found.count) >= *wanted;
  return found.kind == Found::Kind::json && found.json->is_array() &&
         static_cast<double>(found.json->size()) >= *wanted;
}

std::optional<double> Expectation::number(const Json& expected) {
  if (is_number(expected)) return expected.number;
  if (expected.kind == Json::Kind::string) return number_in(rendered(expected));
  return std::nullopt;
}

std::string_view Expectation::rendered(const Json& expected) {
  const auto index = static_cast<std::size_t>(expected.integer);
  if (index >= templates_.size()) return expected.string;
  const Template& text = templates_[index];
  if (text.constant()) return text.text();
  buffer_.clear();
  text.render(frame_, buffer_);
  return buffer_;
}

bool Expectation::same_text(std::string_view a, std::string_view b) const {
  return matcher_.fold_case ? std::ranges::equal(a, b, same_letter) : a == b;
}

}  // namespace slogate
