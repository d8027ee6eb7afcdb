#include "scenarios/compile/digest.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>

#include <fmt/format.h>

#include "scenarios/message/utf8.h"

namespace slogate {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kUrlAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// A hash or HMAC as OpenSSL hands it out.
struct Bytes {
  std::array<unsigned char, EVP_MAX_MD_SIZE> data{};
  unsigned int size = 0;

  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(data.data()), size};
  }
};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

const EVP_MD* method_of(Hash hash) {
  switch (hash) {
    case Hash::md5:
      return EVP_md5();
    case Hash::sha1:
      return EVP_sha1();
    case Hash::sha256:
      return EVP_sha256();
    case Hash::sha512:
      return EVP_sha512();
    case Hash::sha512_256:
      return EVP_sha512_256();
  }
  return EVP_sha256();
}

// Leaves no error in the thread's queue, which TLS reads look at too.
Bytes nothing() {
  ERR_clear_error();
  return {};
}

// Size 0 where OpenSSL does not offer the hash.
Bytes hash_of(Hash hash, std::initializer_list<std::string_view> parts) {
  Bytes out;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  bool good = context && EVP_DigestInit_ex(context.get(), method_of(hash), nullptr) == 1;
  for (const std::string_view part : parts)
    good = good && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  good = good && EVP_DigestFinal_ex(context.get(), out.data.data(), &out.size) == 1;
  return good ? out : nothing();
}

Bytes hmac_of(Hash hash, std::string_view key, std::string_view bytes) {
  Bytes out;
  // A null pointer would mean "the key of last time" to OpenSSL.
  if (key.empty()) key = "";
  if (bytes.empty()) bytes = "";
  const auto* mac = HMAC(method_of(hash), key.data(), static_cast<int>(key.size()), bytes_of(bytes),
                         bytes.size(), out.data.data(), &out.size);
  return mac != nullptr ? out : nothing();
}

void append_hex(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHexDigits[byte >> 4U];
    out += kHexDigits[byte & 0xFU];
  }
}

std::string hash_hex(Hash hash, std::string_view bytes) {
  std::string text;
  append_hash_hex(hash, {bytes}, text);
  return text;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The five bits of a base32 character (RFC 4648 table 3), or -1.
int base32_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a';
  if (c >= '2' && c <= '7') return c - '2' + 26;
  return -1;
}

// The six bits of a base64 character (RFC 4648 tables 1 and 2), or -1.
int base64_value(char c, bool url) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == (url ? '-' : '+')) return 62;
  if (c == (url ? '_' : '/')) return 63;
  return -1;
}

std::optional<std::string> decode(std::string_view text, bool url) {
  if (text.size() % 4 == 0 && text.ends_with('=')) {
    text.remove_suffix(text.ends_with("==") ? 2 : 1);
    if (text.size() % 4 < 2) return std::nullopt;
  }
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const int value = base64_value(c, url);
    if (value < 0) return std::nullopt;
    bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0x3FFFU;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> held & 0xFFU);
    }
  }
  if ((bits & ((1U << held) - 1U)) != 0) return std::nullopt;
  return bytes;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

}  // namespace

std::string hash_bytes(Hash hash, std::string_view bytes) {
  return std::string(hash_of(hash, {bytes}).text());
}

bool append_hash_hex(Hash hash, std::initializer_list<std::string_view> parts, std::string& out) {
  const Bytes bytes = hash_of(hash, parts);
  append_hex(bytes.text(), out);
  return bytes.size > 0;
}

std::string md5_hex(std::string_view bytes) {
  return hash_hex(Hash::md5, bytes);
}

std::string sha1_hex(std::string_view bytes) {
  return hash_hex(Hash::sha1, bytes);
}

std::string sha256_hex(std::string_view bytes) {
  return hash_hex(Hash::sha256, bytes);
}

std::string sha512_hex(std::string_view bytes) {
  return hash_hex(Hash::sha512, bytes);
}

std::string hmac(Hash hash, std::string_view key, std::string_view bytes) {
  return std::string(hmac_of(hash, key, bytes).text());
}

void append_hmac_sha256(std::string_view key, std::string_view bytes, bool base64,
                        std::string& out) {
  const Bytes mac = hmac_of(Hash::sha256, key, bytes);
  if (base64) {
    append_base64({mac.text()}, out);
  } else {
    append_hex(mac.text(), out);
  }
}

std::string encode_hex(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  append_hex(bytes, text);
  return text;
}

std::optional<std::string> decode_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]), low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::string encode_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL writes a NUL behind the text
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

void append_base64(std::initializer_list<std::string_view> parts, std::string& out) {
  std::uint32_t bits = 0;
  unsigned held = 0;
  std::size_t digits = 0;
  const auto add = [&](std::uint32_t value) {
    // The two alphabets differ in their last two characters (RFC 4648 table 1 and 2).
    out += value == 62 ? '+' : value == 63 ? '/' : kUrlAlphabet[value];
    ++digits;
  };
  for (const std::string_view part : parts) {
    for (const char c : part) {
      bits = (bits << 8U | static_cast<unsigned char>(c)) & 0xFFFFU;
      held += 8;
      for (; held >= 6; held -= 6) add(bits >> (held - 6) & 0x3FU);
    }
  }
  if (held > 0) add(bits << (6 - held) & 0x3FU);
  out.append((4 - digits % 4) % 4, '=');
}

std::string encode_base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : bytes) {
    bits = (bits << 8U | static_cast<unsigned char>(c)) & 0xFFFFU;
    held += 8;
    for (; held >= 6; held -= 6) text += kUrlAlphabet[bits >> (held - 6) & 0x3FU];
  }
  if (held > 0) text += kUrlAlphabet[bits << (6 - held) & 0x3FU];
  return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
  return decode(text, false);
}

std::optional<std::string> decode_base64url(std::string_view text) {
  return decode(text, true);
}

std::optional<std::string> decode_base32(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '-' || c == '=') continue;
    const int value = base32_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 5U | static_cast<std::uint32_t>(value)) & 0xFFFU;
    held += 5;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> held & 0xFFU);
    }
  }
  return bytes;
}

std::string hotp_code(std::string_view key, std::uint64_t counter, const OneTimeCode& shape) {
  std::array<char, 8> moving{};
  for (std::size_t i = 0; i < moving.size(); ++i) {
    moving[i] = static_cast<char>(counter >> (56 - 8 * i) & 0xFFU);
  }
  const Bytes mac = hmac_of(shape.hash, key, {moving.data(), moving.size()});
  if (mac.size == 0) return {};
  // RFC 4226 5.3: dynamic truncation. No hash here is so short that the offset could leave it, but
  // MD5: its last four bytes begin at 12.
  const std::size_t offset = std::min<std::size_t>(mac.data[mac.size - 1] & 0xFU, mac.size - 4);
  const std::uint32_t number =
      (mac.data[offset] & 0x7FU) << 24U | static_cast<std::uint32_t>(mac.data[offset + 1]) << 16U |
      static_cast<std::uint32_t>(mac.data[offset + 2]) << 8U | mac.data[offset + 3];
  const unsigned digits = std::clamp(shape.digits, 6U, 8U);
  std::uint32_t modulus = 1;
  for (unsigned i = 0; i < digits; ++i) modulus *= 10;
  return fmt::format("{:0{}}", number % modulus, digits);
}

std::string totp_code(std::string_view key, std::int64_t unix_seconds, const OneTimeCode& shape) {
  const std::int64_t period = std::max<std::int64_t>(shape.period, 1);
  return hotp_code(key, static_cast<std::uint64_t>(unix_seconds / period), shape);
}

bool append_basic_credentials(std::string_view user, std::string_view password, std::string& out) {
  const auto unfit = [](std::string_view text) {
    return has_control(text) || find_invalid_utf8(text) != std::string_view::npos;
  };
  if (user.find(':') != std::string_view::npos || unfit(user) || unfit(password)) return false;
  out += "Basic ";
  append_base64({user, ":", password}, out);
  return true;
}

std::optional<std::string> basic_credentials(std::string_view user, std::string_view password) {
  std::string text;
  if (!append_basic_credentials(user, password, text)) return std::nullopt;
  return text;
}

}  // namespace slogate
