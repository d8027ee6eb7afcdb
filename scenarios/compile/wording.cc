// What a check expects, in words; got.cc has what came.
#include "scenarios/compile/wording.h"

#include <fmt/format.h>

#include "scenarios/compile/excerpt.h"

namespace slogate {
namespace {

using Word = Matcher::Word;

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

// Numbers that have a name are something; texts equal something.
bool is_plain(const Matcher& matcher) {
  switch (matcher.source) {
    case Source::status:
    case Source::size:
    case Source::time:
      return true;
    case Source::redirects:
      return matcher.word == Word::count;
    case Source::tls:
      return matcher.word == Word::days_left;
    default:
      return false;
  }
}

std::string range_text(const Json& range, const ValueText& value) {
  if (range.kind != Json::Kind::object) return value(range);
  std::string text;
  for (std::size_t i = 0; i < range.members.size(); ++i) {
    const Json::Member& member = range.members[i];
    if (i > 0) text += " and ";
    text += member.key == "less_than"      ? "under "
            : member.key == "at_most"      ? "at most "
            : member.key == "greater_than" ? "over "
                                           : "at least ";
    text += value(member.value);
  }
  return text;
}

// "3 members", "at least 1 character".
std::string amount_text(const Json& range, const ValueText& value, std::string_view noun) {
  const bool members = range.kind == Json::Kind::object && !range.members.empty();
  const bool one = value(members ? range.members.back().value : range) == "1";
  return fmt::format("{} {}{}", range_text(range, value), noun, one ? "" : "s");
}

std::string_view length_noun(const Matcher& matcher) {
  return counts_bytes(matcher) ? "byte" : "character";
}

std::string flag_text(const CheckSpec& spec) {
  const bool asked = spec.expected.kind != Json::Kind::boolean || spec.expected.boolean;
  const bool yes = asked != spec.negated;
  switch (spec.predicate) {
    case Predicate::exists:
      return yes ? "is there" : "is absent";
    case Predicate::empty:
      return yes ? "is empty" : "is not empty";
    default:
      return yes ? "has no value twice" : "has a value twice";
  }
}

// Each is the negation of another.
std::string order_text(const CheckSpec& spec, const ValueText& value) {
  const bool not_it = spec.negated;
  std::string_view words;
  switch (spec.predicate) {
    case Predicate::less_than:
      words = not_it ? "is at least" : "is under";
      break;
    case Predicate::at_most:
      words = not_it ? "is over" : "is at most";
      break;
    case Predicate::greater_than:
      words = not_it ? "is at most" : "is over";
      break;
    default:
      words = not_it ? "is under" : "is at least";
      break;
  }
  return fmt::format("{} {}", words, value(spec.expected));
}

std::string between_text(const CheckSpec& spec, const ValueText& value) {
  const Json& range = spec.expected;
  if (range.items.size() != 2) return "is between nothing";
  return fmt::format("{} between {} and {}", spec.negated ? "is not" : "is", value(range.items[0]),
                     value(range.items[1]));
}

std::string predicate_text(const CheckSpec& spec, const Matcher& matcher, const ValueText& value) {
  const bool plain = is_plain(matcher) && matcher.filters.empty();
  const bool not_it = spec.negated;
  const Json& expected = spec.expected;
  switch (spec.predicate) {
    case Predicate::exists:
    case Predicate::empty:
    case Predicate::unique:
      return flag_text(spec);
    case Predicate::equals:
      return fmt::format("{} {}", not_it ? "is not" : plain ? "is" : "equals", value(expected));
    case Predicate::one_of:
      return fmt::format("{} {}",
                         not_it  ? "is none of"
                         : plain ? "is"
                                 : "is one of",
                         alternatives(expected, value));
    case Predicate::contains:
      return fmt::format("{} {}", not_it ? "does not contain" : "contains", value(expected));
    case Predicate::starts_with:
      return fmt::format("{} {}", not_it ? "does not start with" : "starts with", value(expected));
    case Predicate::ends_with:
      return fmt::format("{} {}", not_it ? "does not end with" : "ends with", value(expected));
    case Predicate::matches:
      return fmt::format("{} {}", not_it ? "does not match" : "matches", value(expected));
    case Predicate::less_than:
    case Predicate::at_most:
    case Predicate::greater_than:
    case Predicate::at_least:
      return order_text(spec, value);
    case Predicate::between:
      return between_text(spec, value);
    case Predicate::type:
      return fmt::format("{} of type {}", not_it ? "is not" : "is", type_names(expected));
    case Predicate::length:
      return fmt::format("{} {}", not_it ? "does not have" : "has",
                         amount_text(expected, value, length_noun(matcher)));
    case Predicate::count:
      return fmt::format("{} {}", not_it ? "does not have" : "has",
                         amount_text(expected, value, "member"));
    case Predicate::schema:
      return fmt::format("{} the schema {}", not_it ? "does not fit" : "fits", expected.string);
  }
  return {};
}

std::string tls_subject(Word word) {
  switch (word) {
    case Word::version:
      return "the TLS version";
    case Word::issuer:
      return "the certificate's issuer";
    case Word::subject:
      return "the certificate's subject";
    case Word::host:
      return "the certificate's host";
    default:
      return "the certificate's days left";
  }
}

std::string source_text(const Matcher& matcher) {
  const std::string& selector = matcher.selector;
  switch (matcher.source) {
    case Source::status:
      return "status";
    case Source::header:
      return fmt::format("header {}", selector);
    case Source::cookie:
      return matcher.attribute.empty()
                 ? fmt::format("cookie {}", selector)
                 : fmt::format("the {} of cookie {}", matcher.attribute, selector);
    case Source::body:
      return "the body";
    case Source::json:
      return selector.empty() ? "the whole JSON" : fmt::format("json {}", selector);
    case Source::jsonpath:
      return fmt::format("jsonpath {}", selector);
    case Source::xpath:
      return fmt::format("xpath {}", selector);
    case Source::regex:
      return fmt::format("regex {}", selector);
    case Source::size:
      return matcher.word == Word::transfer ? "the size of the transfer" : "the size of the body";
    case Source::hash:
      return fmt::format("the body's {}", selector);
    case Source::time:
      return fmt::format("time {}", selector);
    case Source::redirects:
      return matcher.word == Word::count  ? "the number of redirects"
             : matcher.word == Word::urls ? "the list of redirects"
                                          : "the final URL";
    case Source::tls:
      return tls_subject(matcher.word);
    case Source::variable:
      return fmt::format("variable {}", selector);
  }
  return {};
}

}  // namespace

std::string subject_text(const Matcher& matcher) {
  std::string text = source_text(matcher);
  if (!matcher.filters.empty()) text += " after " + matcher.filters.text();
  return text;
}

std::string nothing_text(const Matcher& matcher) {
  switch (matcher.source) {
    case Source::header:
      return "no such header";
    case Source::cookie:
      return fmt::format("no {}", matcher.attribute);
    case Source::json:
    case Source::jsonpath:
      return fmt::format("no value at {}", matcher.selector);
    case Source::xpath:
      return "no such node";
    case Source::regex:
      return "no match";
    case Source::redirects:
      return "no redirect";
    case Source::tls:
      return "the certificate names none";
    case Source::hash:
      return fmt::format("this machine's OpenSSL offers no {}", matcher.selector);
    default:
      return {};
  }
}

std::string claim_text(const CheckSpec& spec, const Matcher& matcher, const ValueText& value) {
  return fmt::format("{}{} {}{}", spec.each ? "each of " : "", subject_text(matcher),
                     predicate_text(spec, matcher, value), attributes(spec));
}

}  // namespace slogate
