#include "runner/http/cookie_jar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>

namespace slogate {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The day, month name, year and clock of a date in any order of RFC 6265 5.1.1; seconds since 1970.
std::optional<std::int64_t> parse_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  std::optional<std::int64_t> day, month, year, clock;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" ,-", at), text.size());
    const std::string token = lower(text.substr(at, end - at));
    at = end + 1;
    const auto name = std::find(kMonths.begin(), kMonths.end(), token.substr(0, 3));
    const auto value = number(token);
    if (token.size() == 8 && token[2] == ':' && token[5] == ':') {
      const auto h = number(token.substr(0, 2)), m = number(token.substr(3, 2)),
                 s = number(token.substr(6, 2));
      if (h && m && s) clock = (*h * 60 + *m) * 60 + *s;
    } else if (name != kMonths.end() && !month) {
      month = name - kMonths.begin() + 1;
    } else if (value && !day && token.size() <= 2) {
      day = value;
    } else if (value && !year) {
      year = *value < 70 ? *value + 2000 : *value < 100 ? *value + 1900 : *value;
    }
  }
  if (!day || !month || !year || !clock) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86400} + *clock;
}

bool domain_matches(std::string_view host, std::string_view domain) {
  return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                            host[host.size() - domain.size() - 1] == '.');
}

bool path_matches(std::string_view target, std::string_view path) {
  target = target.substr(0, target.find('?'));
  if (!target.starts_with(path)) return false;
  return target.size() == path.size() || path.ends_with('/') || target[path.size()] == '/';
}

// RFC 6265 5.1.4.
std::string default_path(std::string_view target) {
  target = target.substr(0, target.find('?'));
  const std::size_t slash = target.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? "/" : std::string(target.substr(0, slash));
}

}  // namespace

bool CookieJar::parse(const Url& url, std::string_view text, std::int64_t now,
                      Cookie& cookie) const {
  std::size_t end = std::min(text.find(';'), text.size());
  const std::string_view pair = text.substr(0, end);
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos || text.size() > kMaxBytes) return false;
  cookie.name = trim(pair.substr(0, equals));
  cookie.value = trim(pair.substr(equals + 1));
  cookie.domain = url.origin.host;
  cookie.path = default_path(url.target);
  if (cookie.name.empty()) return false;
  std::optional<std::int64_t> max_age;
  while (end < text.size()) {
    const std::size_t begin = end + 1;
    end = std::min(text.find(';', begin), text.size());
    const std::string_view part = trim(text.substr(begin, end - begin));
    const std::size_t sign = std::min(part.find('='), part.size());
    const std::string key = lower(trim(part.substr(0, sign)));
    const std::string_view value =
        sign < part.size() ? trim(part.substr(sign + 1)) : std::string_view();
    if (key == "domain" && !value.empty()) {
      const std::string domain = lower(value.starts_with('.') ? value.substr(1) : value);
      const bool site = domain.find('.') != std::string::npos || domain == url.origin.host;
      if (!site || !domain_matches(url.origin.host, domain)) return false;
      cookie.domain = domain;
      cookie.host_only = false;
    } else if (key == "path" && value.starts_with('/')) {
      cookie.path = value;
    } else if (key == "secure") {
      cookie.secure = true;
    } else if (key == "max-age") {
      if (const auto seconds = number(value)) max_age = seconds;
    } else if (key == "expires") {
      if (const auto date = parse_date(value)) cookie.expires = *date;
    }
  }
  if (max_age)
    cookie.expires = *max_age <= 0 ? 0 : now + std::min<std::int64_t>(*max_age, 400LL * 86400);
  return true;
}

void CookieJar::store(Cookie cookie, std::int64_t now) {
  const auto same = [&cookie](const Cookie& other) {
    return other.name == cookie.name && other.domain == cookie.domain && other.path == cookie.path;
  };
  const auto old = std::find_if(cookies_.begin(), cookies_.end(), same);
  if (cookie.expires <= now) {
    if (old != cookies_.end()) cookies_.erase(old);
    return;
  }
  if (old != cookies_.end()) {
    *old = std::move(cookie);
    return;
  }
  const auto of_host =
      std::count_if(cookies_.begin(), cookies_.end(),
                    [&cookie](const Cookie& other) { return other.domain == cookie.domain; });
  if (static_cast<std::size_t>(of_host) >= kPerHost || cookies_.size() >= kInAll) {
    ++refused_;
    return;
  }
  cookies_.push_back(std::move(cookie));
}

void CookieJar::take(const Url& url, const Response& response, std::int64_t now) {
  for (const Header& header : response.headers) {
    if (!same_name(header.name, "set-cookie")) continue;
    Cookie cookie;
    if (parse(url, header.value, now, cookie)) {
      store(std::move(cookie), now);
    } else {
      ++refused_;
    }
  }
}

std::string CookieJar::header_for(const Url& url, std::int64_t now) const {
  std::vector<const Cookie*> fitting;
  for (const Cookie& cookie : cookies_) {
    const bool host = cookie.host_only ? cookie.domain == url.origin.host
                                       : domain_matches(url.origin.host, cookie.domain);
    const bool safe = !cookie.secure || url.origin.tls || is_loopback(url.origin.host);
    if (host && safe && cookie.expires > now && path_matches(url.target, cookie.path)) {
      fitting.push_back(&cookie);
    }
  }
  std::stable_sort(fitting.begin(), fitting.end(), [](const Cookie* a, const Cookie* b) {
    return a->path.size() > b->path.size();
  });
  std::string out;
  for (const Cookie* cookie : fitting) {
    if (!out.empty()) out += "; ";
    out.append(cookie->name).append("=").append(cookie->value);
  }
  return out;
}

}  // namespace slogate
