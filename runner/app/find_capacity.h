// `slogate load --find-capacity`: runs step after step, each a complete run with a run file of its own, until the search
// has its answer.
#pragma once

#include <filesystem>

#include "runner/app/arguments.h"
#include "runner/app/run_setup.h"

namespace slogate {

// `setup` has the first step's plan. Gives the exit code.
[[nodiscard]] int find_capacity(const RunArguments& arguments, RunSetup& setup,
                                const std::filesystem::path& folder);

}  // namespace slogate
