// The single-page app as nginx serves it: every path answers the same shell, except its two assets.
//
//   Answer page = answer_page(call);  // "/auth", "/public/qr/1", "/assets/missing.js": the shell
//
// Pure; any thread.
#pragma once

#include "runner/demo/call.h"

namespace slogate {

[[nodiscard]] Answer answer_page(const Call& call);

}  // namespace slogate
