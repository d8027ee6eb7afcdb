// What came, in words.
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/excerpt.h"
#include "scenarios/compile/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

std::string in_quotes(std::string_view text, const Redactor* redactor) {
  return fmt::format("\"{}\"", shortened(text, kLongestGot - 2, redactor));
}

// The part of a long text that a failure is about.
std::string around_in_quotes(std::string_view text, std::size_t at, const Redactor* redactor) {
  return fmt::format("\"{}\"", excerpt(text, at, kLongestGot - 2, redactor));
}

bool is_duration(const Matcher& matcher) {
  return matcher.source == Source::time && matcher.filters.empty();
}

// Three digits can hide on which side of the limit a time lies: then all of them are told.
std::string duration_words(double number, const Json& expected) {
  const auto rounded = duration_text(Duration(std::llround(number)));
  const auto hides = [&](const Json& limit) {
    return limit.number != number && duration_text(Duration(std::llround(limit.number))) == rounded;
  };
  bool hidden = hides(expected);
  for (const Json& item : expected.items) hidden = hidden || hides(item);
  return hidden ? fmt::format("{} ({} ns)", rounded, digits_of(number)) : rounded;
}

std::string value_words(const Matcher& matcher, const CheckSpec& spec, const Value& value,
                        const Redactor* redactor) {
  switch (value.kind) {
    case Value::Kind::text:
      return in_quotes(value.text, redactor);
    case Value::Kind::number:
      return is_duration(matcher) ? duration_words(value.number, spec.expected) : text_of(value);
    default:
      return shortened(text_of(value), kLongestGot, redactor);
  }
}

// A list as a JSON array; only as many members as fit.
std::string list_words(const std::vector<Value>& items, const Redactor* redactor) {
  std::string text = "[";
  for (const Value& item : items) {
    if (text.size() > kLongestGot) break;
    if (text.size() > 1) text += ',';
    if (item.kind == Value::Kind::text) {
      const std::string shown =
          redactor != nullptr ? redactor->redact(item.text) : std::string(item.text);
      text += fmt::format("\"{}\"", std::string_view(shown).substr(0, 2 * kLongestGot));
    } else {
      append_text(item, text);
    }
  }
  return shortened(text + "]", kLongestGot, redactor);
}

std::string amount(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string double_words(const Matcher& matcher, const CheckSpec& spec, const Found& found) {
  const std::vector<Value>& items = found.list ? found.scratch.items : found.scratch.members;
  const Redactor* redactor = found.scratch.redactor;
  const auto twice = first_double(items);
  if (twice) return fmt::format("{} twice", value_words(matcher, spec, items[*twice], redactor));
  return found.list ? list_words(items, redactor)
                    : value_words(matcher, spec, found.value, redactor);
}

// A value that only texts have something of: "the number 12, which has no length".
std::string without_length(const Value& value, const Redactor* redactor) {
  if (value.kind == Value::Kind::array || value.kind == Value::Kind::object) {
    return fmt::format("an {} of {}: \"length\" is of texts, \"count\" of these", type_word(value),
                       amount(value.count, "member"));
  }
  if (value.kind == Value::Kind::null) return "null, which has no length";
  return fmt::format("the {} {}, which has no length", type_word(value),
                     shortened(text_of(value), kLongestGot / 2, redactor));
}

std::string length_words(const Matcher& matcher, const Value& value, const Redactor* redactor) {
  if (value.kind != Value::Kind::text) return without_length(value, redactor);
  const bool bytes = counts_bytes(matcher);
  const std::string size =
      amount(bytes ? value.text.size() : characters_in(value.text), bytes ? "byte" : "character");
  if (bytes) return size;
  return fmt::format("{}: \"{}\"", size,
                     shortened(value.text, kLongestGot - size.size() - 4, redactor));
}

std::string violation_words(const Expectation& expectation, const Value& value,
                            const Redactor* redactor) {
  const auto violation = expectation.violation(value);
  if (!violation) return {};
  std::string text = violation->pointer.empty()
                         ? violation->message
                         : fmt::format("at {}: {}", violation->pointer, violation->message);
  if (violation->more > 0) text += fmt::format(" (and {} more)", violation->more);
  return shortened(text, kLongestGot, redactor);
}

// One value, as the predicate sees it.
std::string asked_words(const Matcher& matcher, const CheckSpec& spec, const Value& value,
                        const Expectation& expectation, const Redactor* redactor) {
  switch (spec.predicate) {
    case Predicate::type:
      return shortened(
          fmt::format("{} {}", type_word(value), value_words(matcher, spec, value, redactor)),
          kLongestGot);
    case Predicate::length:
      return length_words(matcher, value, redactor);
    case Predicate::count:
      if (value.kind == Value::Kind::array || value.kind == Value::Kind::object)
        return amount(value.count, "member");
      break;
    case Predicate::schema:
      if (std::string words = violation_words(expectation, value, redactor); !words.empty())
        return words;
      break;
    case Predicate::empty:
      if (value.kind == Value::Kind::number || value.kind == Value::Kind::boolean ||
          value.kind == Value::Kind::null) {
        return value_words(matcher, spec, value, redactor) +
               ": only a text, an array or an object can be empty";
      }
      break;
    case Predicate::ends_with:
      if (value.kind == Value::Kind::text)
        return around_in_quotes(value.text, value.text.size(), redactor);
      break;
    default:
      if (expectation.hit() && value.kind == Value::Kind::text)
        return around_in_quotes(value.text, *expectation.hit(), redactor);
      break;
  }
  return value_words(matcher, spec, value, redactor);
}

// Of a list that must not have a member: all of it, or where that is too long that member.
std::string unwanted_words(const Matcher& matcher, const CheckSpec& spec, const Found& found,
                           const Expectation& expectation) {
  const Redactor* redactor = found.scratch.redactor;
  std::string all = found.list ? list_words(found.scratch.items, redactor)
                               : value_words(matcher, spec, found.value, redactor);
  const std::size_t at = *expectation.culprit();
  const std::vector<Value>& items = found.list ? found.scratch.items : found.scratch.members;
  if (all.ends_with(']') || at >= items.size()) return all;
  return fmt::format("{} at index {}", asked_words(matcher, spec, items[at], expectation, redactor),
                     at);
}

std::string list_got(const Matcher& matcher, const CheckSpec& spec, const Found& found,
                     const Expectation& expectation) {
  const std::vector<Value>& items = found.scratch.items;
  const Redactor* redactor = found.scratch.redactor;
  if (spec.predicate == Predicate::count && !spec.each) return amount(found.total, "member");
  if (items.empty()) {
    return found.why.empty() ? "an empty list" : shortened(found.why, kLongestGot, redactor);
  }
  if (spec.each) {
    const std::size_t at = expectation.culprit().value_or(0);
    return fmt::format("{} at index {}",
                       asked_words(matcher, spec, items[at], expectation, redactor), at);
  }
  switch (spec.predicate) {
    case Predicate::unique:
      return double_words(matcher, spec, found);
    case Predicate::contains:
      if (spec.negated && expectation.culprit())
        return unwanted_words(matcher, spec, found, expectation);
      return list_words(items, redactor);
    case Predicate::exists:
    case Predicate::empty:
      return list_words(items, redactor);
    case Predicate::equals:
      if (spec.expected.kind == Json::Kind::array) return list_words(items, redactor);
      break;
    default:
      break;
  }
  std::string words = asked_words(matcher, spec, found.value, expectation, redactor);
  if (found.total > 1) words += fmt::format(", the first of {}", found.total);
  return words;
}

}  // namespace

std::string got_text(const Matcher& matcher, const CheckSpec& spec, const Found& found,
                     const Expectation& expectation) {
  const Redactor* redactor = found.scratch.redactor;
  if (found.missing()) return shortened(found.why, kLongestGot, redactor);
  if (!found.attribute.empty()) return fmt::format("no {}", found.attribute);
  if (matcher.secret) return "a secret value";
  if (found.list) return list_got(matcher, spec, found, expectation);
  const Value& value = found.value;
  if (matcher.source == Source::body && value.text.empty() && !found.why.empty())
    return std::string(found.why);
  if (spec.each) return fmt::format("{}, no list", value_words(matcher, spec, value, redactor));
  if (spec.predicate == Predicate::unique && value.kind == Value::Kind::array)
    return double_words(matcher, spec, found);
  if (spec.predicate == Predicate::contains && spec.negated && expectation.culprit())
    return unwanted_words(matcher, spec, found, expectation);
  return asked_words(matcher, spec, value, expectation, redactor);
}

std::string_view type_word(const Value& value) {
  switch (value.kind) {
    case Value::Kind::missing:
      return "";
    case Value::Kind::null:
      return "null";
    case Value::Kind::boolean:
      return "boolean";
    case Value::Kind::number:
      return "number";
    case Value::Kind::text:
      return "string";
    case Value::Kind::array:
      return "array";
    case Value::Kind::object:
      return "object";
  }
  return {};
}

bool is_whole(const Value& value) {
  return value.kind == Value::Kind::number &&
         (value.whole != Value::Whole::no || value.number == std::floor(value.number));
}

}  // namespace slogate
