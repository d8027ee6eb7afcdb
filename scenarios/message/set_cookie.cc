#include "scenarios/message/set_cookie.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

#include "scenarios/message/exchange.h"

namespace slogate {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kLongestLife = 400 * kDay;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

struct Attribute {
  std::string_view name, value;
};

// Cuts the first attribute off `rest`.
Attribute next_attribute(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(';'), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  const std::size_t equals = std::min(part.find('='), part.size());
  return {trimmed(part.substr(0, equals)),
          equals < part.size() ? trimmed(part.substr(equals + 1)) : std::string_view()};
}

// RFC 6265 5.2.2: digits with an optional minus; what does not fit is as far away as can be.
std::optional<std::int64_t> max_age_of(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  if (negative) return -1;
  std::int64_t seconds = 0;
  for (const char c : text) {
    if (seconds > std::numeric_limits<std::int64_t>::max() / 100) break;
    seconds = seconds * 10 + (c - '0');
  }
  return seconds;
}

SameSite same_site_of(std::string_view value) {
  if (same_name(value, "strict")) return SameSite::strict;
  if (same_name(value, "lax")) return SameSite::lax;
  if (same_name(value, "none")) return SameSite::none;
  return SameSite::unset;
}

void apply(const Attribute& attribute, SetCookie& cookie) {
  const auto& [name, value] = attribute;
  if (value.size() > SetCookie::kLongestAttribute) return;
  if (same_name(name, "domain")) {
    cookie.domain = value.starts_with('.') ? value.substr(1) : value;
  } else if (same_name(name, "path")) {
    cookie.path = value.starts_with('/') ? value : std::string_view();
  } else if (same_name(name, "secure")) {
    cookie.secure = true;
  } else if (same_name(name, "httponly")) {
    cookie.http_only = true;
  } else if (same_name(name, "samesite")) {
    cookie.same_site = same_site_of(value);
  } else if (same_name(name, "max-age")) {
    if (const auto seconds = max_age_of(value)) cookie.max_age = seconds;
  } else if (same_name(name, "expires")) {
    if (const auto date = parse_cookie_date(value)) cookie.expires = date;
  }
}

// RFC 6265 5.1.1: which bytes stand between the tokens of a date.
bool is_delimiter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x09 || (byte >= 0x20 && byte <= 0x2f) || (byte >= 0x3b && byte <= 0x40) ||
         (byte >= 0x5b && byte <= 0x60) || (byte >= 0x7b && byte <= 0x7e);
}

// The number of `least` to `most` digits that `text` begins with, cut off it. Nothing where there
// are fewer or more.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < text.size() && is_digit(text[digits])) {
    if (digits == most) return std::nullopt;
    value = value * 10 + (text[digits++] - '0');
  }
  if (digits < least) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

// The parts of a date, found in any order.
struct Date {
  std::optional<int> hour, minute, second, day, month, year;

  void take(std::string_view token) {
    if (!hour && take_time(token)) return;
    std::string_view rest = token;
    if (!day && (day = take_number(rest, 1, 2))) return;
    if (!month && (month = month_of(token))) return;
    rest = token;
    if (!year) year = take_number(rest, 2, 4);
  }

  [[nodiscard]] std::optional<std::int64_t> seconds() const {
    if (!hour || !day || !month || !year) return std::nullopt;
    const int full = *year < 70 ? *year + 2000 : *year < 100 ? *year + 1900 : *year;
    const std::chrono::year_month_day date{std::chrono::year(full),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || full < 1601 || *hour > 23 || *minute > 59 || *second > 59)
      return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return days * kDay + (*hour * 60 + *minute) * 60 + *second;
  }

 private:
  bool take_time(std::string_view token) {
    const auto h = take_number(token, 1, 2);
    if (!h || !token.starts_with(':')) return false;
    token.remove_prefix(1);
    const auto m = take_number(token, 1, 2);
    if (!m || !token.starts_with(':')) return false;
    token.remove_prefix(1);
    const auto s = take_number(token, 1, 2);
    if (!s) return false;
    hour = h;
    minute = m;
    second = s;
    return true;
  }

  static std::optional<int> month_of(std::string_view token) {
    static constexpr std::array<std::string_view, 12> kMonths = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
      if (same_name(token.substr(0, 3), kMonths[i])) return static_cast<int>(i) + 1;
    }
    return std::nullopt;
  }
};

}  // namespace

std::optional<std::int64_t> parse_cookie_date(std::string_view text) {
  Date date;
  while (!text.empty()) {
    const auto end = std::find_if(text.begin(), text.end(), is_delimiter);
    const auto size = static_cast<std::size_t>(end - text.begin());
    if (size > 0) date.take(text.substr(0, size));
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return date.seconds();
}

std::optional<std::string_view> SetCookie::attribute(std::string_view wanted) const {
  std::optional<std::string_view> found;
  for (std::string_view rest = attributes; !rest.empty();) {
    const Attribute each = next_attribute(rest);
    if (!each.name.empty() && same_name(each.name, wanted)) found = each.value;
  }
  return found;
}

std::int64_t SetCookie::expiry(std::int64_t now) const {
  if (max_age)
    return *max_age <= 0 ? std::min<std::int64_t>(0, now) : now + std::min(*max_age, kLongestLife);
  if (expires) return std::min(*expires, now + kLongestLife);
  return std::numeric_limits<std::int64_t>::max();
}

std::string_view SetCookie::broken_prefix() const {
  static constexpr std::string_view kSecure = "__Secure-";
  static constexpr std::string_view kHost = "__Host-";
  if (same_name(name.substr(0, kSecure.size()), kSecure) && !secure) {
    return "a __Secure- cookie without Secure";
  }
  if (!same_name(name.substr(0, kHost.size()), kHost)) return {};
  if (!secure) return "a __Host- cookie without Secure";
  if (!domain.empty()) return "a __Host- cookie with a Domain";
  return path == "/" ? std::string_view() : "a __Host- cookie without Path=/";
}

SetCookie parse_set_cookie(std::string_view field) {
  SetCookie cookie;
  const std::size_t end = std::min(field.find(';'), field.size());
  const std::string_view pair = field.substr(0, end);
  if (end < field.size()) cookie.attributes = field.substr(end + 1);
  for (std::string_view rest = cookie.attributes; !rest.empty();) {
    apply(next_attribute(rest), cookie);
  }
  const std::size_t equals = pair.find('=');
  if (has_control(field)) {
    cookie.fault = "a control character";
  } else if (equals == std::string_view::npos) {
    cookie.fault = "no name and value";
  } else if (cookie.name = trimmed(pair.substr(0, equals)); cookie.name.empty()) {
    cookie.fault = "no name";
  } else {
    cookie.value = trimmed(pair.substr(equals + 1));
  }
  return cookie;
}

}  // namespace slogate
