// Which names the texts of a suite use: what stands in `${…}`, what conditions look at, what is gone over. Private to
// this folder.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "scenarios/suite/suite.h"

namespace slogate {

// The names used in one part of a suite, as they are written: `token`, `customer.name`, `env:NAME`.
using Names = std::set<std::string, std::less<>>;

// Adds the names in `${…}`, without their filters; `totp:` and `hotp:` count as uses of the names behind
// them, `secret:` and `env:` keep their prefix. A `totp:` is there with its prefix as well.
void add_names(std::string_view text, Names& out);

// Adds what each of the steps and blocks uses.
void add_uses(const StepList& steps, Names& out);
void add_uses(const StepSpec& step, Names& out);

// All that one flow uses, and what the suite uses outside of its flows (target, variables, default headers, ready).
[[nodiscard]] Names uses_of(const Flow& flow);
[[nodiscard]] Names uses_of_frame(const Suite& suite);

}  // namespace slogate
