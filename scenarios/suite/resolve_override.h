// "host:port:address": connections to that host and port go to the address. In a suite's `resolve`
// and behind `--resolve`.
//
//   parse_resolve_override("app.example:443:[::1]", fault)   // {"app.example", 443, "::1"}
//
// IPv6 stands in brackets on both sides.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenarios/suite/suite.h"

namespace slogate {

// Nothing where the text is none; `fault` then says why.
[[nodiscard]] std::optional<ResolveOverride> parse_resolve_override(std::string_view text,
                                                                    std::string& fault);

}  // namespace slogate
