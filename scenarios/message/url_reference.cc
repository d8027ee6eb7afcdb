// Addresses that a server gave, read as browsers read them (WHATWG URL, state by state: "scheme",
// "relative", "special authority ignore slashes", "path", "query").
#include <algorithm>
#include <vector>

#include "scenarios/message/url.h"

namespace slogate {
namespace {

bool is_control_or_blank(char c) {
  return static_cast<unsigned char>(c) <= 0x20;
}
bool is_slash(char c) {
  return c == '/' || c == '\\';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == y; });
}

// Without what surrounds it, and without the line breaks that an attribute was wrapped with.
std::string cleaned(std::string_view text) {
  while (!text.empty() && is_control_or_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_control_or_blank(text.back())) text.remove_suffix(1);
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c != '\t' && c != '\n' && c != '\r') out += c;
  }
  return out;
}

// The sets of WHATWG URL 1.3: in both what is no visible ASCII and `"<>`, in each a few more.
void append_encoded(std::string_view text, std::string_view more, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool visible = byte > 0x20 && byte < 0x7f;
    if (visible && c != '"' && c != '<' && c != '>' && more.find(c) == std::string_view::npos) {
      out += c;
      continue;
    }
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
}

// A dot may be written as `%2e`.
int dots_of(std::string_view segment) {
  int dots = 0;
  while (!segment.empty() && dots < 3) {
    const bool encoded = same_word(segment.substr(0, 3), "%2e");
    if (!encoded && segment.front() != '.') return 0;
    segment.remove_prefix(encoded ? 3 : 1);
    ++dots;
  }
  return dots == 3 ? 0 : dots;
}

// RFC 3986 5.2.4 over whole segments, each encoded as it is taken.
std::string normal_path(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_open = false;  // the last segment was a dot: the result ends with a slash
  std::size_t at = 1;      // a path begins with a slash
  while (at <= path.size()) {
    std::size_t end = at;
    while (end < path.size() && !is_slash(path[end])) ++end;
    const std::string_view segment = path.substr(at, end - at);
    const int dots = dots_of(segment);
    ends_open = dots > 0;
    if (dots == 2 && !kept.empty()) kept.pop_back();
    if (dots == 0) kept.push_back(segment);
    if (end == path.size()) break;
    at = end + 1;
  }
  std::string out;
  for (const std::string_view segment : kept) {
    out += '/';
    append_encoded(segment, "`{}^", out);
  }
  if (ends_open || out.empty()) out += '/';
  return out;
}

// What stands behind the authority. `folder`: what a path without a slash at its front lies in.
std::string target_of(std::string_view text, std::string_view folder) {
  const std::size_t asks = std::min(text.find('?'), text.size());
  std::string path(text.substr(0, asks));
  if (path.empty() || !is_slash(path.front())) path.insert(0, folder);
  std::string out = normal_path(path);
  append_encoded(text.substr(asks), "'", out);
  return out;
}

// Why an authority is none.
std::string_view fault_of(std::string_view authority) {
  if (authority.empty()) return "it names no host";
  if (authority.find('@') != std::string_view::npos) return "it names a user";
  const bool ascii = std::all_of(authority.begin(), authority.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) return "its host name is not in ASCII (such a name is sent as \"xn--...\")";
  return "its host name or port is malformed";
}

// An address from behind the colon of its scheme. `own`: the scheme is the page's, or none was given.
std::optional<Url> read_behind_scheme(const Url& base, std::string_view text, bool tls, bool own,
                                      std::string_view& why) {
  text = text.substr(0, text.find('#'));
  std::size_t slashes = 0;
  while (slashes < text.size() && is_slash(text[slashes])) ++slashes;
  if (own && slashes < 2) {
    const std::string_view target = base.target;
    if (text.empty()) return base;
    const std::string_view path = target.substr(0, target.find('?'));
    if (text.front() == '?') {
      std::string asked(path);
      append_encoded(text, "'", asked);
      return Url{base.origin, std::move(asked)};
    }
    return Url{base.origin, target_of(text, path.substr(0, path.rfind('/') + 1))};
  }
  text.remove_prefix(slashes);
  const std::size_t end = std::min(text.find_first_of("/\\?"), text.size());
  const std::string_view authority = text.substr(0, end);
  Url url;
  if (!parse_url((tls ? "https://" : "http://") + std::string(authority), url)) {
    why = fault_of(authority);
    return std::nullopt;
  }
  url.target = target_of(text.substr(end), "/");
  return url;
}

}  // namespace

std::optional<Url> resolve(const Url& base, std::string_view reference, std::string_view* why) {
  std::string_view fault = "it is longer than 8,192 bytes";
  std::optional<Url> url;
  if (reference.size() <= kLongestUrl) {
    const std::string text = cleaned(reference);
    const std::optional<std::string_view> scheme = scheme_of(text);
    const bool https = scheme && same_word(*scheme, "https");
    if (scheme && !https && !same_word(*scheme, "http")) {
      fault = {};
    } else {
      const bool tls = scheme ? https : base.origin.tls;
      const std::size_t begin = scheme ? scheme->size() + 1 : 0;
      url = read_behind_scheme(base, std::string_view(text).substr(begin), tls,
                               tls == base.origin.tls, fault);
      if (url && url->text().size() > kLongestUrl) url.reset();
    }
  }
  if (!url && why != nullptr) *why = fault;
  return url;
}

bool asks_for_request(std::string_view reference) {
  const std::string text = cleaned(reference.substr(0, kLongestUrl));
  if (text.empty() || text.front() == '#') return false;
  const std::optional<std::string_view> scheme = scheme_of(text);
  return !scheme || same_word(*scheme, "http") || same_word(*scheme, "https");
}

}  // namespace slogate
