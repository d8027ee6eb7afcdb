// The demo's people: accounts with their roles and accepted documents, and the bearer sessions that
// they hold.
//
//   Accounts accounts;
//   std::string id = accounts.add("a@example.org", "user", now);
//   std::string token = accounts.open_session(id, now).token;
//
// Not for several threads at once: the routes hold DemoState's mutex. Sessions live 24 hours; at
// most 10,000 accounts and 10,000 sessions are kept, the oldest go first. A pointer to an account
// holds until the next add().
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "runner/demo/call.h"

namespace slogate {

struct Account {
  std::string id;
  std::string email;
  std::string role;
  UnixSeconds created{0};
  std::set<std::pair<std::string, std::string>> consents;  // document type and version
};

struct BearerSession {
  std::string token;
  UnixSeconds expires{0};
};

[[nodiscard]] bool is_role(std::string_view role);  // of an account: "public" is no account's

class Accounts {
 public:
  // The id of the new account, or of the one that has this e-mail address already.
  std::string add(std::string_view email, std::string_view role, UnixSeconds now);
  void keep_all() { kept_ = accounts_.size(); }  // those of now are never dropped
  [[nodiscard]] Account* find(std::string_view id);
  [[nodiscard]] Account* find_email(std::string_view email);
  [[nodiscard]] const std::deque<Account>& all() const { return accounts_; }

  [[nodiscard]] BearerSession open_session(std::string_view id, UnixSeconds now);
  void close_session(std::string_view token);
  // Whose living token this is; nullptr: nobody's.
  [[nodiscard]] Account* holder(std::string_view token, UnixSeconds now);

 private:
  struct Session {
    std::string account;
    UnixSeconds expires{0};
  };

  std::deque<Account> accounts_;
  std::map<std::string, Session, std::less<>> sessions_;
  std::deque<std::string> session_order_;
  std::size_t kept_ = 0;
  std::uint64_t made_ = 0;
};

}  // namespace slogate
