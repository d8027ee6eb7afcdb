// The commands: each takes its words and returns its exit code. They are the only ones that print.
#pragma once

#include <string>
#include <vector>

#include "runner/app/arguments.h"

namespace slogate {

using Words = std::vector<std::string>;

[[nodiscard]] int smoke_command(const Words& words);
[[nodiscard]] int load_command(const Words& words);
// What both do once their words are understood.
[[nodiscard]] int run_command(const RunArguments& arguments);
[[nodiscard]] int report_command(const Words& words);
[[nodiscard]] int check_command(const Words& words);
[[nodiscard]] int demo_command(const Words& words);

}  // namespace slogate
