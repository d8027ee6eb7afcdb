// Where a request leads, and where load may go: to loopback, and to hosts that somebody named. With overrides ("resolve") the
// address that a connection really goes to decides whether it stays on loopback.
//
//   localhost:8443 -> 127.0.0.2      loopback all the same
//   localhost:8443 -> 203.0.113.5    only where "localhost" is named: it leads off this machine
//   app.example:443 -> ::1           loopback, whatever the name says
//
// Pure functions; nothing is looked up.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "scenarios/compile/compiled_flow.h"

namespace slogate {

// Where a request leads as far as it is known before the run; nothing where its address begins with
// a path, or a slot brings the host.
[[nodiscard]] std::optional<Origin> known_origin(const CompiledRequest& request);

// The override's address for that origin, or the origin's own host. The first override that fits
// counts. Points into one of the two.
[[nodiscard]] std::string_view reached_host(const std::vector<ResolveOverride>& overrides,
                                            const Origin& origin);

// Whether requests to the origin may be sent under that limit.
[[nodiscard]] bool may_be_sent(const HostLimit& limit,
                               const std::vector<ResolveOverride>& overrides, const Origin& origin);

}  // namespace slogate
