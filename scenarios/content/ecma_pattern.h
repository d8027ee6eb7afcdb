// Patterns as JSON Schema writes them (ECMA-262), evaluated by RE2. Private to this folder.
//
//   auto pattern = compile_ecma_pattern("^\\d{4}$", why);   // nullptr and why where RE2 cannot
//
// The two languages differ in the small: what `.`, `\s` and `$` mean, how characters are escaped,
// what may stand in brackets. So a pattern is translated, character by character. Compiled patterns
// are shared by threads.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace slogate {

// nullptr where it is malformed, or has a lookahead, a lookbehind or a backreference.
[[nodiscard]] std::unique_ptr<const re2::RE2> compile_ecma_pattern(std::string_view pattern,
                                                                   std::string& why);

// True where the pattern is found anywhere in the text.
[[nodiscard]] bool found_in(const re2::RE2& pattern, std::string_view text);

}  // namespace slogate
