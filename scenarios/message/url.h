// Absolute http and https URLs, and references resolved against them (RFC 3986 5.2).
//
//   auto page = parse_url("https://app.example/public/qr/1");
//   resolve(*page, "../style.css")   // https://app.example/public/style.css
//
// Limits: 8 KiB a URL; no user information; only http and https.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slogate {

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

// A reference (absolute, `//host`, `/path`, `path`, `?query`) against the page that it stood in. A
// fragment is dropped. Nothing for another scheme or a malformed reference.
[[nodiscard]] std::optional<Url> resolve(const Url& base, std::string_view reference);

// Percent-encodes all but the unreserved characters (RFC 3986 2.3).
[[nodiscard]] std::string percent_encode(std::string_view text);

// True for 127.0.0.0/8, ::1 and `localhost`.
[[nodiscard]] bool is_loopback(std::string_view host);

}  // namespace slogate
