// Host names to addresses, by the system's resolver, without ever holding the loop up: a look-up that takes too long
// is left behind. Addresses written as such are not looked up.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runner/clock/event.h"
#include "runner/net/connection.h"

namespace slogate {

class Resolution {
 public:
  struct Result {
    Outcome outcome = Outcome::ok;
    std::string detail;
    std::vector<Address> addresses;
  };

  // The addresses of an origin, in the order of RFC 6724. give_up() from the same loop ends it with dns_timeout.
  [[nodiscard]] Task<Result> resolve(Loop& loop, const Origin& origin);
  void give_up();

 private:
  struct Lookup;
  std::shared_ptr<Lookup> lookup_;
};

}  // namespace slogate
