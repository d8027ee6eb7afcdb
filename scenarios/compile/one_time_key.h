// The key of one-time codes: base32 text, or the address that a QR code for an authenticator app
// holds (Google Authenticator's key URI format), which also says what the codes look like.
//
//   otpauth://totp/Shop:ann?secret=MZXW6YTB&digits=8&algorithm=SHA256&period=60
//
// Issuer, label and an address's own counter are ignored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/compile/digest.h"

namespace slogate {

struct OneTimeKey {
  std::string bytes;
  OneTimeCode shape;
  std::string secret;  // the base32 text of an address; empty where the whole text is the key
};

// What is wrong with the text, in words that follow "the key in "name" is", or nothing. `counted`:
// for codes by a counter (RFC 4226), else by the time (RFC 6238). Shows nothing of the text.
[[nodiscard]] std::string_view read_one_time_key(std::string_view text, bool counted,
                                                 OneTimeKey& key);

// A whole number from 0 to 2^63-1 in decimal digits; nothing for any other text.
[[nodiscard]] std::optional<std::uint64_t> read_counter(std::string_view text);

}  // namespace slogate
