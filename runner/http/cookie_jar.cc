#include "runner/http/cookie_jar.h"

#include <algorithm>

#include "runner/http/public_suffix.h"
#include "scenarios/message/set_cookie.h"

namespace slogate {
namespace {

constexpr std::size_t kLongestToldName = 64;

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

// Whether nobody on the way can read or set what the URL's cookies hold.
bool is_safe(const Url& url) {
  // No loopback host is longer, and is_loopback() would copy a longer one to the heap.
  static constexpr std::size_t kLongestLoopback = std::string_view("127.255.255.255").size();
  if (url.origin.tls) return true;
  return url.origin.host.size() <= kLongestLoopback && is_loopback(url.origin.host);
}

// An IPv6 address, or a name whose last label is a number: an IPv4 address in one of its spellings.
bool is_address(std::string_view host) {
  if (host.find(':') != std::string_view::npos) return true;
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return !last.empty() &&
         std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// RFC 6265 5.1.3 for a host that is a name; both in lower case.
bool domain_matches(std::string_view host, std::string_view domain) {
  return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                            host[host.size() - domain.size() - 1] == '.');
}

// RFC 6265 5.1.4.
bool path_matches(std::string_view path, std::string_view cookie_path) {
  if (!path.starts_with(cookie_path)) return false;
  return path.size() == cookie_path.size() || cookie_path.ends_with('/') ||
         path[cookie_path.size()] == '/';
}

// RFC 6265 5.1.4.
std::string_view default_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == 0 || slash == std::string_view::npos || path.front() != '/') return "/";
  return path.substr(0, slash);
}

}  // namespace

// Why the cookie is not for this jar (RFC 6265 5.3, rfc6265bis 5.7); empty, and `fit` filled in,
// where it is.
std::string_view CookieJar::obstacle(const Url& url, const SetCookie& cookie, Fit& fit) const {
  if (!cookie.fault.empty()) return cookie.fault;
  const std::string_view host = url.origin.host;
  const std::string_view domain = cookie.domain;
  fit.domain = host;
  if (!domain.empty()) {
    // A Domain that matches is the host's tail, so the host has its lower-case form.
    const bool is_tail =
        domain.size() <= host.size() && same_name(host.substr(host.size() - domain.size()), domain);
    const std::string_view site = is_tail ? host.substr(host.size() - domain.size()) : domain;
    if (!is_tail || !domain_matches(host, site)) return "a Domain of another site";
    if (site != host) {
      if (is_address(host)) return "a Domain that is a part of an IP address";
      if (is_public_suffix(site)) return "a Domain that is a public suffix";
    }
    fit.domain = site;
    // A host that is a suffix itself, or an address, may keep its own cookies.
    fit.host_only = site == host && (is_address(host) || is_public_suffix(site));
  }
  fit.path = cookie.path.empty() ? default_path(path_of(url.target)) : cookie.path;
  if (cookie.secure && !is_safe(url)) return "Secure without TLS";
  if (cookie.same_site == SameSite::none && !cookie.secure) return "SameSite=None without Secure";
  if (const std::string_view broken = cookie.broken_prefix(); !broken.empty()) return broken;
  if (cookie.secure || is_safe(url)) return {};
  // rfc6265bis 5.7: plain HTTP leaves secure cookies alone.
  for (const Cookie& other : cookies_) {
    if (other.secure && other.name == cookie.name && path_matches(fit.path, other.path) &&
        (domain_matches(other.domain, fit.domain) || domain_matches(fit.domain, other.domain))) {
      return "it would hide a Secure cookie without TLS";
    }
  }
  return {};
}

bool CookieJar::take(const Url& url, std::string_view field, std::int64_t now) {
  const SetCookie cookie = parse_set_cookie(field);
  Fit fit;
  const std::string_view why =
      field.size() > kMaxBytes ? std::string_view("over 4,096 bytes") : obstacle(url, cookie, fit);
  if (why.empty()) {
    store(cookie, fit, cookie.expiry(now), now);
    return true;
  }
  ++refused_;
  last_refusal_.name.assign(cookie.name.substr(0, kLongestToldName));
  last_refusal_.why = why;
  return false;
}

void CookieJar::take(const Url& url, const Response& response, std::int64_t now) {
  for (const HeaderFields::Field header : response.headers) {
    if (same_name(header.name, "set-cookie")) take(url, header.value, now);
  }
}

void CookieJar::store(const SetCookie& cookie, const Fit& fit, std::int64_t expires,
                      std::int64_t now) {
  const auto old = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& other) {
    return other.name == cookie.name && other.domain == fit.domain && other.path == fit.path &&
           other.host_only == fit.host_only;
  });
  if (expires <= now) {
    if (old != cookies_.end()) cookies_.erase(old);
    return;
  }
  if (old != cookies_.end()) {  // keeps its place, as a cookie keeps its creation time
    old->value.assign(cookie.value);
    old->secure = cookie.secure;
    old->http_only = cookie.http_only;
    old->expires = expires;
    old->used = ++uses_;
    return;
  }
  const auto place = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& other) {
    return other.path.size() < fit.path.size();
  });
  cookies_.insert(place, Cookie{std::string(cookie.name), std::string(cookie.value),
                                std::string(fit.domain), std::string(fit.path), fit.host_only,
                                cookie.secure, cookie.http_only, expires, ++uses_});
  evict(fit.domain, now);
}

void CookieJar::add_secrets(const Response& response, Redactor& redactor) const {
  const auto add = [&](std::string_view value) { redactor.add(value); };
  each_secret(add);
  each_secret(response, add);
}

void CookieJar::each_secret(const std::function<void(std::string_view)>& each) const {
  for (const Cookie& cookie : cookies_) {
    if (cookie.http_only && cookie.value.size() >= Redactor::kShortestSecret) each(cookie.value);
  }
}

void CookieJar::each_secret(const Response& response,
                            const std::function<void(std::string_view)>& each) {
  if (!response.headers.may_have("Set-Cookie")) return;
  for (const HeaderFields::Field field : response.headers) {
    if (!same_name(field.name, "Set-Cookie")) continue;
    const SetCookie cookie = parse_set_cookie(field.value);
    if (cookie.http_only && cookie.value.size() >= Redactor::kShortestSecret) each(cookie.value);
  }
}

// Keeps the limits after a cookie of `domain` came in.
void CookieJar::evict(std::string_view domain, std::int64_t now) {
  const auto of_domain = [this, domain] {
    return static_cast<std::size_t>(
        std::count_if(cookies_.begin(), cookies_.end(),
                      [domain](const Cookie& cookie) { return cookie.domain == domain; }));
  };
  if (cookies_.size() <= kPerHost) return;
  if (cookies_.size() <= kInAll && of_domain() <= kPerHost) return;
  std::erase_if(cookies_, [now](const Cookie& cookie) { return cookie.expires <= now; });
  while (of_domain() > kPerHost && evict_least_used(domain)) {
  }
  while (cookies_.size() > kInAll && evict_least_used(fullest_domain())) {
  }
}

bool CookieJar::evict_least_used(std::string_view domain) {
  auto least = cookies_.end();
  for (auto cookie = cookies_.begin(); cookie != cookies_.end(); ++cookie) {
    if (cookie->domain != domain) continue;
    if (least == cookies_.end() || cookie->used < least->used) least = cookie;
  }
  if (least == cookies_.end()) return false;
  cookies_.erase(least);
  ++evicted_;
  return true;
}

// Of domains that are equally full, the one whose cookie stands first.
std::string_view CookieJar::fullest_domain() const {
  std::string_view fullest;
  std::ptrdiff_t most = 0;
  for (const Cookie& cookie : cookies_) {
    const auto count =
        std::count_if(cookies_.begin(), cookies_.end(),
                      [&cookie](const Cookie& other) { return other.domain == cookie.domain; });
    if (count > most) {
      most = count;
      fullest = cookie.domain;
    }
  }
  return fullest;
}

bool CookieJar::append_header(const Url& url, std::int64_t now, std::string& out) {
  if (cookies_.empty()) return false;
  const std::string_view path = path_of(url.target);
  const bool safe = is_safe(url);
  bool found = false;
  for (Cookie& cookie : cookies_) {
    if (!cookie.fits(url.origin.host, path, safe, now)) continue;
    if (found) out += "; ";
    out.append(cookie.name).append("=").append(cookie.value);
    cookie.used = found ? uses_ : ++uses_;
    found = true;
  }
  return found;
}

std::string CookieJar::header_for(const Url& url, std::int64_t now) const {
  std::string out;
  if (cookies_.empty()) return out;
  const std::string_view path = path_of(url.target);
  const bool safe = is_safe(url);
  for (const Cookie& cookie : cookies_) {
    if (!cookie.fits(url.origin.host, path, safe, now)) continue;
    if (!out.empty()) out += "; ";
    out.append(cookie.name).append("=").append(cookie.value);
  }
  return out;
}

bool CookieJar::Cookie::fits(std::string_view host, std::string_view target_path, bool safe,
                             std::int64_t now) const {
  const bool site = host_only ? domain == host : domain_matches(host, domain);
  return site && (safe || !secure) && expires > now && path_matches(target_path, path);
}

}  // namespace slogate
