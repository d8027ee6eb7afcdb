// Hashes, message authentication, one-time codes and the text forms of bytes, by OpenSSL's
// libcrypto. Pure functions over bytes.
//
//   sha256_hex("abc");                                     // "ba7816bf..."
//   encode_base64url(hmac(Hash::sha256, key, payload));    // the signature of a webhook
//   totp_code(*decode_base32("MZXW6YTB"), unix_seconds);   // six digits
//
// A machine whose OpenSSL offers no MD5 or SHA-1 (FIPS mode) gets empty texts for them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace slogate {

enum class Hash { md5, sha1, sha256, sha512, sha512_256 };

// The raw hash, 16 to 64 bytes.
[[nodiscard]] std::string hash_bytes(Hash hash, std::string_view bytes);

// Appends the hash of the parts, as if they stood in a row, in lower-case hex. False, and nothing
// appended, where OpenSSL does not offer the hash.
bool append_hash_hex(Hash hash, std::initializer_list<std::string_view> parts, std::string& out);

[[nodiscard]] std::string md5_hex(std::string_view bytes);
[[nodiscard]] std::string sha1_hex(std::string_view bytes);
[[nodiscard]] std::string sha256_hex(std::string_view bytes);
[[nodiscard]] std::string sha512_hex(std::string_view bytes);

// The raw HMAC (RFC 2104) of the bytes.
[[nodiscard]] std::string hmac(Hash hash, std::string_view key, std::string_view bytes);
[[nodiscard]] inline std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  return hmac(Hash::sha256, key, bytes);
}

// Appends the HMAC-SHA256 as base64 or as lower-case hex, without a text of its own.
void append_hmac_sha256(std::string_view key, std::string_view bytes, bool base64,
                        std::string& out);

// Lower-case hex; decoding takes both cases and an even number of digits only.
[[nodiscard]] std::string encode_hex(std::string_view bytes);
[[nodiscard]] std::optional<std::string> decode_hex(std::string_view text);

// Standard base64 (RFC 4648 4) with padding.
[[nodiscard]] std::string encode_base64(std::string_view bytes);

// Appends the base64 of the parts, as if they stood in a row.
void append_base64(std::initializer_list<std::string_view> parts, std::string& out);

// The URL-safe alphabet (RFC 4648 5) without padding, as in JWTs.
[[nodiscard]] std::string encode_base64url(std::string_view bytes);

// Strict: the padding is whole or left out, bits that carry nothing are zero, and nothing else
// stands in the text, blanks and line ends included.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);
[[nodiscard]] std::optional<std::string> decode_base64url(std::string_view text);

// Bytes of a base32 text (RFC 4648 6; case, blanks, hyphens and padding ignored); nothing for other
// characters.
[[nodiscard]] std::optional<std::string> decode_base32(std::string_view text);

// What one-time codes look like; the default is what authenticator apps do.
struct OneTimeCode {
  unsigned digits = 6;  // 6 to 8; others count as the nearest
  Hash hash = Hash::sha1;
  std::int64_t period = 30;  // seconds, for time-based ones; at least 1
};

// The counter-based code (RFC 4226) of a raw key.
[[nodiscard]] std::string hotp_code(std::string_view key, std::uint64_t counter,
                                    const OneTimeCode& shape = {});

// The time-based code (RFC 6238, from 1970) of a raw key.
[[nodiscard]] std::string totp_code(std::string_view key, std::int64_t unix_seconds,
                                    const OneTimeCode& shape = {});

// The Authorization value of basic authentication (RFC 7617, UTF-8): "Basic dTpw". Nothing where
// the user holds a colon, or either is no UTF-8 or holds a control character.
[[nodiscard]] std::optional<std::string> basic_credentials(std::string_view user,
                                                           std::string_view password);

// Appends the same. False, and nothing appended, where there is nothing to append.
[[nodiscard]] bool append_basic_credentials(std::string_view user, std::string_view password,
                                            std::string& out);

}  // namespace slogate
