// The cookies of one virtual user (RFC 6265, with rfc6265bis' rules for Secure, SameSite=None and
// name prefixes): taken from answers, sent with requests that they fit. One owner thread.
//
//   jar.take(url, response, wall_seconds);
//   jar.append_header(url, wall_seconds, text);   // "sid=1; theme=dark"
//
// Limits: 50 cookies a domain, 300 in all; beyond them expired ones go first, then the least
// recently used one of the fullest domain. A field over 4,096 bytes is refused, as is a Domain of
// another site, a public suffix (public_suffix.h) or an IP address that is not the host itself.
// Loopback counts as secure without TLS, as in Chromium: a stack under test there sets Secure
// cookies as in production. SameSite is not held against requests: all of a user's are taken for
// same-site ones.
// An empty jar owns no memory, so copies of it cost nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/message/exchange.h"
#include "scenarios/message/redactor.h"

namespace slogate {

struct SetCookie;

// Why the jar did not take a cookie; both empty where it took all.
struct CookieRefusal {
  std::string name;      // at most 64 bytes of it
  std::string_view why;  // "a Domain of another site"
};

class CookieJar {
 public:
  static constexpr std::size_t kPerHost = 50;
  static constexpr std::size_t kInAll = 300;
  static constexpr std::size_t kMaxBytes = 4096;

  // Takes every Set-Cookie of an answer from `url`; `now` in seconds since 1970.
  void take(const Url& url, const Response& response, std::int64_t now);

  // Takes one Set-Cookie field's value. False where it was refused.
  bool take(const Url& url, std::string_view field, std::int64_t now);

  // Appends the Cookie field's value for a request, longer paths first, then older ones (RFC 6265
  // 5.4), and marks its cookies as used. False, and nothing appended, where none fits.
  bool append_header(const Url& url, std::int64_t now, std::string& out);

  // The same value for looking at: marks nothing.
  [[nodiscard]] std::string header_for(const Url& url, std::int64_t now) const;

  // Adds the values of HttpOnly cookies, those in the answer included: who holds one is signed in. Not those under
  // Redactor::kShortestSecret characters.
  void add_secrets(const Response& response, Redactor& redactor) const;

  // Calls `each` with every value that add_secrets() would add, of the jar or of an answer.
  void each_secret(const std::function<void(std::string_view)>& each) const;
  static void each_secret(const Response& response,
                          const std::function<void(std::string_view)>& each);

  void clear() { cookies_.clear(); }
  [[nodiscard]] bool empty() const { return cookies_.empty(); }
  [[nodiscard]] std::size_t size() const { return cookies_.size(); }

  // Since the jar was made; clear() does not reset them.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] std::uint64_t evicted() const { return evicted_; }  // over a limit, not expired
  [[nodiscard]] const CookieRefusal& last_refusal() const { return last_refusal_; }

 private:
  struct Cookie {
    std::string name, value, domain, path;
    bool host_only = true;
    bool secure = false;
    bool http_only = false;
    std::int64_t expires = 0;
    std::uint64_t used = 0;  // a number of the jar's own count of uses

    // Whether it goes with a request for `target_path`; `safe`: over TLS or loopback.
    [[nodiscard]] bool fits(std::string_view host, std::string_view target_path, bool safe,
                            std::int64_t now) const;
  };
  // What a field says, with what it leaves to the request filled in.
  struct Fit {
    std::string_view domain, path;
    bool host_only = true;
  };
  [[nodiscard]] std::string_view obstacle(const Url& url, const SetCookie& cookie, Fit& fit) const;
  void store(const SetCookie& cookie, const Fit& fit, std::int64_t expires, std::int64_t now);
  void evict(std::string_view domain, std::int64_t now);
  bool evict_least_used(std::string_view domain);
  [[nodiscard]] std::string_view fullest_domain() const;

  std::vector<Cookie> cookies_;  // longer paths first, then in the order in which they came
  std::uint64_t uses_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t evicted_ = 0;
  CookieRefusal last_refusal_;
};

}  // namespace slogate
