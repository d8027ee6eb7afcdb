// How many cells of a terminal a character takes: two of East Asian wide ones and of most emoji, none
// of marks that are drawn over the character before them, else one. A table of ours, since a C
// library's answer depends on the locale.
#pragma once

#include <cstddef>
#include <string_view>

namespace slogate {

// Of the character that begins at `at` of a text that is valid UTF-8.
[[nodiscard]] std::size_t cell_width(std::string_view text, std::size_t at);

}  // namespace slogate
