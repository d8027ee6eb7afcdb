#include "runner/user/run_identity.h"

#include <array>
#include <bit>
#include <cstring>

namespace slogate {
namespace {

// SplitMix64's finaliser: every bit of the input moves every bit of the output.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

// The eight lower-case hex digits of a number, all at once: the first digit in the lowest byte.
std::uint64_t hex_digits(std::uint32_t value) {
  std::uint64_t digits = __builtin_bswap32(value);
  digits = (digits | (digits << 16U)) & 0x0000ffff0000ffffU;
  digits = (digits | (digits << 8U)) & 0x00ff00ff00ff00ffU;
  digits = ((digits >> 4U) | (digits << 8U)) & 0x0f0f0f0f0f0f0f0fU;
  // Above 9 the letters begin: 39 characters behind ':'.
  const std::uint64_t letters = ((digits + 0x0606060606060606U) >> 4U) & 0x0101010101010101U;
  return digits + 0x3030303030303030U + letters * ('a' - '0' - 10);
}

void append_hex(std::uint64_t value, std::string& out) {
  static_assert(std::endian::native == std::endian::little);
  const std::array<std::uint64_t, 2> digits = {hex_digits(static_cast<std::uint32_t>(value >> 32U)),
                                               hex_digits(static_cast<std::uint32_t>(value))};
  std::array<char, sizeof digits> text;
  std::memcpy(text.data(), digits.data(), sizeof digits);
  out.append(text.data(), text.size());
}

}  // namespace

std::uint64_t id_stem(const RunIdentity& identity) {
  std::uint64_t stem = identity.seed;
  for (const char c : identity.run_id) stem = mix(stem ^ static_cast<unsigned char>(c));
  return mix(stem);
}

void append_request_id(std::uint64_t stem, std::uint64_t iteration, std::uint64_t request,
                       std::string& out) {
  const std::uint64_t high = mix((stem ^ mix(iteration)) + request);
  append_hex(high | 1U, out);
  append_hex(mix(high), out);
}

void append_traceparent(std::uint64_t stem, std::uint64_t iteration, std::uint64_t request,
                        std::string& out) {
  out += "00-";
  append_request_id(stem, iteration, 0, out);
  out += '-';
  append_hex(mix(stem ^ mix(iteration) ^ mix(request + 1)) | 1U, out);
  out += "-01";
}

}  // namespace slogate
