// Where rows begin in a file, for some of them: every stride-th. When the index is full every other
// entry is dropped and the stride doubles, so its size is bounded whatever the file's. Private to
// this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace slogate {

class RowIndex {
 public:
  explicit RowIndex(std::size_t most) : most_(most) {}  // at least 2

  // The next row begins at `offset`.
  void add(std::uint64_t offset) {
    if (rows_++ % stride_ != 0) return;
    if (offsets_.size() == most_) {
      halve();
      if ((rows_ - 1) % stride_ != 0) return;
    }
    offsets_.push_back(offset);
  }

  struct Entry {
    std::uint64_t row = 0;
    std::uint64_t offset = 0;
  };
  // The last entry at or before a row.
  [[nodiscard]] Entry before(std::uint64_t row) const {
    const std::uint64_t entry = row / stride_;
    return {entry * stride_, offsets_[static_cast<std::size_t>(entry)]};
  }

  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  [[nodiscard]] std::uint64_t stride() const { return stride_; }
  [[nodiscard]] std::size_t entries() const { return offsets_.size(); }

 private:
  void halve() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < offsets_.size(); i += 2) offsets_[kept++] = offsets_[i];
    offsets_.resize(kept);
    stride_ *= 2;
  }

  std::size_t most_;
  std::uint64_t rows_ = 0;
  std::uint64_t stride_ = 1;
  std::vector<std::uint64_t> offsets_;
};

}  // namespace slogate
