// Everything under /api/, as the browser reaches it through the proxy that strips the prefix.
//
//   Answer answer = answer_api(call, state);  // call.path is "/api/health"
//
// Any thread; locks the state's mutex.
#pragma once

#include <string>
#include <string_view>

#include "runner/demo/call.h"
#include "runner/demo/state.h"

namespace slogate {

[[nodiscard]] bool is_api(std::string_view path);  // "/api" and what is below it

[[nodiscard]] Answer answer_api(const Call& call, DemoState& state);

// The id that goes back in X-Request-Id: the call's own when it is 6 to 128 of letters, digits,
// `.`, `_`, `:`, `-`; else `made`.
[[nodiscard]] std::string request_id_for(const Call& call, std::string_view made);

}  // namespace slogate
