// What a value goes through between where it was found and where it is compared, kept or sent.
//
//   "filters": ["trim", {"split": ","}, {"index": 0}]      in checks and captures
//   ${token|base64_encode}                                  in templates: text to text only
#pragma once

#include <string>
#include <string_view>

#include "scenarios/suite/suite.h"

namespace slogate {

// True for a filter that turns any text into a text and takes no argument: what templates may use.
[[nodiscard]] bool is_text_filter(Filter filter);

// Appends the filtered text. False, and why, where the text does not fit (base64 that is none).
[[nodiscard]] bool apply_text_filter(Filter filter, std::string_view text, std::string& out,
                                     std::string& why);

// The text without blanks and line breaks around it.
[[nodiscard]] std::string_view trimmed_text(std::string_view text);

}  // namespace slogate
