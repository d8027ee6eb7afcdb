// The environment that a run reads: the process's own, and the secrets that files and standard input add.
#pragma once

#include <string>

#include "scenarios/compile/compiled_flow.h"

namespace slogate {

// The process's environment.
[[nodiscard]] Environment process_environment();

// Adds what the suite asks for and the environment does not set: see secret_sources.h. `from`: --secrets.
[[nodiscard]] Result<void> add_secrets(const Suite& suite, const std::string& from,
                                       Environment& environment);

}  // namespace slogate
