// Whether bytes are UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing over U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace slogate {

// Bytes of the sequence at `at`, 1 to 4; 0 where it is malformed or cut off.
[[nodiscard]] std::size_t utf8_length(std::string_view text, std::size_t at);

// The offset of the first malformed sequence, or npos.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text);

}  // namespace slogate
