// The regular expressions of JSONPath's match() and search(): I-Regexp (RFC 9485), checked against
// its grammar and run by RE2. Private to this folder.
//
// Unescaped ^ and $ are letters of their own in that grammar; as in its mappings to other engines
// (RFC 9485 5) and in the compliance cases of RFC 9535, they are anchors here.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <re2/re2.h>

namespace slogate::jsonpath {

// nullptr where the text is no I-Regexp; `why` then says so in a clause ("\d is not a part of
// I-Regexp"). Memory of the compiled form is bounded.
[[nodiscard]] std::unique_ptr<const re2::RE2> compile_pattern(std::string_view text,
                                                              std::string& why);

}  // namespace slogate::jsonpath
