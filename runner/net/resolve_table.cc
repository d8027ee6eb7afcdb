#include "runner/net/resolve_table.h"

#include <fmt/format.h>
#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace slogate {

Result<ResolveTable> ResolveTable::make(const std::vector<ResolveOverride>& overrides) {
  ResolveTable table;
  Diagnostics told;
  for (const ResolveOverride& each : overrides) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(each.address, error);
    if (error) {
      told.add(each.at, fmt::format("\"{}\" is no IPv4 or IPv6 address", each.address));
    } else {
      table.entries_.push_back({each.host, Address(address, each.port)});
    }
  }
  if (!told.empty()) return told;
  return table;
}

const Address* ResolveTable::find(const Origin& origin) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.address.port() == origin.port && entry.host == origin.host;
  });
  return found == entries_.end() ? nullptr : &found->address;
}

}  // namespace slogate
