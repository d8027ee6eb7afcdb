// The stretch of a file that is in memory: moves forward over it, or anywhere, and is as large as a
// block or as one row needs. One thread each; the file may be shared by many. Private to this
// folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scenarios/suite/confined_file.h"

namespace slogate {

class FileWindow {
 public:
  // Reads at least `block` bytes at a time, up to the end of the file.
  explicit FileWindow(std::size_t block) : block_(block) {}

  // All that the window holds from `offset` (below the file's size) on: at least `wanted` bytes, or
  // up to the end of the file. False where the file is not the one any more that was opened.
  [[nodiscard]] bool view(const OpenFile& file, std::uint64_t offset, std::size_t wanted,
                          std::string_view& text);

 private:
  std::size_t block_;
  std::uint64_t begin_ = 0;
  std::string bytes_;
};

}  // namespace slogate
