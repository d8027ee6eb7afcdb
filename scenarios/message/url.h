// Absolute http and https URLs, and references resolved against them (RFC 3986 5.2).
//
//   auto page = parse_url("https://app.example/public/qr/1");
//   resolve(*page, "../style.css")   // https://app.example/public/style.css
//   resolve(*page, " my file.css")   // https://app.example/public/qr/my%20file.css
//
// What the author of a flow writes is read strictly; what a server sends, as browsers read it.
// Limits: 8 KiB a URL; no user information; only http and https; host names in ASCII.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slogate {

inline constexpr std::size_t kLongestUrl = 8192;

// Where a connection goes. Host is lower case, an IPv6 address without its brackets.
struct Origin {
  bool tls = false;
  std::string host;
  std::uint16_t port = 80;

  [[nodiscard]] bool operator==(const Origin&) const = default;

  // `https://host:port`, the port left out where it is the scheme's own.
  [[nodiscard]] std::string text() const;

  // The Host field's value (RFC 9110 7.2): brackets around IPv6, port only where it is not the
  // scheme's own.
  [[nodiscard]] std::string authority() const;
  void append_authority(std::string& out) const;
};

struct Url {
  Origin origin;
  std::string target = "/";  // path and query as they stand on the request line; never empty

  [[nodiscard]] bool operator==(const Url&) const = default;
  [[nodiscard]] std::string text() const;
};

// Nothing where the text is not an absolute http(s) URL, holds a control character, a space or user
// information.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

// The same into memory that is used again: false where the text is none, and `into` is then of no
// use. Allocates nothing once `into` has grown.
[[nodiscard]] bool parse_url(std::string_view text, Url& into);

// Path and query as they go on the request line: bytes outside ASCII percent-encoded, the fragment
// dropped, a slash before it where there is none.
void assign_target(std::string_view text, std::string& target);

// An address that a server gave (Location, href) against the one that it came from, as a browser
// reads it (WHATWG URL): blanks and control characters around it go, so do tabs and line breaks in
// it; `\` is `/` before the query; what may not stand in a path or a query is percent-encoded, a
// fragment dropped. Nothing for another scheme, a malformed host or port, user information, a host
// that is not ASCII: `why`, where given, then says in a few words what is the matter with it; it is
// empty where that is the scheme.
[[nodiscard]] std::optional<Url> resolve(const Url& base, std::string_view reference,
                                         std::string_view* why = nullptr);

// Whether following such an address sends a request: not where it is empty, a fragment alone
// (`#top`) or of another scheme (`mailto:`, `javascript:`, `data:`).
[[nodiscard]] bool asks_for_request(std::string_view reference);

// The scheme of an absolute reference without its colon (RFC 3986 3.1); nothing for a relative one.
[[nodiscard]] std::optional<std::string_view> scheme_of(std::string_view text);

// Percent-encodes all but the unreserved characters (RFC 3986 2.3).
[[nodiscard]] std::string percent_encode(std::string_view text);

// True for 127.0.0.0/8, ::1 and `localhost`.
[[nodiscard]] bool is_loopback(std::string_view host);

}  // namespace slogate
