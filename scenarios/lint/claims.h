// What checks and conditions claim: in words, and which of them can never hold together. Private to this folder.
//
//   contradict({"status": 200}, {"status": "4xx"})   // true
//
// Pure. Only what is certain counts: a template, a pattern or another filter may mean anything.
#pragma once

#include <string>

#include "scenarios/suite/suite.h"

namespace slogate {

// `status is 404`, `variable token is absent`.
[[nodiscard]] std::string words_of(const CheckSpec& claim);

// True where nothing meets both: they look at the same thing and no value of it fits.
[[nodiscard]] bool contradict(const CheckSpec& a, const CheckSpec& b);

// True where nothing at all meets the claim: a status of over 599.
[[nodiscard]] bool never_holds(const CheckSpec& claim);

// True for `"exists": false`, and for what holds only where there is a value.
[[nodiscard]] bool demands_nothing(const CheckSpec& claim);
[[nodiscard]] bool demands_value(const CheckSpec& claim);

// The claim that a capture makes which must find something.
[[nodiscard]] CheckSpec claim_of(const CaptureSpec& capture);

}  // namespace slogate
