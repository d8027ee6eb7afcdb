// Where the suites that come with slogate lie: beside the installed program or in the source tree above the build.
#pragma once

#include <filesystem>
#include <string>

#include "scenarios/suite/diagnostic.h"

namespace slogate {

// `given` as it is, or the shipped go-live suite where it is empty. Error: there is none to be found.
[[nodiscard]] Result<std::filesystem::path> suite_path(const std::string& given);

}  // namespace slogate
