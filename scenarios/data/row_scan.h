// What came of looking for a row at the beginning of a piece of a file, and what is looked for in
// rows of both formats. Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace slogate {

inline constexpr std::size_t kLongestRow = 1U << 20U;  // bytes: a longer one is a forgotten quote
inline constexpr std::size_t kMostColumns = 1000;

struct RowScan {
  enum class End : std::uint8_t {
    row,    // `length` bytes, its line break included
    more,   // the piece ends before the row does; `at` is where a quote is open, or npos
    fault,  // at `at`; `length` is 0 where the end of the row cannot be known
  };
  static constexpr std::size_t npos = std::string::npos;

  End end = End::row;
  std::size_t length = 0;
  std::size_t at = npos;
  std::string fault;

  [[nodiscard]] static RowScan row(std::size_t length) {
    return {End::row, length, npos, std::string()};
  }
  [[nodiscard]] static RowScan more(std::size_t quote = npos) {
    return {End::more, 0, quote, std::string()};
  }
  [[nodiscard]] static RowScan wrong(std::size_t at, std::string why, std::size_t length = 0) {
    return {End::fault, length, at, std::move(why)};
  }
};

struct TextFault {
  std::size_t at = 0;
  std::string message;
};

// The first byte that makes this no text: invalid UTF-8, or a NUL.
[[nodiscard]] std::optional<TextFault> find_byte_fault(std::string_view text);

}  // namespace slogate
