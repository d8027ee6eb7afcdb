// Whether a text is of nothing but printable ASCII, looked at eight bytes at a time: of every line that goes out or comes in.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace slogate {

// Space to tilde.
[[nodiscard]] inline bool is_printable(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHigh = 0x8080808080808080U;
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    const std::uint64_t below = (word - kOnes * 0x20U) & ~word;
    if (((below | word | (word + kOnes)) & kHigh) != 0) return false;
    text.remove_prefix(sizeof word);
  }
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

}  // namespace slogate
