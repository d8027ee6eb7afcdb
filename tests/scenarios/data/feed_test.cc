// A feed as a whole: which row an iteration gets, both forms of keeping rows, and what happens to a
// file during the run.
#include "scenarios/data/feed.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <random>
#include <set>
#include <thread>

#include "scenarios/data/row_index.h"
#include "tests/scenarios/data/feed_folder.h"

namespace slogate {
namespace {

using test::all_rows;
using test::FeedFolder;
using test::Rows;
using test::streamed;
using test::values;

std::string counted(std::uint64_t rows) {
  std::string text = "id,twice\n";
  for (std::uint64_t i = 0; i < rows; ++i) text += fmt::format("{},{}\n", i, 2 * i);
  return text;
}

class Feeds : public testing::Test {
 protected:
  Feed feed(std::uint64_t rows, FeedOptions options = {}) {
    folder_.write("f.csv", counted(rows));
    return *folder_.open("f.csv", std::move(options));
  }

  FeedFolder folder_;
};

TEST_F(Feeds, DealTheirRowsInOrderRoundAndRound) {
  const Feed three = feed(3);
  std::vector<std::uint64_t> dealt;
  for (std::uint64_t i = 0; i < 7; ++i) dealt.push_back(three.row_number(i, 5).value());
  EXPECT_EQ(dealt, (std::vector<std::uint64_t>{0, 1, 2, 0, 1, 2, 0}));
}

TEST_F(Feeds, StopAtTheirEndWhereTheyAreAskedTo) {
  const Feed three = feed(3, {.end = FeedEnd::stop});
  EXPECT_EQ(three.row_number(2, 0), 2U);
  EXPECT_EQ(three.row_number(3, 0), std::nullopt);
}

TEST_F(Feeds, DealEachRowOnceWhereTheyAreUnique) {
  const Feed three = feed(3, {.order = FeedOrder::unique});
  std::set<std::uint64_t> dealt;
  for (std::uint64_t i = 0; i < 3; ++i) dealt.insert(three.row_number(i, 0).value());
  EXPECT_EQ(dealt.size(), 3U);
  EXPECT_EQ(three.row_number(3, 0), std::nullopt);
}

TEST_F(Feeds, DealRandomRowsFromSeedNameAndIteration) {
  const Feed one = feed(1000, {.name = "shop/cars", .order = FeedOrder::random});
  const Feed same = feed(1000, {.name = "shop/cars", .order = FeedOrder::random});
  const Feed other = feed(1000, {.name = "shop/users", .order = FeedOrder::random});
  int alike_seed = 0;
  int alike_name = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    ASSERT_EQ(one.row_number(i, 1), same.row_number(i, 1));
    alike_seed += one.row_number(i, 1) == one.row_number(i, 2) ? 1 : 0;
    alike_name += one.row_number(i, 1) == other.row_number(i, 1) ? 1 : 0;
  }
  EXPECT_LT(alike_seed, 20);
  EXPECT_LT(alike_name, 20);
}

TEST_F(Feeds, DealTheRandomRowsThatTheyAlwaysDealt) {
  const Feed cars = feed(1000, {.name = "shop/cars", .order = FeedOrder::random});
  std::vector<std::uint64_t> dealt;
  for (std::uint64_t i = 0; i < 5; ++i) dealt.push_back(cars.row_number(i, 42).value());
  EXPECT_EQ(dealt, (std::vector<std::uint64_t>{394, 627, 943, 545, 318}));
}

TEST_F(Feeds, DealRandomRowsEvenly) {
  const Feed ten = feed(10, {.name = "f", .order = FeedOrder::random});
  std::vector<int> hits(10);
  for (std::uint64_t i = 0; i < 10'000; ++i) ++hits[ten.row_number(i, 7).value()];
  double chi_square = 0;
  for (const int hit : hits) chi_square += (hit - 1000.0) * (hit - 1000.0) / 1000.0;
  EXPECT_LT(chi_square, 30);  // 9 degrees of freedom: over 27.9 once in a thousand seeds
}

TEST(RowIndex, DropsEveryOtherEntryWhenItIsFull) {
  RowIndex index(4);
  for (std::uint64_t row = 0; row < 21; ++row) {
    index.add(row * 10);
    ASSERT_LE(index.entries(), 4U);
  }
  EXPECT_EQ(index.rows(), 21U);
  EXPECT_EQ(index.stride(), 8U);
  for (std::uint64_t row = 0; row < 21; ++row) {
    ASSERT_EQ(index.before(row).row, row / 8 * 8);
    ASSERT_EQ(index.before(row).offset, row / 8 * 80);
  }
}

TEST_F(Feeds, AreKeptInMemoryUpToALimit) {
  EXPECT_TRUE(feed(10).in_memory());
  const std::uint64_t size = counted(10).size();
  EXPECT_TRUE(feed(10, {.in_memory = size}).in_memory());
  EXPECT_FALSE(feed(10, {.in_memory = size - 1}).in_memory());
}

TEST_F(Feeds, FindEveryRowByASmallIndex) {
  const Feed large = feed(1000, streamed(64, 8));
  EXPECT_LE(large.index_entries(), 8U);
  FeedCursor cursor;
  std::mt19937_64 random(1);
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t row = random() % 1000;
    ASSERT_EQ(values(*large.row(row, cursor)),
              (std::vector<std::string>{std::to_string(row), std::to_string(2 * row)}));
  }
}

// A CSV of any shape that RFC 4180 allows.
std::string any_csv(std::mt19937& random) {
  const auto below = [&](std::size_t end) { return random() % end; };
  static constexpr std::string_view kPlain[] = {"", "a", "two words", "\xC3\xBC", "1.5", "-"};
  static constexpr std::string_view kQuoted[] = {"\"\"",   "\"a,b\"",   "\"x\"\"y\"", "\"1\r\n2\"",
                                                 "\"\n\"", "\"plain\"", "\"\"\"\""};
  const std::size_t columns = 1 + below(4);
  std::string text = "c0";
  for (std::size_t i = 1; i < columns; ++i) text += ",c" + std::to_string(i);
  for (std::size_t row = 1 + below(60); row > 0; --row) {
    text += below(3) == 0 ? "\r\n" : "\n";
    for (std::size_t i = 0; i < columns; ++i) {
      if (i > 0) text += ',';
      text += below(3) == 0 ? kQuoted[below(std::size(kQuoted))] : kPlain[below(std::size(kPlain))];
      if (i == 0 && text.back() == '\n') text += '-';
    }
  }
  return text + "\n";
}

TEST_F(Feeds, GiveTheSameRowsFromMemoryAndFromTheFile) {
  std::mt19937 random(4180);
  for (int round = 0; round < 300; ++round) {
    folder_.write("f.csv", any_csv(random));
    const Rows kept = all_rows(*folder_.open("f.csv"));
    for (const std::size_t block : {1, 7, 64, 4096}) {
      const Feed large = *folder_.open("f.csv", streamed(block, 2 + random() % 9));
      ASSERT_FALSE(large.in_memory());
      ASSERT_EQ(all_rows(large), kept);
      FeedCursor cursor;
      for (int i = 0; i < 20; ++i) {
        const std::uint64_t row = random() % kept.size();
        ASSERT_EQ(values(*large.row(row, cursor)), kept[row]);
      }
    }
  }
}

TEST_F(Feeds, AreReadByManyThreadsAtOnce) {
  for (const FeedOptions& options : {FeedOptions{}, streamed(256, 16)}) {
    const Feed shared = feed(2000, options);
    std::vector<std::thread> threads;
    std::vector<int> wrong(4);
    for (std::size_t thread = 0; thread < wrong.size(); ++thread) {
      threads.emplace_back([&, thread] {
        FeedCursor cursor;
        std::mt19937_64 random(thread);
        for (std::uint64_t i = 0; i < 3000; ++i) {
          // Neighbours as a worker is dealt them, and far jumps.
          const std::uint64_t row = i % 3 == 0 ? random() % 2000 : (i * 4 + thread) % 2000;
          const Result<FeedRow> found = shared.row(row, cursor);
          if (!found || (*found)[1] != std::to_string(2 * row)) ++wrong[thread];
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, std::vector<int>(4));
  }
}

TEST_F(Feeds, MayShareACursorOneAfterTheOther) {
  FeedCursor cursor;
  const Feed one = feed(50, streamed());
  folder_.write("g.csv", "name\nAda\nGrace\n");
  const Feed two = *folder_.open("g.csv", streamed());
  EXPECT_EQ(values(*one.row(7, cursor)), (std::vector<std::string>{"7", "14"}));
  EXPECT_EQ(values(*two.row(1, cursor)), (std::vector<std::string>{"Grace"}));
  EXPECT_EQ(values(*one.row(8, cursor)), (std::vector<std::string>{"8", "16"}));
}

class ChangedFeed : public Feeds {
 protected:
  static constexpr const char* kChanged =
      ": changed during the run, leave the file of a feed alone until the run is over\n";

  std::string told(const Feed& of, std::uint64_t row) {
    const Result<FeedRow> found = of.row(row, cursor_);
    return found ? values(*found).front() : found.error().text();
  }
  std::string changed() const { return file().string() + kChanged; }
  std::filesystem::path file() const { return folder_.path() / "f.csv"; }

  FeedCursor cursor_;
};

TEST_F(ChangedFeed, TellsThatItWasShortened) {
  const Feed large = feed(1000, streamed(64, 8));
  EXPECT_EQ(told(large, 3), "3");
  std::filesystem::resize_file(file(), 100);
  EXPECT_EQ(told(large, 999), changed());
  EXPECT_EQ(told(large, 500), changed());
}

TEST_F(ChangedFeed, TellsThatItGrew) {
  const Feed large = feed(1000, streamed(64, 8));
  std::ofstream(file(), std::ios::app) << "1000,2000\n";
  EXPECT_EQ(told(large, 500), changed());
}

TEST_F(ChangedFeed, TellsThatItsRowsAreNoRowsAnyMore) {
  const Feed large = feed(1000, streamed(64, 8));
  struct stat before {};
  ASSERT_EQ(::stat(file().c_str(), &before), 0);
  std::string damaged = counted(1000);
  for (char& c : damaged) c = c == ',' ? ';' : c;
  folder_.write("f.csv", damaged);
  // Its size and its time of change tell nothing.
  const timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, file().c_str(), times, 0), 0);
  EXPECT_EQ(told(large, 500), changed());
}

TEST_F(ChangedFeed, IsTheOldFileWhereAnotherTookItsName) {
  const Feed large = feed(1000, streamed(64, 8));
  folder_.write("new.csv", "id,twice\nx,y\n");
  std::filesystem::rename(folder_.path() / "new.csv", file());
  EXPECT_EQ(told(large, 500), "500");
}

TEST_F(ChangedFeed, DoesNotMatterInMemory) {
  const Feed small = feed(1000);
  std::filesystem::resize_file(file(), 0);
  EXPECT_EQ(told(small, 999), "999");
}

TEST_F(Feeds, AreToldByTheFlowsPlaceWhereTheirFileIsNone) {
  EXPECT_EQ(folder_.open("none.csv").error().text(),
            "flow.json:3:9: the feed file \"none.csv\" does not exist\n");
  EXPECT_EQ(
      folder_.open("../x.csv").error().text(),
      "flow.json:3:9: the feed file \"../x.csv\" leads out by .., it must lie in or below the "
      "suite's folder\n");
  folder_.write("f.txt", "id\n1\n");
  EXPECT_EQ(folder_.open("f.txt").error().text(),
            "flow.json:3:9: the feed file \"f.txt\" is neither CSV (.csv) nor JSON lines (.jsonl, "
            ".ndjson)\n");
}

TEST_F(Feeds, HaveAtMostSixtyFourGibibytes) {
  folder_.write("f.csv", "id\n1\n");
  std::filesystem::resize_file(folder_.path() / "f.csv", kLargestFeed + 1);  // nearly all a hole
  EXPECT_EQ(folder_.open("f.csv").error().text(),
            (folder_.path() / "f.csv").string() + ": larger than 64 GiB, the most that is read\n");
}

TEST(FeedName, MayBeInCapitals) {
  EXPECT_TRUE(is_feed_name("data/CARS.CSV"));
  EXPECT_TRUE(is_feed_name("x.jsonl"));
  EXPECT_TRUE(is_feed_name("x.ndjson"));
  EXPECT_FALSE(is_feed_name("csv"));
}

}  // namespace
}  // namespace slogate
