// Rows of test data from a file: CSV (RFC 4180, the first line names the columns) or JSON lines (one
// object a line, the first one's members are the columns). UTF-8. Every row is looked at before the
// run; small files stay in memory, larger ones are read as their rows are needed, so memory is
// bounded whatever their size.
//
//   Result<Feed> feed = open_feed("suites", "data/cars.csv", spec.at, {.name = "shop/cars"});
//   if (auto number = feed->row_number(arrival.ordinal, seed)) {
//     Result<FeedRow> row = feed->row(*number, cursor);      // (*row)[0]: the first column's value
//   }
//
// A Feed is immutable: any number of threads read it at once, each with a cursor of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/data/field_store.h"
#include "scenarios/suite/confined_file.h"
#include "scenarios/suite/diagnostic.h"
#include "scenarios/suite/suite.h"

namespace slogate {

struct FeedContent;

inline constexpr std::uint64_t kLargestFeed = 64ULL << 30U;  // minutes to look through

struct FeedOptions {
  std::string name{};  // what random rows are drawn by, beside the seed: "flow/feed"
  FeedOrder order = FeedOrder::sequential;
  FeedEnd end = FeedEnd::wrap;
  // Columns that are never shown: a row in which one of them is too short to be redacted is a fault,
  // and no fault of the file quotes it.
  std::vector<SecretColumn> secrets{};
  // Tests make these small.
  std::uint64_t in_memory = 8U << 20U;  // files up to this size stay in memory, at most 1 GiB
  std::size_t index_entries = 65'536;   // 8 bytes each
  std::size_t block = 32U << 10U;       // read at a time
};

// Where a thread stands in a feed, and the block and the row that it read last: neighbouring rows
// cost no reading. One for each thread and feed; empty (and of no cost) for a feed in memory, else
// about 40 KB, more where rows are longer.
class FeedCursor {
 public:
  FeedCursor();
  ~FeedCursor();
  FeedCursor(FeedCursor&& other) noexcept;
  FeedCursor& operator=(FeedCursor&& other) noexcept;

 private:
  friend class Feed;
  struct State;
  std::unique_ptr<State> state_;
};

class Feed {
 public:
  Feed(std::unique_ptr<const FeedContent> content, FeedOptions options);
  ~Feed();
  Feed(Feed&& other) noexcept;
  Feed& operator=(Feed&& other) noexcept;

  [[nodiscard]] const std::vector<std::string>& columns() const;
  [[nodiscard]] std::uint64_t size() const;  // rows, at least 1

  // The row of the flow's `ordinal`-th iteration (from 0); nothing where the feed is at its end.
  // Ordinals are dealt once, so with `unique`, or `sequential` up to the end, no two iterations share
  // a row. Random rows: each as likely as the others, the same for the same seed, without end.
  [[nodiscard]] std::optional<std::uint64_t> row_number(std::uint64_t ordinal,
                                                        std::uint64_t seed) const;

  // The row's values, valid until the cursor's next row. An error means that the file was changed
  // during the run. number < size().
  [[nodiscard]] Result<FeedRow> row(std::uint64_t number, FeedCursor& cursor) const;

  // Whether rows are read from memory, and how many entries the index has where they are not.
  [[nodiscard]] bool in_memory() const;
  [[nodiscard]] std::size_t index_entries() const;

 private:
  [[nodiscard]] Result<FeedRow> read(std::uint64_t number, FeedCursor::State& state) const;

  std::unique_ptr<const FeedContent> content_;
  FeedOptions options_;
  std::uint64_t stream_;
};

// Looks through the file: field counts, quotes, JSON, UTF-8, the length of secrets, columns whose
// names can stand in ${feed.column}. Faults have their place in the file. `file` lies below `folder` and ends in .csv,
// .jsonl or .ndjson; `from` is where the flow names it. `columns` get their names where the first
// line is sound, also if a row behind it is not.
[[nodiscard]] Result<Feed> open_feed(const std::filesystem::path& folder, const std::string& file,
                                     const Position& from, FeedOptions options,
                                     std::vector<std::string>* columns = nullptr);

// The same for a file that is open; `shown` is its name in messages and tells the format.
[[nodiscard]] Result<Feed> read_feed(OpenFile file, const std::string& shown, FeedOptions options,
                                     std::vector<std::string>* columns = nullptr);

// "cars.csv" and the like: whether a feed's file may be called so.
[[nodiscard]] bool is_feed_name(const std::string& file);

}  // namespace slogate
