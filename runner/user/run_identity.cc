#include "runner/user/run_identity.h"

#include <array>

namespace slogate {
namespace {

// SplitMix64's finaliser: every bit of the input moves every bit of the output.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

void append_hex(std::uint64_t value, std::string& out) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::array<char, 16> text;
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, value >>= 4U)
    *digit = kDigits[value & 15U];
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
