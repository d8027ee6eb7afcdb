// Text from a file as it is shown in a message and as it is written in JSON.
//
//   in_quotes("a\nb")   // "a\nb" in double quotes, with the escape; at most 60 bytes and then …
#pragma once

#include <string>
#include <string_view>

namespace slogate {

// As a JSON string, whole. Bytes outside ASCII stay as they are.
[[nodiscard]] std::string json_string(std::string_view text);

// As a JSON string, cut between characters with … where it is longer than a message should be.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace slogate
