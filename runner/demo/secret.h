// Random texts from the system's generator: tokens, codes, keys. Never from a seed, so that no
// secret of a demo can be known beforehand.
#pragma once

#include <cstddef>
#include <string>

namespace slogate {

[[nodiscard]] std::string random_token();  // 43 letters and digits, over 250 bits
[[nodiscard]] std::string random_digits(std::size_t length);  // one-time codes
[[nodiscard]] std::string random_base32_key();                // 160 bits (RFC 4226 4, R6)

}  // namespace slogate
