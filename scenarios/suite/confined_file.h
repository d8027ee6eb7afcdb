// Reading the files that a suite names, and no others: in or below the suite's folder, regular, at
// most 16 MiB.
//
//   std::string fault = read_confined_file("suites", "flows/auth.json", text);   // "" on success
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace slogate {

inline constexpr std::uint64_t kLargestFile = 16U << 20U;

// What is wrong with the name alone: "must lie in or below the suite's folder, …"; empty where it
// will do.
[[nodiscard]] std::string confinement_fault(const std::string& name);

// Reads `name` below `folder`; symbolic links may not lead out of it. Returns what is wrong, empty
// on success.
[[nodiscard]] std::string read_confined_file(const std::filesystem::path& folder,
                                             const std::string& name, std::string& text);

// The same for a file that the user named: it may lie anywhere.
[[nodiscard]] std::string read_named_file(const std::filesystem::path& file, std::string& text);

}  // namespace slogate
