// Where secrets come from besides the environment: files, as systemd and Docker hand them over, and standard input.
// Never the command line, which every user of the machine can read.
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "scenarios/suite/diagnostic.h"

namespace slogate {

inline constexpr std::size_t kLargestSecret = 65536;  // bytes of a file, of a line

// The values of those `names` that the environment does not set itself, each from the first of: the file that NAME_FILE
// names; $CREDENTIALS_DIRECTORY/NAME; `from`, a folder with one file for each name, or "-" for lines NAME=VALUE on `in`.
// One line break at the end of a file is no part of its value. An error never holds a value.
[[nodiscard]] Result<std::map<std::string, std::string>> read_secrets(
    const std::map<std::string, std::string>& environment, const std::vector<std::string>& names,
    const std::string& from, std::istream& in);

}  // namespace slogate
