// Hashes and one-time codes over bytes, by OpenSSL's libcrypto. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slogate {

// Bytes of a base32 text (RFC 4648 6; case, blanks, hyphens and padding ignored); nothing for other
// characters.
[[nodiscard]] std::optional<std::string> decode_base32(std::string_view text);

// The six-digit time-based code (RFC 6238: SHA-1, 30 s steps, from 1970) of a raw key.
[[nodiscard]] std::string totp_code(std::string_view key, std::int64_t unix_seconds);

// Standard base64 (RFC 4648 4) with padding.
[[nodiscard]] std::string encode_base64(std::string_view bytes);

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace slogate
