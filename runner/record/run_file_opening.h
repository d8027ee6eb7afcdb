// How a run file must be opened so that nothing in it is passed over, decided from what lies on
// disk before SQLite sees it: a finished run read-only, a killed one with its write-ahead log
// recovered, one that lost its log as it is.
#pragma once

#include <filesystem>
#include <string>

#include "runner/record/sqlite.h"

namespace slogate {

struct RunFileOpening {
  std::string
      problem;  // what is wrong with the file as a whole; empty where it looks like a run file
  SqliteFile::Access access = SqliteFile::Access::read_only;
  bool has_rest = false;  // a log or journal beside it holds a part of the run
};

// Reads the file's first bytes and looks for what lies beside it; changes nothing.
[[nodiscard]] RunFileOpening look_at(const std::filesystem::path& file);

}  // namespace slogate
