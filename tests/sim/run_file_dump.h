// A run file as text: every table in the order of its name, every row in the order of its key, every value as SQLite
// writes it (blobs as hex). Two files of the same run have the same dump, whatever their pages look like.
//
//   EXPECT_EQ(canonical_dump(one), canonical_dump(other));
#pragma once

#include <filesystem>
#include <string>

namespace slogate::support {

// Throws where the file cannot be read.
[[nodiscard]] std::string canonical_dump(const std::filesystem::path& run_file);

}  // namespace slogate::support
