#include "runner/net/fetch_ahead.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace slogate {
namespace {

struct alignas(Lines::kLine) Room {
  std::array<std::byte, 100 * Lines::kLine> bytes{};
};

Memory part(const Room& room, std::size_t begin, std::size_t size) {
  return Memory(room.bytes).subspan(begin, size);
}

TEST(Lines, NothingIsNoLine) {
  EXPECT_EQ(Lines().count(), 0U);
  EXPECT_EQ(Lines(Memory()).count(), 0U);
}

TEST(Lines, AreAllThatTheMemoryTouches) {
  const Room room;
  struct Case {
    std::size_t begin;
    std::size_t size;
    std::size_t lines;
  };
  for (const auto& [begin, size, lines] : {Case{0, 1, 1}, Case{0, 64, 1}, Case{0, 65, 2},
                                           Case{63, 1, 1}, Case{63, 2, 2}, Case{32, 64, 2}}) {
    EXPECT_EQ(Lines(part(room, begin, size)).count(), lines) << begin << ' ' << size;
  }
}

TEST(Lines, SayWhereEachBegins) {
  const Room room;
  const Lines lines(part(room, 70, 130));
  ASSERT_EQ(lines.count(), 3U);
  const auto begin = reinterpret_cast<std::uintptr_t>(room.bytes.data());
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(lines[i], begin + (i + 1) * Lines::kLine);
}

TEST(Lines, AreTheFirst64OfMore) {
  const Room room;
  EXPECT_EQ(Lines(part(room, 0, 64 * Lines::kLine)).count(), 64U);
  EXPECT_EQ(Lines(part(room, 0, 65 * Lines::kLine)).count(), 64U);
}

using Addresses = std::vector<std::uintptr_t>;

Addresses next_part(FetchAhead& ahead) {
  Addresses out;
  ahead.next_part([&](std::uintptr_t line) { out.push_back(line); });
  return out;
}

// So many lines of the room, from one on.
Addresses addresses(const Room& room, std::size_t first, std::size_t count) {
  Addresses out;
  for (std::size_t i = first; i < first + count; ++i)
    out.push_back(reinterpret_cast<std::uintptr_t>(room.bytes.data()) + i * Lines::kLine);
  return out;
}

TEST(FetchAhead, AsksForEachLineOnceAPartAtATime) {
  const Room room;
  FetchAhead ahead;
  EXPECT_EQ(next_part(ahead), Addresses());
  FetchAhead::Wanted wanted;
  wanted[1] = Lines(part(room, 0, 3 * Lines::kLine));
  wanted[2] = Lines(part(room, 10 * Lines::kLine, 30 * Lines::kLine));
  wanted[7] = Lines(part(room, 50 * Lines::kLine, 1));
  ahead.begin(wanted);
  Addresses all;
  for (const std::size_t size : {16U, 16U, 2U, 0U}) {
    const Addresses asked = next_part(ahead);
    EXPECT_EQ(asked.size(), size);
    all.insert(all.end(), asked.begin(), asked.end());
  }
  Addresses expected = addresses(room, 0, 3);
  for (const std::uintptr_t line : addresses(room, 10, 30)) expected.push_back(line);
  expected.push_back(addresses(room, 50, 1).front());
  EXPECT_EQ(all, expected);
}

TEST(FetchAhead, ForgetsWhatItHasNotAskedFor) {
  const Room room;
  FetchAhead::Wanted wanted;
  wanted[0] = Lines(part(room, 0, 40 * Lines::kLine));
  FetchAhead ahead;
  ahead.begin(wanted);
  EXPECT_EQ(next_part(ahead), addresses(room, 0, 16));
  ahead.begin(wanted);
  EXPECT_EQ(next_part(ahead), addresses(room, 0, 16));
  EXPECT_EQ(next_part(ahead), addresses(room, 16, 16));
  ahead.begin({});
  EXPECT_EQ(next_part(ahead), Addresses());
}

TEST(FetchAhead, MemoryThatIsGoneOrNobodysDoesNoHarm) {
  FetchAhead::Wanted wanted;
  {
    const std::vector<std::byte> gone(10'000);
    wanted[0] = Lines(gone);
  }
  wanted[1] = Lines(Memory(reinterpret_cast<const std::byte*>(64), 1));
  FetchAhead ahead;
  ahead.begin(wanted);
  for (int i = 0; i < 5; ++i) ahead.some();
  EXPECT_EQ(next_part(ahead), Addresses());
}

}  // namespace
}  // namespace slogate
