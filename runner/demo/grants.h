// Step-up: one-time permissions for a sensitive call, bound to the admin who asked and to a scope.
//
//   std::string token = grants.give(admin, "role_grant", 60s, now);
//   grants.holds(token, admin, "role_grant", now);  // true, and again, until spend(token)
//
// Not for several threads at once. At most 10,000 are kept, the oldest go first.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "runner/demo/call.h"

namespace slogate {

class Grants {
 public:
  [[nodiscard]] std::string give(std::string_view account, std::string_view scope,
                                 std::chrono::seconds life, UnixSeconds now);
  [[nodiscard]] bool holds(std::string_view token, std::string_view account, std::string_view scope,
                           UnixSeconds now) const;
  void spend(std::string_view token);

 private:
  struct Grant {
    std::string account;
    std::string scope;
    UnixSeconds expires{0};
  };

  std::map<std::string, Grant, std::less<>> grants_;
  std::deque<std::string> order_;
};

}  // namespace slogate
