#include "scenarios/compile/host_rule.h"

#include <algorithm>

namespace slogate {

std::optional<Origin> known_origin(const CompiledRequest& request) {
  const std::string_view text = request.url.text();
  const std::size_t begin = text.find("://");
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t end = text.find_first_of("/?#", begin + 3);
  if (end == std::string_view::npos && !request.url.constant()) return std::nullopt;
  const auto url = parse_url(text.substr(0, end));
  if (!url) return std::nullopt;
  return url->origin;
}

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
