// /auth/... and /consent/...: sign-in by a sent code, the bearer session, the documents to accept.
//
// `path` is without the /api prefix. Any thread; locks the state's mutex.
#pragma once

#include <string_view>

#include "runner/demo/call.h"
#include "runner/demo/state.h"

namespace slogate {

[[nodiscard]] Answer answer_auth(const Call& call, std::string_view path, DemoState& state);

}  // namespace slogate
