// Checks, captures and findings in words. Private to this folder.
#pragma once

#include <functional>
#include <string>

#include "scenarios/compile/matcher.h"

namespace slogate {

// How an expected value is written: its template, or what it renders to.
using ValueText = std::function<std::string(const Json&)>;

// "header content-type", "json /ok", "the body".
[[nodiscard]] std::string subject_text(Source source, const std::string& selector);

// `status is 200`, `json /ok equals true`.
[[nodiscard]] std::string claim_text(const CheckSpec& spec, const std::string& selector,
                                     const ValueText& value);

// `502`, `"text/plain"`, `no such header`, `no HttpOnly`; at most kLongestGot bytes.
[[nodiscard]] std::string got_text(const Matcher& matcher, const CheckSpec& spec,
                                   const Found& found);

// The word of a finding's JSON type: `string`, `array`, …; empty for a missing one.
[[nodiscard]] std::string_view type_word(const Found& found);

}  // namespace slogate
