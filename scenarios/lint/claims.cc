#include "scenarios/lint/claims.h"

#include <algorithm>
#include <bitset>
#include <charconv>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace slogate {
namespace {

constexpr std::size_t kStatuses = 600;
using Statuses = std::bitset<kStatuses>;

// A closed range of numbers; `open` ends do not belong to it.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;

  [[nodiscard]] bool holds(double number) const {
    return (low_open ? number > low : number >= low) &&
           (high_open ? number < high : number <= high);
  }
};

// A value that stands in the file as it is compared.
bool is_literal(const Json& json) {
  if (json.kind == Json::Kind::array || json.kind == Json::Kind::object) return false;
  return json.kind != Json::Kind::string || json.string.find("${") == std::string::npos;
}

std::string text_of(const Json& json) {
  return json.kind == Json::Kind::string ? json.string : json.dump();
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_text(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<double> number_of(const Json& json) {
  if (json.kind == Json::Kind::integer || json.kind == Json::Kind::number) return json.number;
  if (json.kind != Json::Kind::string) return std::nullopt;
  double number = 0;
  const char* end = json.string.data() + json.string.size();
  const auto parsed = std::from_chars(json.string.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return number;
}

std::string_view trimmed(std::string_view text) {
  static constexpr std::string_view kBlanks = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

// Whether one value may equal both. Letters of either case are left to the run, and so is a text beside anything else:
// a variable's is compared as the JSON that it is, and " 3.0" equals 3.
bool may_equal(const Json& a, const Json& b) {
  const bool text = a.kind == Json::Kind::string, other = b.kind == Json::Kind::string;
  if (text && other) return same_text(a.string, b.string);
  const std::string left(trimmed(text_of(a))), right(trimmed(text_of(b)));
  const auto number = [](const std::string& digits) {
    Json json;
    json.kind = Json::Kind::string;
    json.string = digits;
    return number_of(json);
  };
  const auto x = number(left), y = number(right);
  return x && y ? *x == *y : same_text(left, right);
}

// The values of which one must be there; nothing where the claim names none.
std::optional<std::vector<Json>> values_of(const CheckSpec& claim) {
  if (claim.negated) return std::nullopt;
  std::vector<Json> out;
  if (claim.predicate == Predicate::equals) out.push_back(claim.expected);
  if (claim.predicate == Predicate::one_of) out = claim.expected.items;
  const bool literal = std::all_of(out.begin(), out.end(), is_literal);
  return out.empty() || !literal ? std::nullopt : std::optional(std::move(out));
}

std::optional<Range> range_of(const CheckSpec& claim) {
  const auto literal = [](const Json& json) {
    return is_literal(json) ? number_of(json) : std::nullopt;
  };
  Range out;
  if (claim.predicate == Predicate::between && claim.expected.items.size() == 2) {
    const auto low = literal(claim.expected.items[0]), high = literal(claim.expected.items[1]);
    if (!low || !high) return std::nullopt;
    out.low = *low;
    out.high = *high;
    return out;
  }
  const auto limit = literal(claim.expected);
  if (!limit || claim.negated) return std::nullopt;
  switch (claim.predicate) {
    case Predicate::less_than:
    case Predicate::at_most:
      out.high = *limit;
      out.high_open = claim.predicate == Predicate::less_than;
      return out;
    case Predicate::greater_than:
    case Predicate::at_least:
      out.low = *limit;
      out.low_open = claim.predicate == Predicate::greater_than;
      return out;
    default:
      return std::nullopt;
  }
}

bool share_none(const Range& a, const Range& b) {
  const double low = std::max(a.low, b.low), high = std::min(a.high, b.high);
  return low > high || (low == high && !(a.holds(low) && b.holds(low)));
}

// Whether the claim is certainly wrong of a thing that equals the value.
bool refutes(const CheckSpec& claim, const Json& value) {
  if (const auto values = values_of(claim)) {
    return std::none_of(values->begin(), values->end(),
                        [&](const Json& other) { return may_equal(value, other); });
  }
  const Json& expected = claim.expected;
  if (const auto range = range_of(claim)) {
    const auto number = number_of(value);
    return number && range->holds(*number) == claim.negated;
  }
  const auto is_it = [&](const Json& other) {
    return other.kind == value.kind && is_literal(other) && text_of(other) == text_of(value);
  };
  if (claim.negated && claim.predicate == Predicate::equals) return is_it(expected);
  if (claim.negated && claim.predicate == Predicate::one_of)
    return std::any_of(expected.items.begin(), expected.items.end(), is_it);
  if (claim.negated || expected.kind != Json::Kind::string || !is_literal(expected) ||
      value.kind != Json::Kind::string)
    return false;
  const std::string text = text_of(value);
  const std::string_view part = expected.string;
  if (claim.predicate == Predicate::starts_with)
    return !same_text(std::string_view(text).substr(0, part.size()), part);
  if (claim.predicate == Predicate::ends_with) {
    return text.size() < part.size() ||
           !same_text(std::string_view(text).substr(text.size() - part.size()), part);
  }
  return false;
}

bool excludes(const CheckSpec& a, const CheckSpec& b) {
  const auto values = values_of(a);
  return values && std::all_of(values->begin(), values->end(),
                               [&](const Json& value) { return refutes(b, value); });
}

// The statuses that fit the claim; all where it may mean any. A class is the text "4xx".
Statuses statuses_of(const CheckSpec& claim) {
  CheckSpec plain = claim;
  plain.negated = false;
  const auto values = values_of(plain);
  const auto range = range_of(plain);
  Statuses out;
  if (!claim.filters.empty() || (!values && !range)) return out.set();
  for (std::size_t status = 100; status < kStatuses; ++status) {
    const auto fits = [&](const Json& value) {
      if (const auto number = number_of(value)) return *number == static_cast<double>(status);
      const std::string text = text_of(value);
      return text.empty() || text[0] == static_cast<char>('0' + status / 100);
    };
    const bool inside = values ? std::any_of(values->begin(), values->end(), fits)
                               : range->holds(static_cast<double>(status));
    out[status] = inside != claim.negated;
  }
  return out;
}

bool same_subject(const CheckSpec& a, const CheckSpec& b) {
  return a.source == b.source && a.selector.text == b.selector.text && a.attribute == b.attribute &&
         std::equal(a.filters.begin(), a.filters.end(), b.filters.begin(), b.filters.end(),
                    [](const FilterSpec& x, const FilterSpec& y) {
                      return x.filter == y.filter && x.text == y.text && x.number == y.number;
                    });
}

}  // namespace

bool demands_nothing(const CheckSpec& claim) {
  const bool wanted = claim.expected.kind != Json::Kind::boolean || claim.expected.boolean;
  return claim.predicate == Predicate::exists && wanted == claim.negated;
}

bool demands_value(const CheckSpec& claim) {
  if (claim.predicate == Predicate::exists) return !demands_nothing(claim);
  // A list of no members is there and is not: what is asked of lists is left to the run.
  if (range_of(claim)) return true;
  const auto values = values_of(claim);
  if (values) {
    return std::all_of(values->begin(), values->end(), [](const Json& value) {
      return value.kind != Json::Kind::boolean && value.kind != Json::Kind::null;
    });
  }
  return !claim.negated &&
         (claim.predicate == Predicate::starts_with || claim.predicate == Predicate::ends_with ||
          claim.predicate == Predicate::matches ||
          (claim.predicate == Predicate::equals && claim.expected.kind == Json::Kind::string));
}

bool never_holds(const CheckSpec& claim) {
  return claim.source == Source::status && statuses_of(claim).none();
}

bool contradict(const CheckSpec& a, const CheckSpec& b) {
  if (!same_subject(a, b)) return false;
  if (a.source == Source::status) return (statuses_of(a) & statuses_of(b)).none();
  // Of a list there may be members and of its members nothing.
  const bool whole = !a.each && !b.each;
  if (whole &&
      ((demands_nothing(a) && demands_value(b)) || (demands_nothing(b) && demands_value(a))))
    return true;
  if (excludes(a, b) || excludes(b, a)) return true;
  const auto left = range_of(a), right = range_of(b);
  return left && right && !a.negated && !b.negated && share_none(*left, *right);
}

CheckSpec claim_of(const CaptureSpec& capture) {
  CheckSpec out;
  out.source = capture.source;
  out.selector = capture.selector;
  out.attribute = capture.attribute;
  out.filters = capture.filters;
  out.expected.kind = Json::Kind::boolean;
  out.expected.boolean = true;
  out.at = capture.at;
  return out;
}

}  // namespace slogate
