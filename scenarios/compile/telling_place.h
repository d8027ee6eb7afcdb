// Where in a body the reader of a failure should look. Private to this folder; only failures come
// here, so it may cost.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/compile/matcher.h"

namespace slogate {

// The value that a failure is about: the member of a list with that number, or what was found.
[[nodiscard]] const Value& value_at(const Found& found, std::optional<std::size_t> member);

// Where that value stands, the nearest place there is above a value that is missing, the place
// where a body that cannot be read breaks its form, or npos: the beginning.
[[nodiscard]] std::size_t telling_place(const Matcher& matcher, const BodyView& body,
                                        const Found& found,
                                        std::optional<std::size_t> member = std::nullopt);

// Where a text that is a part of the body stands in it; npos of any other.
[[nodiscard]] std::size_t place_of_view(std::string_view part, std::string_view body);

// Where an XPath finds nothing, 0 or false, and a name of it stands in the document in a namespace:
// `; "entry" stands in the namespace http://www.w3.org/2005/Atom here: write //default:entry`. Else
// empty.
[[nodiscard]] std::string namespace_hint(const Matcher& matcher, const BodyView& body,
                                         const Found& found);

[[nodiscard]] std::size_t place_of_match(const re2::RE2& pattern, std::string_view text);

// Of the value at `pointer` below the one that a failure is about; `otherwise` where there is none.
[[nodiscard]] std::size_t place_below(const Matcher& matcher, const BodyView& body,
                                      const Found& found, std::optional<std::size_t> member,
                                      const std::string& pointer, std::size_t otherwise);

// Puts the parsed document behind an array or object of which only the shape was looked at.
void load_tree(const Matcher& matcher, const BodyView& body, Found& found);

}  // namespace slogate
