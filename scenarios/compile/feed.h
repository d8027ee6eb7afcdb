// Rows of test data from a CSV file (RFC 4180, first line the column names, UTF-8, at most 64 MiB).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/suite/diagnostic.h"

namespace slogate {

class Feed {
 public:
  Feed(std::vector<std::string> columns, std::vector<std::vector<std::string>> rows)
      : columns_(std::move(columns)), rows_(std::move(rows)) {}

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  // The row of an iteration: its number modulo the count, so any number of workers deals the same
  // rows.
  [[nodiscard]] const std::vector<std::string>& row(std::uint64_t iteration) const {
    return rows_[iteration % rows_.size()];
  }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;  // never empty
};

// A row with another number of fields, a repeated column, an empty file or an unclosed quote is an
// error with its line.
[[nodiscard]] Result<Feed> read_csv(const std::string& name, std::string_view text);

// Reads a file that lies in or below `folder` (no `..`, no symbolic link out of it, a regular
// file).
[[nodiscard]] Result<std::string> read_confined(const std::filesystem::path& folder,
                                                const std::string& file, std::uint64_t limit,
                                                const Position& from);

}  // namespace slogate
