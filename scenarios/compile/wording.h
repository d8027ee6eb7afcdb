// Checks, captures and findings in words. Private to this folder.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "scenarios/compile/predicate.h"

namespace slogate {

// How an expected value is written: its template, or what it renders to.
using ValueText = std::function<std::string(const Json&)>;

// "header content-type", "json /ok", "the body after trim".
[[nodiscard]] std::string subject_text(const Matcher& matcher);

// What a source says that finds nothing, made once: "no value at /id".
[[nodiscard]] std::string nothing_text(const Matcher& matcher);

// `status is 200`, `json /ok equals true`.
[[nodiscard]] std::string claim_text(const CheckSpec& spec, const Matcher& matcher,
                                     const ValueText& value);

// `502`, `"text/plain"`, `no such header`, `no HttpOnly`; at most kLongestGot bytes.
[[nodiscard]] std::string got_text(const Matcher& matcher, const CheckSpec& spec,
                                   const Found& found, const Expectation& expectation);

// The word of a value's JSON type: `string`, `array`, …; empty for a missing one.
[[nodiscard]] std::string_view type_word(const Value& value);
[[nodiscard]] bool is_whole(const Value& value);

}  // namespace slogate
