// Pieces of answers for people: short enough to read, cut between characters. Half a secret is a
// secret that no redaction finds: where a redactor is given, it takes the secrets out of the whole
// text before anything is cut, and what is left may be cut anywhere; where none is, nothing is cut
// inside of a word. Private to this folder.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "scenarios/message/redactor.h"

namespace slogate {

inline constexpr std::size_t kLongestGot = 200;
inline constexpr std::size_t kLongestExcerpt = 400;

// The text, or its beginning with `…`, in at most `limit` bytes: up to the end of a word, where one
// ends in its second half. Without a redactor, a longer single word is told by its length.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t limit,
                                    const Redactor* redactor = nullptr);

// At most `limit` bytes of a body around `at`, which may be its end; its beginning where `at` is
// npos or near it. `…` where it was cut.
[[nodiscard]] std::string excerpt(std::string_view body, std::size_t at, std::size_t limit,
                                  const Redactor* redactor = nullptr);

// "line 3, column 17": of a byte of a text, in characters as editors count them.
[[nodiscard]] std::string line_and_column(std::string_view text, std::size_t at);

}  // namespace slogate
