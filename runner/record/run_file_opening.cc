#include "runner/record/run_file_opening.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <string_view>
#include <system_error>

namespace slogate {

namespace {

bool holds_bytes(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return !error && size > 0;
}

}  // namespace

// Bytes 0 to 15 of an SQLite file are a fixed text; byte 18 is 2 where it is written with a
// write-ahead log (https://www.sqlite.org/fileformat.html, 1.3).
RunFileOpening look_at(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) return {"there is no such file", {}, false};
  if (!std::filesystem::is_regular_file(status)) return {"it is no regular file", {}, false};
  std::ifstream in(file, std::ios::binary);
  std::array<char, 100> head{};
  if (!in) return {"it cannot be opened for reading", {}, false};
  in.read(head.data(), head.size());
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  if (in.gcount() == 0) return {"it is empty", {}, false};
  if (in.gcount() < 100 || std::string_view(head.data(), kMagic.size()) != kMagic) {
    return {"it is no run file: it does not begin like one", {}, false};
  }
  const std::string log = file.string() + "-wal";
  // What a killed writer left must be recovered first; reading past it would lose intervals in
  // silence.
  const bool has_rest = holds_bytes(log) || holds_bytes(file.string() + "-journal");
  if (has_rest) return {"", SqliteFile::Access::read_write, true};
  if (head[18] != 2) return {"", SqliteFile::Access::read_only, false};
  // An empty log stands beside a run that goes on, or that was killed just then. SQLite writes
  // beside the file to read either kind; where the folder does not allow that, nobody else writes
  // there and there is nothing to recover.
  const std::filesystem::path folder =
      file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const bool may_go_on = std::filesystem::exists(log, error) && ::access(folder.c_str(), W_OK) == 0;
  return {"", may_go_on ? SqliteFile::Access::read_write : SqliteFile::Access::immutable, false};
}

}  // namespace slogate
