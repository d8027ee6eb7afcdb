#include "scenarios/message/url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace slogate {
namespace {

constexpr std::size_t kLongestHost = 255;

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_unreserved(char c) {
  return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower_text(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

void append_encoded(std::string& out, char c) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHex[byte >> 4U];
  out += kHex[byte & 15U];
}

bool has_forbidden(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f) return true;
  }
  return false;
}

std::optional<std::uint16_t> parse_port(std::string_view text, bool tls) {
  if (text.empty())
    return static_cast<std::uint16_t>(tls ? 443 : 80);  // "host:" is allowed (RFC 3986 3.2.3)
  if (text.size() > 5) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  if (value == 0 || value > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

// By the system's own reader of addresses: nothing is looked up.
bool read_ipv6(std::string_view host, in6_addr& address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (host.size() >= sizeof text) return false;
  host.copy(text, host.size());
  return inet_pton(AF_INET6, text, &address) == 1;
}

bool valid_name(std::string_view host) {
  if (host.empty() || host.size() > kLongestHost || host.front() == '.') return false;
  for (const char c : host) {
    if (!is_unreserved(c)) return false;
  }
  return host.find("..") == std::string_view::npos;
}

bool parse_authority(std::string_view text, bool tls, Origin& origin) {
  std::string_view host = text;
  std::string_view port;
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return false;
    host = text.substr(1, close - 1);
    const std::string_view rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return false;
    if (!rest.empty()) port = rest.substr(1);
    if (in6_addr unused; !read_ipv6(host, unused)) return false;
  } else {
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos) {
      host = text.substr(0, colon);
      port = text.substr(colon + 1);
    }
    if (!valid_name(host)) return false;  // also refuses `@`, the mark of user information
  }
  const std::optional<std::uint16_t> number = parse_port(port, tls);
  if (!number) return false;
  origin.tls = tls;
  origin.host.assign(host);
  for (char& c : origin.host) c = lower(c);
  origin.port = *number;
  return true;
}

// Encoding may have made the target longer. As text() would write it.
bool fits(const Url& url) {
  const Origin& origin = url.origin;
  std::size_t size = (origin.tls ? 8U : 7U) + origin.host.size() + url.target.size();
  if (origin.host.find(':') != std::string::npos) size += 2;
  if (origin.port != (origin.tls ? 443 : 80)) ++size;
  for (unsigned port = origin.port; origin.port != (origin.tls ? 443 : 80) && port > 0; port /= 10)
    ++size;
  return size <= kLongestUrl;
}

// Compared without case and without a copy.
bool is_scheme(std::string_view text, std::string_view wanted) {
  return text.size() == wanted.size() && std::equal(text.begin(), text.end(), wanted.begin(),
                                                    [](char a, char b) { return lower(a) == b; });
}

}  // namespace

std::optional<std::string_view> scheme_of(std::string_view text) {
  const std::size_t end = text.find_first_of(":/?#");
  if (end == std::string_view::npos || end == 0 || text[end] != ':' || !is_alpha(text[0])) {
    return std::nullopt;
  }
  for (const char c : text.substr(0, end)) {
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return std::nullopt;
  }
  return text.substr(0, end);
}

void Origin::append_authority(std::string& out) const {
  const bool ipv6 = host.find(':') != std::string::npos;
  if (ipv6) out += '[';
  out += host;
  if (ipv6) out += ']';
  if (port == (tls ? 443 : 80)) return;
  std::array<char, 8> text{':'};
  const auto end = std::to_chars(text.data() + 1, text.data() + text.size(), port).ptr;
  out.append(text.data(), end);
}

std::string Origin::authority() const {
  std::string out;
  append_authority(out);
  return out;
}

std::string Origin::text() const {
  return (tls ? "https://" : "http://") + authority();
}

std::string Url::text() const {
  return origin.text() + target;
}

void assign_target(std::string_view text, std::string& target) {
  text = text.substr(0, text.find('#'));
  target.clear();
  if (text.empty() || text.front() != '/') target += '/';
  const bool ascii =
      std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) {
    target += text;
    return;
  }
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      append_encoded(target, c);
    } else {
      target += c;
    }
  }
}

bool parse_url(std::string_view text, Url& into) {
  if (text.size() > kLongestUrl || has_forbidden(text)) return false;
  const std::optional<std::string_view> scheme = scheme_of(text);
  if (!scheme) return false;
  const bool tls = is_scheme(*scheme, "https");
  if (!tls && !is_scheme(*scheme, "http")) return false;
  std::string_view rest = text.substr(scheme->size() + 1);
  if (!rest.starts_with("//")) return false;
  rest.remove_prefix(2);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  if (!parse_authority(rest.substr(0, end), tls, into.origin)) return false;
  assign_target(rest.substr(end), into.target);
  return fits(into);
}

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  if (!parse_url(text, url)) return std::nullopt;
  return url;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

bool is_loopback(std::string_view host) {
  const std::string name = lower_text(host);
  if (name == "localhost") return true;
  if (in6_addr address; read_ipv6(host, address)) {
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127;
    return mapped || IN6_IS_ADDR_LOOPBACK(&address);
  }
  if (!name.starts_with("127.")) return false;
  int octets = 0;
  std::size_t at = 0;
  while (at <= name.size()) {
    const std::size_t end = std::min(name.find('.', at), name.size());
    const std::string_view octet = std::string_view(name).substr(at, end - at);
    if (octet.empty() || octet.size() > 3 || (octet.size() > 1 && octet[0] == '0')) return false;
    int value = 0;
    for (const char c : octet) {
      if (!is_digit(c)) return false;
      value = value * 10 + (c - '0');
    }
    if (value > 255) return false;
    ++octets;
    at = end + 1;
  }
  return octets == 4;
}

}  // namespace slogate
