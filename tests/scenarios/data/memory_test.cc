// The memory of a large feed does not grow with its file: its peak is measured while a file is
// looked through and read in order and at random. SLOGATE_FEED_MIB makes it as large as one likes
// (200; tests/bench/feed_bench.sh takes 1024). A binary of its own: the peak is the process's.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>

#include "tests/scenarios/data/feed_folder.h"

namespace slogate {
namespace {

using test::FeedFolder;

constexpr long kAllowedKb = 16 << 10;  // ten times what is needed: index, blocks, a row

long peak_kb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

std::uint64_t wanted_bytes() {
  const char* given = std::getenv("SLOGATE_FEED_MIB");  // NOLINT: one thread
  return (given == nullptr ? 200 : std::strtoull(given, nullptr, 10)) << 20U;
}

// Rows of some 60 bytes, written in pieces; returns how many.
std::uint64_t write_rows(const std::filesystem::path& file, bool json) {
  std::ofstream out(file, std::ios::binary);
  std::uint64_t rows = 0;
  std::uint64_t written = 0;
  std::string piece = json ? "" : "id,name,note\n";
  for (const std::uint64_t wanted = wanted_bytes(); written < wanted;) {
    for (int i = 0; i < 1000; ++i, ++rows) {
      const std::string id = std::to_string(rows);
      piece +=
          json ? "{\"id\":" + id + ",\"name\":\"somebody\",\"note\":\"a note of some length\"}\n"
               : id + ",\"somebody, \"\"so called\"\"\",a note of some length\n";
    }
    out << piece;
    written += piece.size();
    piece.clear();
  }
  return rows;
}

void expect_bounded(const std::string& name) {
  const FeedFolder folder;
  const std::uint64_t rows = write_rows(folder.path() / name, name.ends_with("jsonl"));
  const long before = peak_kb();
  const Result<Feed> feed = folder.open(name, {.name = "f", .order = FeedOrder::random});
  ASSERT_TRUE(feed) << feed.error().text();
  ASSERT_EQ(feed->size(), rows);
  FeedCursor cursor;
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    ASSERT_EQ((*feed->row(i, cursor))[0], std::to_string(i));
  }
  for (std::uint64_t i = 0; i < 5'000; ++i) {
    const std::uint64_t row = *feed->row_number(i, 1);
    ASSERT_EQ((*feed->row(row, cursor))[0], std::to_string(row));
  }
  const long grown = peak_kb() - before;
  testing::Test::RecordProperty("peak_grown_kb", std::to_string(grown));
  EXPECT_LT(grown, kAllowedKb);
}

TEST(LargeFeed, NeedsNoMoreMemoryForMoreCsv) {
  expect_bounded("f.csv");
}

TEST(LargeFeed, NeedsNoMoreMemoryForMoreJsonLines) {
  expect_bounded("f.jsonl");
}

}  // namespace
}  // namespace slogate
