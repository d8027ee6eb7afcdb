#include "runner/demo/grants.h"

#include <cstddef>

#include "runner/demo/secret.h"

namespace slogate {
namespace {

constexpr std::size_t kMaxGrants = 10'000;

}  // namespace

std::string Grants::give(std::string_view account, std::string_view scope,
                         std::chrono::seconds life, UnixSeconds now) {
  while (order_.size() >= kMaxGrants) {
    grants_.erase(order_.front());
    order_.pop_front();
  }
  std::string token = random_token();
  grants_[token] = {std::string(account), std::string(scope), now + life};
  order_.push_back(token);
  return token;
}

bool Grants::holds(std::string_view token, std::string_view account, std::string_view scope,
                   UnixSeconds now) const {
  const auto it = grants_.find(token);
  return it != grants_.end() && it->second.account == account && it->second.scope == scope &&
         now < it->second.expires;
}

void Grants::spend(std::string_view token) {
  if (const auto it = grants_.find(token); it != grants_.end()) grants_.erase(it);
}

}  // namespace slogate
