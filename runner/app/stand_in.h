// Values in the place of those that are not set, for a command that sends nothing, and for one that will not get so far:
// what is wrong beside them is then told at the same time.
#pragma once

#include <string>
#include <vector>

#include "scenarios/compile/compiled_flow.h"
#include "scenarios/suite/parse.h"

namespace slogate {

// Puts placeholders in the place of what the suite asks for and the environment does not set; the names.
std::vector<std::string> stand_in(const Suite& suite, Environment& environment);

// A sound target where the suite's comes from a name that is not set; empty where it is.
[[nodiscard]] std::string stand_in_target(const Suite& suite, const Environment& environment);

// add_secrets(), and tells what is wrong. False where a name that is not set afterwards may have been meant to be.
[[nodiscard]] bool take_secrets(const SuiteReading& reading, const std::string& from,
                                Environment& environment, Diagnostics& told);

}  // namespace slogate
