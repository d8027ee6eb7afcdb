#include "scenarios/data/row_scan.h"

#include <cstring>

#include "scenarios/message/utf8.h"

namespace slogate {

std::optional<TextFault> find_byte_fault(std::string_view text) {
  static constexpr std::uint64_t kOnes = 0x0101010101010101U;
  static constexpr std::uint64_t kHigh = 0x8080808080808080U;
  for (std::size_t at = 0; at < text.size();) {
    // Eight bytes at a time where all of them are ASCII and none is a NUL: feeds are large.
    std::uint64_t word = 0;
    while (at + sizeof word <= text.size()) {
      std::memcpy(&word, text.data() + at, sizeof word);
      if (((word | (word - kOnes)) & kHigh) != 0) break;
      at += sizeof word;
    }
    if (at == text.size()) break;
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return TextFault{at, "invalid UTF-8, save the file as UTF-8"};
    if (text[at] == '\0') return TextFault{at, "a NUL byte, the file is no text"};
    at += length;
  }
  return std::nullopt;
}

}  // namespace slogate
