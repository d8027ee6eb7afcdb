#include "scenarios/compile/host_rule.h"

#include <algorithm>

namespace slogate {

std::string_view reached_host(const std::vector<ResolveOverride>& overrides, const Origin& origin) {
  const auto found = std::ranges::find_if(overrides, [&](const ResolveOverride& each) {
    return each.port == origin.port && each.host == origin.host;
  });
  return found == overrides.end() ? origin.host : found->address;
}

bool may_be_sent(const HostLimit& limit, const std::vector<ResolveOverride>& overrides,
                 const Origin& origin) {
  if (!limit.limited || is_loopback(reached_host(overrides, origin))) return true;
  return std::ranges::find(limit.hosts, origin.host) != limit.hosts.end();
}

}  // namespace slogate
