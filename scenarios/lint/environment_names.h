// The environment names that a suite asks for, wherever it does.
#pragma once

#include <string>
#include <vector>

#include "scenarios/suite/suite.h"

namespace slogate {

// From `${env:…}`, `${secret:…}`, variables, `needs` and `tokens`; sorted, none twice.
[[nodiscard]] std::vector<std::string> environment_names(const Suite& suite);

}  // namespace slogate
