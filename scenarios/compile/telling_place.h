// Where in a body the reader of a failure should look. Private to this folder; only failures come
// here, so it may cost.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "scenarios/compile/matcher.h"

namespace slogate {

// At the match or the value that was found, at the nearest there is above a value that is missing,
// or npos: the beginning.
[[nodiscard]] std::size_t telling_place(const Matcher& matcher, const BodyView& body,
                                        const Found& found);

[[nodiscard]] std::size_t place_of_match(const re2::RE2& pattern, std::string_view text);

// Of the value at `pointer` below the one that the matcher looks at; `otherwise` where there is
// none.
[[nodiscard]] std::size_t place_below(const Matcher& matcher, const BodyView& body,
                                      const std::string& pointer, std::size_t otherwise);

// Puts the parsed document behind an array or object of which only the shape was looked at.
void load_tree(const Matcher& matcher, const BodyView& body, Found& found);

}  // namespace slogate
