// What the run file's tests share: a folder of their own, a header with every field set, intervals
// with known contents, and SQL against a run file as a person would type it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "runner/record/run_result.h"

namespace slogate {

// An empty folder that goes with the object.
class FreshFolder {
 public:
  FreshFolder();
  ~FreshFolder();
  FreshFolder(const FreshFolder&) = delete;
  FreshFolder& operator=(const FreshFolder&) = delete;

  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Three rows (two steps and their group) of flow "home", and flow "auth" with one row and without
// requests.
[[nodiscard]] RunHeader a_header();

// The n-th second of a run: 5 requests that succeed in row 0, one of each outcome in row 1; every
// kind of record.
[[nodiscard]] Interval an_interval(std::int64_t n);

// Runs SQL on the file; the error's text, or an empty one.
[[nodiscard]] std::string edit(const std::filesystem::path& file, const std::string& sql);

// Whole contents, byte for byte.
[[nodiscard]] std::string contents(const std::filesystem::path& file);

}  // namespace slogate
