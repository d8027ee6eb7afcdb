// Why a text is not JSON, in words for its author: "a comma before ] has nothing after it".
// nlohmann only says that a token was unexpected, so the text is looked at again from the last good
// token.
//
//   auto fault = find_fault(text, {cursor, inside, Expect::next_item});
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slogate {

struct JsonFault {
  std::size_t offset = 0;
  std::string message;
};

// What the parser was about to see when it gave up.
enum class Expect : std::uint8_t {
  value,       // the one value of the text, or after a colon
  first_key,   // after {
  next_key,    // after a member: a comma or }
  colon,       // after a key
  first_item,  // after [
  next_item,   // after an item: a comma or ]
  nothing,     // after the whole value
};

struct JsonState {
  std::size_t cursor = 0;  // behind the last good token
  Expect expect = Expect::value;
  std::size_t opened_at = 0;  // the innermost open bracket, where there is one
  bool open = false;
};

// What makes the text unfit before any parsing: empty, a byte-order mark, a NUL, invalid UTF-8.
[[nodiscard]] std::optional<JsonFault> find_text_fault(std::string_view text);

// The fault behind the cursor. Always gives one: it is asked only after the parser has refused the
// text.
[[nodiscard]] JsonFault find_fault(std::string_view text, const JsonState& state);

// The offset of the first byte at or behind `at` that is no blank.
[[nodiscard]] std::size_t skip_blanks(std::string_view text, std::size_t at);

// Line and column, both from 1, of an offset.
struct LineColumn {
  int line = 1;
  int column = 1;
};
[[nodiscard]] LineColumn line_column(std::string_view text, std::size_t offset);

}  // namespace slogate
