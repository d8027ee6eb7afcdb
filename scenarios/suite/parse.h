// From files to a Suite. Everything wrong is told, not only the first thing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/suite/suite.h"

namespace slogate {

// A suite as far as it can be read. Where something is wrong with it, its `unread` members say what
// of it is not known, and compile_reading() tells what else is wrong.
struct SuiteReading {
  Suite suite;
  Diagnostics problems;            // as they were found: in_order() puts them as they are told
  std::vector<std::string> files;  // in the order in which they were read
};

[[nodiscard]] SuiteReading read_suite(const std::filesystem::path& file);

// Reads the suite file and the flow files that it names (`extends`: another suite file, whose
// variables, profiles and objectives this one adds to or replaces by name; its flows and target
// unless this one names its own). Files must lie in or below the suite's folder, be regular and at
// most 16 MiB.
[[nodiscard]] Result<Suite> load_suite(const std::filesystem::path& file);

// The step that a text under "request" names: "POST /x" gives method and URL.
[[nodiscard]] bool split_request(std::string_view text, std::string& method, std::string& url);

}  // namespace slogate
