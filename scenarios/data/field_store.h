// Values of rows, one behind the other in one text: a value costs four bytes beside its characters,
// and clear() keeps the memory. Readers of rows write into it, a FeedRow looks at part of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slogate {

class FieldStore {
 public:
  static constexpr std::size_t kMostText = 0x7fffffff;  // bytes, of all values together

  void clear() {
    text_.clear();
    ends_.clear();
  }
  // Drops all but the first `fields` values, and what was written since.
  void cut(std::size_t fields) {
    ends_.resize(fields);
    text_.resize(fields == 0 ? 0 : ends_.back() & ~kUnset);
  }
  // A value is written piece by piece, then ended. `set` false: it has none (JSON null).
  void add(std::string_view piece) { text_ += piece; }
  void add(char c) { text_ += c; }
  void end_field(bool set = true) {
    ends_.push_back(static_cast<std::uint32_t>(text_.size()) | (set ? 0U : kUnset));
  }

  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] std::optional<std::string_view> operator[](std::size_t field) const {
    if ((ends_[field] & kUnset) != 0) return std::nullopt;
    const std::size_t begin = field == 0 ? 0 : ends_[field - 1] & ~kUnset;
    return std::string_view(text_).substr(begin, ends_[field] - begin);
  }

 private:
  static constexpr std::uint32_t kUnset = 0x80000000;

  std::string text_;
  std::vector<std::uint32_t> ends_;
};

// One row: a value for each column, in the columns' order; nothing for JSON null. Valid as long as
// what it looks at.
class FeedRow {
 public:
  FeedRow() = default;
  FeedRow(const FieldStore& store, std::size_t first, std::size_t size)
      : store_(&store), first_(first), size_(size) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::optional<std::string_view> operator[](std::size_t column) const {
    return (*store_)[first_ + column];
  }

 private:
  const FieldStore* store_ = nullptr;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace slogate
