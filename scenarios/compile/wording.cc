#include "scenarios/compile/wording.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/excerpt.h"

namespace slogate {
namespace {

std::string alternatives(const Json& expected, const ValueText& value) {
  std::string text;
  for (std::size_t i = 0; i < expected.items.size(); ++i) {
    if (i > 0) text += i + 1 == expected.items.size() ? " or " : ", ";
    text += value(expected.items[i]);
  }
  return text;
}

std::string alternatives_or_one(const Json& expected, const ValueText& value) {
  return expected.kind == Json::Kind::array ? alternatives(expected, value) : value(expected);
}

// Types are words of ours, not texts of the answer: they stand without quotes.
std::string type_names(const Json& expected) {
  return alternatives_or_one(expected, [](const Json& item) { return item.string; });
}

std::string_view attributes(const CheckSpec& spec) {
  if (spec.cookie_http_only && spec.cookie_secure) return " with HttpOnly and Secure";
  if (spec.cookie_http_only) return " with HttpOnly";
  return spec.cookie_secure ? " with Secure" : "";
}

std::string predicate_text(const CheckSpec& spec, const ValueText& value) {
  const bool plain = spec.source == Source::status || spec.source == Source::days_left;
  const Json& expected = spec.expected;
  switch (spec.predicate) {
    case Predicate::exists:
      return expected.kind == Json::Kind::boolean && !expected.boolean ? "is absent" : "is there";
    case Predicate::equals:
      return fmt::format("{} {}", plain ? "is" : "equals", value(expected));
    case Predicate::not_equals:
      return fmt::format("is not {}", value(expected));
    case Predicate::one_of:
      return fmt::format("{} {}", plain ? "is" : "is one of", alternatives(expected, value));
    case Predicate::contains:
      return fmt::format("contains {}", value(expected));
    case Predicate::not_contains:
      return fmt::format("does not contain {}", value(expected));
    case Predicate::starts_with:
      return fmt::format("starts with {}", value(expected));
    case Predicate::ends_with:
      return fmt::format("ends with {}", value(expected));
    case Predicate::matches:
      return fmt::format("matches {}", value(expected));
    case Predicate::less_than:
      return fmt::format("is under {}", value(expected));
    case Predicate::at_most:
      return fmt::format("is at most {}", value(expected));
    case Predicate::greater_than:
      return fmt::format("is over {}", value(expected));
    case Predicate::at_least:
      return fmt::format("is at least {}", value(expected));
    case Predicate::type:
      return fmt::format("is of type {}", type_names(expected));
    case Predicate::min_count:
      return fmt::format("has at least {}", value(expected));
  }
  return {};
}

std::string in_quotes(std::string_view text) {
  return fmt::format("\"{}\"", shortened(text, kLongestGot - 2));
}

std::string json_text(const nlohmann::json& value) {
  return value.is_string() ? in_quotes(value.get_ref<const std::string&>())
                           : shortened(value.dump(), kLongestGot);
}

std::string value_text(const Found& found) {
  switch (found.kind) {
    case Found::Kind::missing:
      return found.why;
    case Found::Kind::number:
      return digits_of(found.number);
    case Found::Kind::boolean:
      return found.boolean ? "true" : "false";
    case Found::Kind::json:
      return json_text(*found.json);
    case Found::Kind::text:
    case Found::Kind::list:
      return in_quotes(found.text);
  }
  return {};
}

}  // namespace

std::string subject_text(Source source, const std::string& selector) {
  switch (source) {
    case Source::status:
      return "status";
    case Source::header:
      return fmt::format("header {}", selector);
    case Source::cookie:
      return fmt::format("cookie {}", selector);
    case Source::body:
      return "the body";
    case Source::json:
      return selector.empty() ? "the whole JSON" : fmt::format("json {}", selector);
    case Source::xpath:
      return fmt::format("xpath {}", selector);
    case Source::regex:
      return fmt::format("regex {}", selector);
    case Source::days_left:
      return "the certificate's days left";
    case Source::variable:
      return fmt::format("variable {}", selector);
  }
  return {};
}

std::string claim_text(const CheckSpec& spec, const std::string& selector, const ValueText& value) {
  const std::string subject = subject_text(spec.source, selector);
  return fmt::format("{} {}{}", subject, predicate_text(spec, value), attributes(spec));
}

std::string got_text(const Matcher& matcher, const CheckSpec& spec, const Found& found) {
  if (found.kind == Found::Kind::missing) return found.why;
  if (!found.attribute.empty()) return fmt::format("no {}", found.attribute);
  if (matcher.secret) return "a secret value";
  if (spec.source == Source::body) return found.text.empty() ? found.why : in_quotes(found.text);
  if (spec.predicate == Predicate::min_count && found.kind == Found::Kind::list) {
    return fmt::to_string(found.count);
  }
  if (spec.predicate == Predicate::min_count && found.kind == Found::Kind::json &&
      found.json->is_array()) {
    return fmt::to_string(found.json->size());
  }
  if (spec.predicate == Predicate::type)
    return shortened(fmt::format("{} {}", type_word(found), value_text(found)), kLongestGot);
  return value_text(found);
}

std::string_view type_word(const Found& found) {
  switch (found.kind) {
    case Found::Kind::missing:
      return "";
    case Found::Kind::text:
      return "string";
    case Found::Kind::number:
      return "number";
    case Found::Kind::boolean:
      return "boolean";
    case Found::Kind::list:
      return "array";
    case Found::Kind::json:
      break;
  }
  if (found.json->is_null()) return "null";
  if (found.json->is_boolean()) return "boolean";
  if (found.json->is_number()) return "number";
  if (found.json->is_string()) return "string";
  return found.json->is_array() ? "array" : "object";
}

}  // namespace slogate
