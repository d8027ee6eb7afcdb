#include "scenarios/message/url.h"

#include <algorithm>
#include <vector>

namespace slogate {
namespace {

constexpr std::size_t kLongestUrl = 8192;
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

// The scheme of an absolute reference without its colon (RFC 3986 3.1); nothing for a relative one.
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

bool valid_ipv6(std::string_view host) {
  if (host.size() < 2 || host.size() > 45 || host.find(':') == std::string_view::npos) return false;
  for (const char c : host) {
    const char l = lower(c);
    if (!is_digit(c) && !(l >= 'a' && l <= 'f') && c != ':' && c != '.') return false;
  }
  return true;
}

bool valid_name(std::string_view host) {
  if (host.empty() || host.size() > kLongestHost || host.front() == '.') return false;
  for (const char c : host) {
    if (!is_unreserved(c)) return false;
  }
  return host.find("..") == std::string_view::npos;
}

std::optional<Origin> parse_authority(std::string_view text, bool tls) {
  Origin origin;
  origin.tls = tls;
  std::string_view host = text;
  std::string_view port;
  bool has_port = false;
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    host = text.substr(1, close - 1);
    const std::string_view rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
    has_port = !rest.empty();
    if (has_port) port = rest.substr(1);
    if (!valid_ipv6(host)) return std::nullopt;
  } else {
    const std::size_t colon = text.find(':');
    has_port = colon != std::string_view::npos;
    if (has_port) {
      host = text.substr(0, colon);
      port = text.substr(colon + 1);
    }
    if (!valid_name(host)) return std::nullopt;  // also refuses `@`, the mark of user information
  }
  const std::optional<std::uint16_t> number = parse_port(has_port ? port : "", tls);
  if (!number) return std::nullopt;
  origin.host = lower_text(host);
  origin.port = *number;
  return origin;
}

// Path and query as they go on the request line: bytes outside ASCII percent-encoded, the fragment
// dropped.
std::string request_target(std::string_view text) {
  text = text.substr(0, text.find('#'));
  std::string out;
  if (text.empty() || text.front() != '/') out += '/';
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      append_encoded(out, c);
    } else {
      out += c;
    }
  }
  return out;
}

// RFC 3986 5.2.4 over whole segments.
std::string remove_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_open = false;  // the last segment was a dot: the result ends with a slash
  std::size_t at = 1;      // a path begins with a slash
  while (at <= path.size()) {
    const std::size_t slash = path.find('/', at);
    const std::size_t end = slash == std::string_view::npos ? path.size() : slash;
    const std::string_view segment = path.substr(at, end - at);
    ends_open = segment == "." || segment == "..";
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (segment != ".") {
      kept.push_back(segment);
    }
    if (slash == std::string_view::npos) break;
    at = end + 1;
  }
  std::string out;
  for (const std::string_view segment : kept) {
    out += '/';
    out += segment;
  }
  if (ends_open || out.empty()) out += '/';
  return out;
}

std::string normal_target(std::string_view target) {
  const std::size_t query = target.find('?');
  std::string out = remove_dot_segments(target.substr(0, query));
  if (query != std::string_view::npos) out += target.substr(query);
  return out;
}

std::optional<Url> checked(Url url) {
  if (url.text().size() > kLongestUrl) return std::nullopt;
  return url;
}

}  // namespace

std::string Origin::authority() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  std::string out = ipv6 ? "[" + host + "]" : host;
  if (port != (tls ? 443 : 80)) out += ":" + std::to_string(port);
  return out;
}

std::string Origin::text() const {
  return (tls ? "https://" : "http://") + authority();
}

std::string Url::text() const {
  return origin.text() + target;
}

std::optional<Url> parse_url(std::string_view text) {
  if (text.size() > kLongestUrl || has_forbidden(text)) return std::nullopt;
  const std::optional<std::string_view> scheme = scheme_of(text);
  if (!scheme) return std::nullopt;
  const std::string name = lower_text(*scheme);
  if (name != "http" && name != "https") return std::nullopt;
  std::string_view rest = text.substr(scheme->size() + 1);
  if (!rest.starts_with("//")) return std::nullopt;
  rest.remove_prefix(2);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  const std::optional<Origin> origin = parse_authority(rest.substr(0, end), name == "https");
  if (!origin) return std::nullopt;
  return checked({*origin, request_target(rest.substr(end))});
}

std::optional<Url> resolve(const Url& base, std::string_view reference) {
  if (reference.size() > kLongestUrl || has_forbidden(reference)) return std::nullopt;
  std::optional<Url> absolute;
  if (scheme_of(reference)) {
    absolute = parse_url(reference);
  } else if (reference.starts_with("//")) {
    absolute = parse_url((base.origin.tls ? "https:" : "http:") + std::string(reference));
  }
  if (absolute) {
    absolute->target = normal_target(absolute->target);
    return absolute;
  }
  if (scheme_of(reference) || reference.starts_with("//")) return std::nullopt;

  reference = reference.substr(0, reference.find('#'));
  if (reference.empty()) return base;
  const std::string path = base.target.substr(0, base.target.find('?'));
  if (reference.front() == '?')
    return checked({base.origin, request_target(path + std::string(reference))});
  if (reference.front() == '/')
    return checked({base.origin, normal_target(request_target(reference))});
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  return checked({base.origin, normal_target(request_target(folder + std::string(reference)))});
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
  if (name == "localhost" || name == "::1") return true;
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
