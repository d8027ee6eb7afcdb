// A JSON text as a value that a check can be held against, as if it had been written there. Private
// to this folder.
#pragma once

#include <string_view>

#include "scenarios/compile/json_text.h"
#include "scenarios/suite/json.h"

namespace slogate {

// Writes it over `out`, whose texts are no templates; numbers, texts, booleans and null cost no
// memory once `json`, `pool` and `out` have grown. False where the text is no JSON; `out` is then
// null.
[[nodiscard]] bool read_json(std::string_view text, JsonText& json, TextPool& pool, Json& out);

}  // namespace slogate
