// Sign-in by a code that is sent: challenges, their codes, and the limits that a load must respect.
//
//   Codes codes(true);
//   auto sent = codes.request("a@example.org", "127.0.0.1", now);
//   codes.verify("a@example.org", sent.challenge, sent.code, "127.0.0.1", now);  // accepted
//
// Limits in any ten minutes: 5 requests for an e-mail address, 20 requests and 30 verifications
// from a client address. A code lives ten minutes, belongs to its challenge and survives five wrong
// guesses. Not for several threads at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "runner/demo/call.h"

namespace slogate {

// At most `limit` events per key in any ten minutes. What is refused does not count.
class RateLimit {
 public:
  explicit RateLimit(std::size_t limit) : limit_(limit) {}

  [[nodiscard]] bool has_room(std::string_view key, UnixSeconds now);
  void count(std::string_view key, UnixSeconds now);

 private:
  void forget_before(std::deque<UnixSeconds>& events, UnixSeconds now) const;
  void forget_empty(UnixSeconds now);

  std::size_t limit_;
  std::map<std::string, std::deque<UnixSeconds>, std::less<>> events_;
};

class Codes {
 public:
  struct Sent {
    std::string challenge;
    std::string code;  // empty when over a limit: the challenge is good for nothing
  };
  enum class Verified { accepted, invalid, expired, locked, rate_limit };

  [[nodiscard]] Sent request(std::string_view email, std::string_view client, UnixSeconds now);
  [[nodiscard]] Verified verify(std::string_view email, std::string_view challenge,
                                std::string_view code, std::string_view client, UnixSeconds now);

 private:
  struct Challenge {
    std::string email;
    std::string code;
    UnixSeconds made{0};
    int wrong = 0;
  };

  RateLimit per_email_{5};
  RateLimit per_client_{20};
  RateLimit verifications_{30};
  std::map<std::string, Challenge, std::less<>> challenges_;
  std::deque<std::string> order_;  // the oldest first
};

}  // namespace slogate
