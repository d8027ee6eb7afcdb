// The wrong files of bad/ and what stands beside them: expected.txt has a line for each case,
// `case | message`; beyond_schema.txt one for each case that no JSON Schema can refuse, `case |
// reason`.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "scenarios/suite/parse.h"

namespace slogate::test {

inline std::filesystem::path bad_folder() {
  return std::filesystem::path(SLOGATE_SOURCE_DIR) / "tests/scenarios/suite/bad";
}

// Case to suite file: `bad/<case>.json` or `bad/<case>/suite.json`. good-flows holds what the cases
// name.
inline std::map<std::string, std::filesystem::path> bad_cases() {
  std::map<std::string, std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(bad_folder())) {
    const std::filesystem::path& path = entry.path();
    if (entry.is_directory() && path.filename() != "good-flows")
      out[path.filename().string()] = path / "suite.json";
    if (path.extension() == ".json") out[path.stem().string()] = path;
  }
  return out;
}

// The lines `case | text` of a file in bad/.
inline std::map<std::string, std::string> bad_lines(const std::string& name) {
  std::map<std::string, std::string> out;
  std::ifstream in(bad_folder() / name);
  for (std::string line; std::getline(in, line);) {
    const std::size_t bar = line.find(" | ");
    EXPECT_NE(bar, std::string::npos) << line;
    EXPECT_TRUE(out.emplace(line.substr(0, bar), line.substr(bar + 3)).second) << line;
  }
  EXPECT_FALSE(out.empty()) << name;
  return out;
}

}  // namespace slogate::test
