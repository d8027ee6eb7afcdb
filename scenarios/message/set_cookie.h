// One Set-Cookie field as views into its text (RFC 6265 5.2, with what the draft that follows it,
// rfc6265bis, adds: SameSite, attribute values over 1,024 bytes ignored, no control characters).
// The jar and the checks read cookies through it. Nothing is copied or allocated: the text must
// outlive the views.
//
//   const SetCookie cookie = parse_set_cookie("sid=1; Path=/; HttpOnly; SameSite=Lax");
//   cookie.name                    // "sid"
//   cookie.attribute("samesite")   // "Lax"
//   cookie.attribute("HttpOnly")   // "", and nothing where the flag is missing
//
// A cookie without a name is no cookie here (RFC 6265; some browsers keep it).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace slogate {

enum class SameSite { unset, none, lax, strict };

struct SetCookie {
  static constexpr std::size_t kLongestAttribute = 1024;  // longer values are ignored

  std::string_view name;    // empty where there is a fault
  std::string_view value;   // quotes are part of it
  std::string_view domain;  // without a leading dot, its case kept; empty: the host alone
  std::string_view path;    // empty: the default of the request's path
  std::optional<std::int64_t> expires;  // seconds since 1970; nothing where the date is unreadable
  std::optional<std::int64_t> max_age;  // seconds; 0 or less deletes the cookie
  bool secure = false;
  bool http_only = false;
  SameSite same_site = SameSite::unset;  // unset also for a value that nobody knows
  std::string_view attributes;           // all behind the first semicolon
  std::string_view fault;                // why user agents ignore the field; empty: they take it

  // The value of an attribute, empty for a flag; nothing where it is missing. Names are compared
  // without case, and the last one counts (RFC 6265 5.3).
  [[nodiscard]] std::optional<std::string_view> attribute(std::string_view wanted) const;

  // When the cookie ends, in seconds since 1970: Max-Age before Expires, at most 400 days from
  // `now` (rfc6265bis 5.5). INT64_MAX for a session cookie; `now` or earlier deletes.
  [[nodiscard]] std::int64_t expiry(std::int64_t now) const;

  // `__Host-` and `__Secure-` names promise attributes (rfc6265bis 4.1.3; compared without case).
  // The broken promise, or empty.
  [[nodiscard]] std::string_view broken_prefix() const;
};

// The field's value, without its name. Never throws; see `fault`.
[[nodiscard]] SetCookie parse_set_cookie(std::string_view field);

// A date in any of the shapes of RFC 6265 5.1.1, in seconds since 1970.
[[nodiscard]] std::optional<std::int64_t> parse_cookie_date(std::string_view text);

}  // namespace slogate
