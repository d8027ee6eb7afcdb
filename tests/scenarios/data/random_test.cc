#include "scenarios/data/random.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <vector>

#include "scenarios/suite/generator_spec.h"

namespace slogate {
namespace {

// The published test vector of SplitMix64 with seed 1234567 (its state begins one step before).
TEST(Mix64, IsTheFinaliserOfSplitMix64) {
  std::uint64_t state = 1234567;
  std::vector<std::uint64_t> drawn;
  for (int i = 0; i < 3; ++i) drawn.push_back(mix64(state += 0x9e3779b97f4a7c15U));
  EXPECT_EQ(drawn, (std::vector<std::uint64_t>{6457827717110365317U, 3203168211198807973U,
                                               9817491932198370423U}));
}

TEST(StreamNumber, NeverChanges) {
  EXPECT_EQ(stream_number(""), 14087677454934409008U);
  EXPECT_EQ(stream_number("amount"), 11949866915400068020U);
}

TEST(RandomStream, NeverChanges) {
  RandomStream random({42, stream_number("shop"), 7, 0}, stream_number("amount"));
  const std::vector<std::uint64_t> drawn{random.next(), random.next(), random.next()};
  EXPECT_EQ(drawn, (std::vector<std::uint64_t>{12253139354942782683U, 15657773258750581871U,
                                               13148767646765437864U}));
}

TEST(RandomStream, DiffersWhereOneOfItsPartsDoes) {
  std::set<std::uint64_t> first;
  for (std::uint64_t part = 0; part < 16; ++part) {
    const auto bit = [&](unsigned which) -> std::uint64_t { return part >> which & 1U; };
    first.insert(RandomStream({bit(0), bit(1), bit(2), 0}, bit(3)).next());
  }
  EXPECT_EQ(first.size(), 16U);
}

TEST(RandomStream, DrawsWithinItsEnds) {
  RandomStream random({}, 1);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LT(random.below(3), 3U);
    EXPECT_EQ(random.below(1), 0U);
    const std::int64_t drawn = random.between(-2, 2);
    EXPECT_GE(drawn, -2);
    EXPECT_LE(drawn, 2);
  }
}

TEST(RandomStream, DrawsFromTheWholeRangeOfInt64) {
  static constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
  static constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();
  RandomStream random({}, 1);
  EXPECT_EQ(random.between(kLowest, kLowest), kLowest);
  EXPECT_EQ(random.between(kHighest, kHighest), kHighest);
  int negative = 0;
  for (int i = 0; i < 1000; ++i) {
    negative += random.between(kLowest, kHighest) < 0 ? 1 : 0;
    EXPECT_GE(random.between(kLowest, -1), kLowest);
    EXPECT_LE(random.between(kLowest, -1), -1);
  }
  EXPECT_GT(negative, 400);
  EXPECT_LT(negative, 600);
}

TEST(RandomStream, DrawsEvenlyAboveHalfTheRange) {
  // A bare remainder would draw the lower third twice as often.
  static constexpr std::uint64_t kEnd = 3ULL << 62U;
  int low = 0;
  for (std::uint64_t i = 0; i < 9000; ++i) {
    low += RandomStream({1, 2, i, 0}, 3).below(kEnd) < kEnd / 3 ? 1 : 0;
  }
  EXPECT_GT(low, 2800);
  EXPECT_LT(low, 3200);
}

}  // namespace
}  // namespace slogate
