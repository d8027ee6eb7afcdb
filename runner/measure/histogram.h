// HdrHistogram geometry: 3 significant digits, 1 us to 1 h, 23,552 counts; but it costs what was
// recorded: counts live in chunks of 32 that come into being when first touched, and clear() keeps
// their memory. A count has 32 bits there; what goes over that, which hardly any does, is kept apart.
//
//   Histogram h;
//   h.record(1'500us);
//   h.quantile(0.99)     // the upper end of the bucket: never under the true value
//
// record() is O(1) and allocates only while it grows for the first time. One owner thread. Relative
// width of a bucket: 0.1 %. Source: HdrHistogram, AbstractHistogram (lowest 1, highest
// 3,600,000,000, digits 3).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace slogate {

class Histogram {
 public:
  Histogram() = default;
  Histogram(const Histogram&) = default;
  Histogram& operator=(const Histogram&) = default;
  Histogram(Histogram&& other) noexcept { swap(other); }
  Histogram& operator=(Histogram&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Histogram() = default;

  static constexpr std::int64_t kHighestUs = 3'600'000'000;
  static constexpr std::size_t kCounts = 23'552;

  // Rounds up to whole microseconds. Below 1 us counts as 1 us, over 1 h as 1 h and in clamped().
  void record(std::chrono::nanoseconds value);
  void record_us(std::int64_t value_us, std::uint64_t count);

  // Adds the other's counts: exact, associative, commutative.
  void add(const Histogram& other);

  // Empties it and keeps the memory; costs what was recorded.
  void clear();

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t clamped() const { return clamped_; }
  // Each count times the number of its bucket, from 1, and the clamped values as of one more, modulo
  // 2^64. Adds up where histograms are merged, and not where a value came into another bucket.
  [[nodiscard]] std::uint64_t weighted_sum() const;
  [[nodiscard]] bool empty() const { return count_ == 0; }

  // The highest value equivalent to the one at rank max(1, ceil(q * count)), q in 0 to 1; 0 where
  // empty.
  [[nodiscard]] std::chrono::microseconds quantile(double q) const;
  // The same for a rank of 1 to count().
  [[nodiscard]] std::chrono::microseconds value_at_rank(std::uint64_t rank) const;
  // Recorded values greater than `limit`, by the lower end of their buckets (a value in the limit's
  // own bucket is not over it).
  [[nodiscard]] std::uint64_t count_over(std::chrono::nanoseconds limit) const;
  // Recorded values of which the upper end of their bucket is not under `limit`: those that a
  // quantile would not tell as under it. Costs the chunks from the limit on.
  [[nodiscard]] std::uint64_t count_not_under(std::chrono::nanoseconds limit) const;
  [[nodiscard]] std::chrono::microseconds max() const;
  [[nodiscard]] std::chrono::microseconds min() const;
  [[nodiscard]] double mean_us() const;  // by the middles of the buckets

  // Calls `visit(index, count)` for every count above zero, by rising index.
  void for_each(const std::function<void(std::size_t index, std::uint64_t count)>& visit) const;

  // Sparse binary form for run files, appended to `out`: varint pairs (LEB128) of index distance
  // and count, from index -1 on; then 0 and clamped. Nothing for an empty histogram. One histogram
  // has one form: decode() returns false on any other bytes and leaves the histogram empty.
  void encode(std::string& out) const;
  [[nodiscard]] bool decode(std::string_view bytes);

  [[nodiscard]] bool operator==(const Histogram& other) const;

  [[nodiscard]] static std::size_t index_of(std::int64_t value_us);
  [[nodiscard]] static std::int64_t lowest_of(std::size_t index);
  [[nodiscard]] static std::int64_t highest_of(std::size_t index);
  [[nodiscard]] static std::int64_t to_us(std::chrono::nanoseconds value);

  // Bytes of memory held.
  [[nodiscard]] std::size_t footprint() const;

 private:
  static constexpr std::size_t kChunk = 32;
  static constexpr std::size_t kChunks = kCounts / kChunk;
  // `set` has a bit for each count that is in use; the others hold what an earlier interval left
  // there.
  struct Chunk {
    std::uint32_t set = 0;
    std::array<std::uint32_t, kChunk> counts;
  };
  // What a count has over 32 bits, in units of 2^32.
  struct Carry {
    std::size_t index = 0;
    std::uint64_t high = 0;
    [[nodiscard]] bool operator==(const Carry&) const = default;
  };

  Chunk& touch(std::size_t chunk);
  void begin(std::size_t chunk);
  // Adds to a cell of a chunk.
  void raise(Chunk& cells, std::size_t chunk, std::size_t cell, std::uint64_t count);
  void carry(std::size_t index, std::uint64_t high);
  [[nodiscard]] std::uint64_t carried(std::size_t index) const;
  void swap(Histogram& other) noexcept;
  // Calls `visit(index, count)` by rising index until it returns false.
  template <class Visit>
  void walk(Visit visit) const;

  std::array<std::uint64_t, (kChunks + 63) / 64> used_{};  // a bit for each chunk in use
  std::vector<std::uint16_t> place_;  // of a chunk in chunks_, where its bit is set
  std::vector<Chunk> chunks_;         // the first in_use_ are in use
  std::vector<Carry> carries_;        // by rising index
  std::size_t in_use_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t clamped_ = 0;
};

}  // namespace slogate
