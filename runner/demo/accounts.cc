#include "runner/demo/accounts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

#include <fmt/format.h>

#include "runner/demo/secret.h"

namespace slogate {
namespace {

constexpr std::size_t kMaxAccounts = 10'000;
constexpr std::size_t kMaxSessions = 10'000;
constexpr UnixSeconds kSessionLife = std::chrono::hours(24);
constexpr std::array<std::string_view, 6> kRoles = {"user",      "vip",   "dealer",
                                                    "moderator", "admin", "superadmin"};

}  // namespace

bool is_role(std::string_view role) {
  return std::find(kRoles.begin(), kRoles.end(), role) != kRoles.end();
}

std::string Accounts::add(std::string_view email, std::string_view role, UnixSeconds now) {
  if (const Account* known = find_email(email); known != nullptr) return known->id;
  if (accounts_.size() >= kMaxAccounts) {
    accounts_.erase(accounts_.begin() + static_cast<std::ptrdiff_t>(kept_));
  }
  std::string id = fmt::format("u-{:06}-{}", ++made_, random_token().substr(0, 12));
  accounts_.push_back({id, std::string(email), std::string(role), now, {}});
  return id;
}

Account* Accounts::find(std::string_view id) {
  const auto it = std::find_if(accounts_.begin(), accounts_.end(),
                               [&](const Account& account) { return account.id == id; });
  return it == accounts_.end() ? nullptr : &*it;
}

Account* Accounts::find_email(std::string_view email) {
  const auto it = std::find_if(accounts_.begin(), accounts_.end(),
                               [&](const Account& account) { return account.email == email; });
  return it == accounts_.end() ? nullptr : &*it;
}

BearerSession Accounts::open_session(std::string_view id, UnixSeconds now) {
  while (session_order_.size() >= kMaxSessions) {
    sessions_.erase(session_order_.front());
    session_order_.pop_front();
  }
  BearerSession session{random_token(), now + kSessionLife};
  sessions_[session.token] = {std::string(id), session.expires};
  session_order_.push_back(session.token);
  return session;
}

void Accounts::close_session(std::string_view token) {
  if (const auto it = sessions_.find(token); it != sessions_.end()) sessions_.erase(it);
}

Account* Accounts::holder(std::string_view token, UnixSeconds now) {
  const auto it = sessions_.find(token);
  if (it == sessions_.end() || now >= it->second.expires) return nullptr;
  return find(it->second.account);
}

}  // namespace slogate
