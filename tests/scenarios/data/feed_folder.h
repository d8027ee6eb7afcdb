// A folder with feed files that lives as long as the test, and what is read from them.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/data/feed.h"

namespace slogate::test {

using Rows = std::vector<std::vector<std::string>>;

class FeedFolder {
 public:
  FeedFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "slogate-data-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~FeedFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  FeedFolder(const FeedFolder&) = delete;
  FeedFolder& operator=(const FeedFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  [[nodiscard]] Result<Feed> open(const std::string& name, FeedOptions options = {}) const {
    return open_feed(folder_, name, {"flow.json", 3, 9}, std::move(options));
  }

  // A file of that text. Its faults, one a line, with the file's name alone; empty where it is sound.
  [[nodiscard]] std::string problems(const std::string& name, std::string_view text,
                                     FeedOptions options = {}) const {
    write(name, text);
    const Result<Feed> feed = open(name, std::move(options));
    if (feed) return "";
    std::string told = feed.error().text();
    const std::string prefix = folder_.string() + "/";
    for (std::size_t at = told.find(prefix); at != std::string::npos; at = told.find(prefix)) {
      told.erase(at, prefix.size());
    }
    return told;
  }

 private:
  std::filesystem::path folder_;
};

// Read from the file for every row, in the smallest steps that there are.
inline FeedOptions streamed(std::size_t block = 1, std::size_t entries = 4) {
  FeedOptions options;
  options.in_memory = 0;
  options.index_entries = entries;
  options.block = block;
  return options;
}

// A row's values; "(none)" for none.
inline std::vector<std::string> values(const FeedRow& row) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < row.size(); ++i) out.emplace_back(row[i].value_or("(none)"));
  return out;
}

inline Rows all_rows(const Feed& feed) {
  FeedCursor cursor;
  Rows rows;
  for (std::uint64_t i = 0; i < feed.size(); ++i) rows.push_back(values(*feed.row(i, cursor)));
  return rows;
}

}  // namespace slogate::test
