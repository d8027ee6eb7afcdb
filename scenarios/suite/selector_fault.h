// What is wrong with the text of a selector or a pattern, found as soon as its file is read: where
// the text holds no `${…}`. The sentences are also those of scenarios/compile, which looks at the
// texts that hold one.
//
//   selector_fault(Source::json, "ok")   // bad JSON pointer "ok": it is empty or begins …
//   pattern_fault("(")                   // bad pattern "(": missing ): (
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "scenarios/suite/json.h"
#include "scenarios/suite/suite.h"

namespace slogate {

[[nodiscard]] std::string bad_pointer(std::string_view text);
// `at`: the byte at which it shows.
[[nodiscard]] std::string bad_jsonpath(std::string_view text, std::string_view why, std::size_t at);
[[nodiscard]] std::string bad_xpath(std::string_view text, std::string_view why);
[[nodiscard]] std::string bad_pattern(std::string_view text, std::string_view why);

// Empty where nothing is wrong, and where a template leaves that to be seen later.
[[nodiscard]] std::string selector_fault(Source source, const std::string& text);
[[nodiscard]] std::string pattern_fault(const std::string& text);

// Tells what is wrong with a pattern where it stands.
void check_pattern(const Json& value, Diagnostics& problems);

// Whether the text says that a user or a password stands before the host of its address.
[[nodiscard]] bool has_user_information(std::string_view url);
// What is told of that, without the address.
inline constexpr std::string_view kUserInformation =
    "a user and a password do not belong in an address, say them with \"auth\"";

}  // namespace slogate
