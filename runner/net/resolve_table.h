// Addresses that stand in for what names resolve to ("resolve" of a suite, `--resolve`): to test one
// node behind a name. Certificate, SNI and Host header stay the name's.
//
//   auto table = ResolveTable::make(suite.resolve);
//   if (const Address* address = table->find(origin)) ... connect there
//
// Immutable; shared by all workers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runner/net/connection.h"
#include "scenarios/suite/suite.h"

namespace slogate {

class ResolveTable {
 public:
  // The first override of a host and port counts. Error: an address that is none.
  [[nodiscard]] static Result<ResolveTable> make(const std::vector<ResolveOverride>& overrides);

  // nullptr where the name is looked up as usual.
  [[nodiscard]] const Address* find(const Origin& origin) const;

 private:
  struct Entry {
    std::string host;
    Address address;  // with the origin's port
  };
  std::vector<Entry> entries_;  // a hundred at most
};

}  // namespace slogate
