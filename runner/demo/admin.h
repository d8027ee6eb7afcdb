// /admin/...: the list of users, the step-up grant, and the sensitive call that needs one.
//
// `path` is without the /api prefix. Any thread; locks the state's mutex.
#pragma once

#include <string_view>

#include "runner/demo/call.h"
#include "runner/demo/state.h"

namespace slogate {

[[nodiscard]] Answer answer_admin(const Call& call, std::string_view path, DemoState& state);

}  // namespace slogate
