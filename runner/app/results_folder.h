// Where a run's files go. Each file is written whole or not at all: a temporary file beside it, fsync, rename.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>

#include "scenarios/suite/diagnostic.h"

namespace slogate {

class ResultsFolder {
 public:
  // Creates the folder (mode 0700, with its parents) and takes its lock, so that no two runs share it. Errors: not to be
  // created or written, another run's lock, or what an earlier run or search left in it.
  [[nodiscard]] static Result<ResultsFolder> create(const std::filesystem::path& folder);

  ResultsFolder(ResultsFolder&& other) noexcept;
  ResultsFolder& operator=(ResultsFolder&&) = delete;
  ~ResultsFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit ResultsFolder(std::filesystem::path path, int lock)
      : path_(std::move(path)), lock_(lock) {}
  std::filesystem::path path_;
  int lock_ = -1;
};

// Writes a file whole or not at all, piece by piece as `write` hands it out, so that it may be of any size. A stream
// that `write` leaves failed counts as not written. Error: why not; an older file of that name is then untouched.
[[nodiscard]] Result<void> write_whole(const std::filesystem::path& file,
                                       const std::function<void(std::ostream&)>& write);

}  // namespace slogate
