// How a moment is written: what a generator's "timestamp" and the filter "date" may say.
#pragma once

#include <string_view>

#include "scenarios/suite/json.h"

namespace slogate {

// False where the text is neither one of the words iso8601, unix, unix_ms and http nor a format of
// known conversions, which has been told. `key` names it in messages.
bool check_time_format(const Json& value, std::string_view key, Diagnostics& problems);

}  // namespace slogate
