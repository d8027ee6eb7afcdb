// The cookies of one virtual user (RFC 6265): taken from answers, sent with requests that they fit.
//
//   jar.take(url, response, wall_seconds);
//   jar.header_for(url, wall_seconds)   // "sid=1; theme=dark", empty without a fitting cookie
//
// Limits: 50 cookies a host, 300 in all, 4 KiB each; the rest is counted as refused. A Domain attribute without a
// dot, or of another site, is refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/message/exchange.h"

namespace slogate {

class CookieJar {
 public:
  static constexpr std::size_t kPerHost = 50;
  static constexpr std::size_t kInAll = 300;
  static constexpr std::size_t kMaxBytes = 4096;

  // Takes every Set-Cookie of an answer from `url`; `now` in seconds since 1970.
  void take(const Url& url, const Response& response, std::int64_t now);

  // The Cookie field's value for a request, longer paths first (RFC 6265 5.4).
  [[nodiscard]] std::string header_for(const Url& url, std::int64_t now) const;

  void clear() { cookies_.clear(); }
  [[nodiscard]] bool empty() const { return cookies_.empty(); }
  [[nodiscard]] std::size_t size() const { return cookies_.size(); }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  struct Cookie {
    std::string name, value, domain, path;
    bool host_only = true;
    bool secure = false;
    std::int64_t expires = INT64_MAX;
  };
  bool parse(const Url& url, std::string_view text, std::int64_t now, Cookie& cookie) const;
  void store(Cookie cookie, std::int64_t now);

  std::vector<Cookie> cookies_;  // in the order in which they came
  std::uint64_t refused_ = 0;
};

}  // namespace slogate
