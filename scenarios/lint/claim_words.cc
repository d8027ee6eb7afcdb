// What a check or a condition claims, in the words of the plan and of failures.
#include <fmt/format.h>

#include <array>

#include "scenarios/lint/claims.h"

namespace slogate {
namespace {

std::string subject_of(const CheckSpec& claim) {
  static constexpr std::array<const char*, 14> kWords{
      "status", "header",      "cookie",     "the body", "json",      "jsonpath", "xpath",
      "regex",  "the size of", "the body's", "time",     "redirects", "tls",      "variable"};
  const std::string word = kWords[static_cast<std::size_t>(claim.source)];
  if (claim.source == Source::status || claim.source == Source::body) return word;
  if (claim.source == Source::json && claim.selector.text.empty()) return "the whole JSON";
  const std::string subject = word + " " + claim.selector.text;
  return claim.attribute.empty() ? subject : fmt::format("the {} of {}", claim.attribute, subject);
}

std::string value_of(const CheckSpec& claim, const Json& json) {
  if (claim.source == Source::time && json.kind == Json::Kind::integer)
    return duration_text(Duration(json.integer));
  const bool status_class = claim.source == Source::status && json.kind == Json::Kind::string;
  return status_class ? json.string : json.dump();
}

std::string values_of(const CheckSpec& claim) {
  std::string out;
  const std::vector<Json>& items = claim.expected.items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 == items.size() ? " or " : ", ";
    out += value_of(claim, items[i]);
  }
  return out;
}

std::string predicate_of(const CheckSpec& claim) {
  const bool no = claim.negated;
  const bool plain = claim.source == Source::status;
  const auto with = [&](std::string_view words) {
    return fmt::format("{} {}", words, value_of(claim, claim.expected));
  };
  switch (claim.predicate) {
    case Predicate::exists:
      return demands_nothing(claim) ? "is absent" : "is there";
    case Predicate::equals:
      return with(no ? "is not" : plain ? "is" : "equals");
    case Predicate::one_of:
      return fmt::format("{} {}", no ? "is none of" : plain ? "is" : "is one of", values_of(claim));
    case Predicate::starts_with:
      return with(no ? "does not start with" : "starts with");
    case Predicate::ends_with:
      return with(no ? "does not end with" : "ends with");
    case Predicate::matches:
      return with(no ? "does not match" : "matches");
    case Predicate::less_than:
      return with("is under");
    case Predicate::at_most:
      return with("is at most");
    case Predicate::greater_than:
      return with("is over");
    case Predicate::at_least:
      return with("is at least");
    case Predicate::between:
      if (claim.expected.items.size() != 2) break;
      return fmt::format("{} between {} and {}", no ? "is not" : "is",
                         value_of(claim, claim.expected.items[0]),
                         value_of(claim, claim.expected.items[1]));
    default:
      break;
  }
  return "is as it says";
}

}  // namespace

std::string words_of(const CheckSpec& claim) {
  return fmt::format("{}{} {}", claim.each ? "each of " : "", subject_of(claim),
                     predicate_of(claim));
}

}  // namespace slogate
