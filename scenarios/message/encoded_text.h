// Finds a text in another one however it was encoded there: percent-encoded, in part or in full, once or twice (RFC 3986
// 2.1, and `+` for a space), JSON-escaped, also JSON within JSON (RFC 8259 7), or as HTML. Servers differ in which characters they encode,
// so each character is compared by itself.
//
//   match_encoded("q=a%2Bb%20c", 2, "a+b c")   // 9
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slogate {

// Whether a character may begin an encoded one: all others stand for themselves.
[[nodiscard]] bool may_be_encoded(char first);
// What the text at `at`, where an encoded character may begin, may stand for: the first byte of each.
[[nodiscard]] std::string first_characters(std::string_view text, std::size_t at);

// How many bytes of `text` from `at` stand for the whole of `wanted`; 0 where they do not, or `wanted` is empty.
[[nodiscard]] std::size_t match_encoded(std::string_view text, std::size_t at,
                                        std::string_view wanted);

}  // namespace slogate
