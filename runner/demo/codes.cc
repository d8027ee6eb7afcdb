#include "runner/demo/codes.h"

#include <iterator>

#include "runner/demo/secret.h"

namespace slogate {
namespace {

constexpr UnixSeconds kWindow = std::chrono::minutes(10);
constexpr UnixSeconds kCodeLife = std::chrono::minutes(10);
constexpr int kWrongGuesses = 5;
constexpr std::size_t kMaxChallenges =
    4096;  // of the addresses that may ask 20 times each; the oldest go first
constexpr std::size_t kManyKeys = 1024;  // from here on keys without recent events are dropped

}  // namespace

void RateLimit::forget_before(std::deque<UnixSeconds>& events, UnixSeconds now) const {
  while (!events.empty() && events.front() + kWindow <= now) events.pop_front();
}

void RateLimit::forget_empty(UnixSeconds now) {
  for (auto it = events_.begin(); it != events_.end();) {
    forget_before(it->second, now);
    it = it->second.empty() ? events_.erase(it) : std::next(it);
  }
}

bool RateLimit::has_room(std::string_view key, UnixSeconds now) {
  const auto it = events_.find(key);
  if (it == events_.end()) return true;
  forget_before(it->second, now);
  return it->second.size() < limit_;
}

void RateLimit::count(std::string_view key, UnixSeconds now) {
  if (events_.size() >= kManyKeys) forget_empty(now);
  events_[std::string(key)].push_back(now);
}

Codes::Sent Codes::request(std::string_view email, std::string_view client, UnixSeconds now) {
  Sent sent{random_token(), {}};
  if (!per_client_.has_room(client, now) || !per_email_.has_room(email, now)) return sent;
  per_client_.count(client, now);
  per_email_.count(email, now);
  while (order_.size() >= kMaxChallenges) {
    challenges_.erase(order_.front());
    order_.pop_front();
  }
  sent.code = random_digits(6);
  challenges_[sent.challenge] = {std::string(email), sent.code, now, 0};
  order_.push_back(sent.challenge);
  return sent;
}

Codes::Verified Codes::verify(std::string_view email, std::string_view challenge,
                              std::string_view code, std::string_view client, UnixSeconds now) {
  if (!verifications_.has_room(client, now)) return Verified::rate_limit;
  verifications_.count(client, now);
  const auto it = challenges_.find(challenge);
  if (it == challenges_.end() || it->second.email != email) return Verified::invalid;
  Challenge& known = it->second;
  if (now >= known.made + kCodeLife) return Verified::expired;
  if (known.wrong >= kWrongGuesses) return Verified::locked;
  if (known.code != code) {
    ++known.wrong;
    return Verified::invalid;
  }
  challenges_.erase(it);  // its name in order_ is dropped when its turn comes
  return Verified::accepted;
}

}  // namespace slogate
