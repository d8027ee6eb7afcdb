#include "runner/measure/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace slogate {
namespace {

// HdrHistogram's words for 3 digits: 2,048 sub-buckets, of which each bucket after the first uses
// the upper half.
constexpr int kHalfMagnitude = 10;
constexpr std::size_t kHalf = std::size_t{1} << kHalfMagnitude;
constexpr std::uint64_t kMask = 2 * kHalf - 1;

constexpr std::size_t kLongestVarint = 10;
constexpr std::size_t kLeastGrowth = 4;  // chunks

// Writes at `to`, which has room for the longest; returns where it ended.
char* put_varint(char* to, std::uint64_t value) {
  while (value >= 0x80) {
    *to++ = static_cast<char>(static_cast<unsigned char>((value & 0x7f) | 0x80));
    value >>= 7;
  }
  *to++ = static_cast<char>(static_cast<unsigned char>(value));
  return to;
}

// Takes one varint off the front. False where it is cut off, over 64 bits, or longer than it needs
// to be.
bool take_varint(std::string_view& bytes, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (bytes.empty()) return false;
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (shift == 63 && byte > 1) return false;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return byte != 0 || shift == 0;
  }
  return false;
}

}  // namespace

std::int64_t Histogram::to_us(std::chrono::nanoseconds value) {
  const std::int64_t ns = value.count();
  if (ns <= 1000) return 1;
  return ns / 1000 + (ns % 1000 == 0 ? 0 : 1);
}

// HdrHistogram, countsArrayIndex.
std::size_t Histogram::index_of(std::int64_t value_us) {
  const auto value = static_cast<std::uint64_t>(std::clamp<std::int64_t>(value_us, 1, kHighestUs));
  const int bucket = static_cast<int>(std::bit_width(value | kMask)) - (kHalfMagnitude + 1);
  const std::uint64_t sub = value >> bucket;
  return (static_cast<std::size_t>(bucket + 1) << kHalfMagnitude) + static_cast<std::size_t>(sub) -
         kHalf;
}

std::int64_t Histogram::lowest_of(std::size_t index) {
  const std::size_t half = index >> kHalfMagnitude;
  const std::size_t rest = index & (kHalf - 1);
  if (half == 0) return static_cast<std::int64_t>(rest);
  return static_cast<std::int64_t>((rest + kHalf) << (half - 1));
}

std::int64_t Histogram::highest_of(std::size_t index) {
  const std::size_t half = index >> kHalfMagnitude;
  const std::int64_t width = half == 0 ? 1 : std::int64_t{1} << (half - 1);
  return lowest_of(index) + width - 1;
}

template <class Visit>
void Histogram::walk(Visit visit) const {
  for (std::size_t word = 0; word < used_.size(); ++word) {
    for (std::uint64_t bits = used_[word]; bits != 0; bits &= bits - 1) {
      const std::size_t chunk = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      const Chunk& cells = chunks_[place_[chunk]];
      for (std::uint32_t set = cells.set; set != 0; set &= set - 1) {
        const auto cell = static_cast<std::size_t>(std::countr_zero(set));
        const std::size_t index = chunk * kChunk + cell;
        std::uint64_t count = cells.counts[cell];
        if (!carries_.empty()) count += carried(index) << 32;
        if (!visit(index, count)) return;
      }
    }
  }
}

inline Histogram::Chunk& Histogram::touch(std::size_t chunk) {
  const std::uint64_t bit = std::uint64_t{1} << (chunk % 64);
  if ((used_[chunk / 64] & bit) == 0) begin(chunk);
  return chunks_[place_[chunk]];
}

void Histogram::begin(std::size_t chunk) {
  if (place_.empty()) place_.resize(kChunks);
  // By a quarter and not to the double: there are hundreds of histograms, each several times.
  if (in_use_ == chunks_.capacity()) chunks_.reserve(in_use_ + std::max(in_use_ / 4, kLeastGrowth));
  if (in_use_ == chunks_.size()) chunks_.emplace_back();
  chunks_[in_use_].set = 0;
  place_[chunk] = static_cast<std::uint16_t>(in_use_++);
  used_[chunk / 64] |= std::uint64_t{1} << (chunk % 64);
}

inline void Histogram::raise(Chunk& cells, std::size_t chunk, std::size_t cell,
                             std::uint64_t count) {
  const std::uint32_t bit = std::uint32_t{1} << cell;
  const std::uint64_t low = (cells.set & bit) != 0 ? cells.counts[cell] : 0;
  const std::uint64_t sum = low + (count & 0xffff'ffff);
  cells.counts[cell] = static_cast<std::uint32_t>(sum);
  cells.set |= bit;
  const std::uint64_t high = (count >> 32) + (sum >> 32);
  if (high != 0) carry(chunk * kChunk + cell, high);
}

void Histogram::carry(std::size_t index, std::uint64_t high) {
  const auto at =
      std::lower_bound(carries_.begin(), carries_.end(), index,
                       [](const Carry& entry, std::size_t i) { return entry.index < i; });
  if (at != carries_.end() && at->index == index) {
    at->high += high;
  } else {
    carries_.insert(at, {index, high});
  }
}

std::uint64_t Histogram::carried(std::size_t index) const {
  const auto at =
      std::lower_bound(carries_.begin(), carries_.end(), index,
                       [](const Carry& entry, std::size_t i) { return entry.index < i; });
  return at != carries_.end() && at->index == index ? at->high : 0;
}

void Histogram::swap(Histogram& other) noexcept {
  std::swap(used_, other.used_);
  place_.swap(other.place_);
  chunks_.swap(other.chunks_);
  carries_.swap(other.carries_);
  std::swap(in_use_, other.in_use_);
  std::swap(count_, other.count_);
  std::swap(clamped_, other.clamped_);
}

// Several times for each request: record_us() for one value, without what only more need.
void Histogram::record(std::chrono::nanoseconds value) {
  const std::int64_t value_us = to_us(value);
  if (value_us > kHighestUs) ++clamped_;
  const std::size_t index = index_of(value_us);
  Chunk& cells = touch(index / kChunk);
  const std::uint32_t bit = std::uint32_t{1} << (index % kChunk);
  std::uint32_t& count = cells.counts[index % kChunk];
  if ((cells.set & bit) == 0) {
    cells.set |= bit;
    count = 1;
  } else if (++count == 0) {
    carry(index, 1);
  }
  ++count_;
}

void Histogram::record_us(std::int64_t value_us, std::uint64_t count) {
  if (count == 0) return;
  if (value_us > kHighestUs) clamped_ += count;
  const std::size_t index = index_of(value_us);
  const std::size_t chunk = index / kChunk;
  raise(touch(chunk), chunk, index % kChunk, count);
  count_ += count;
}

void Histogram::add(const Histogram& other) {
  if (other.count_ == 0) return;
  if (&other == this)
    return add(Histogram(other));  // touch() may move the chunks that are being read
  for (std::size_t word = 0; word < used_.size(); ++word) {
    for (std::uint64_t bits = other.used_[word]; bits != 0; bits &= bits - 1) {
      const std::size_t chunk = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      const Chunk& from = other.chunks_[other.place_[chunk]];
      Chunk& to = touch(chunk);
      for (std::uint32_t set = from.set; set != 0; set &= set - 1) {
        const auto cell = static_cast<std::size_t>(std::countr_zero(set));
        raise(to, chunk, cell, from.counts[cell]);
      }
    }
  }
  for (const Carry& entry : other.carries_) carry(entry.index, entry.high);
  count_ += other.count_;
  clamped_ += other.clamped_;
}

void Histogram::clear() {
  used_ = {};
  carries_.clear();
  in_use_ = 0;
  count_ = 0;
  clamped_ = 0;
}

std::chrono::microseconds Histogram::quantile(double q) const {
  if (q >= 1) return value_at_rank(count_);  // a double has fewer digits than the count
  const double part = std::clamp(q, 0.0, 1.0) * static_cast<double>(count_);
  // A product that is whole but for its last bits must not round up to the next rank.
  const double rank = std::ceil(part * (1 - 4 * std::numeric_limits<double>::epsilon()));
  return value_at_rank(rank < 1 ? 1 : static_cast<std::uint64_t>(rank));
}

std::chrono::microseconds Histogram::value_at_rank(std::uint64_t rank) const {
  const std::uint64_t wanted =
      std::clamp<std::uint64_t>(rank, 1, std::max<std::uint64_t>(count_, 1));
  std::uint64_t seen = 0;
  std::chrono::microseconds value{0};
  walk([&](std::size_t index, std::uint64_t count) {
    seen += count;
    if (seen < wanted) return true;
    value = std::chrono::microseconds(highest_of(index));
    return false;
  });
  return value;
}

std::uint64_t Histogram::count_over(std::chrono::nanoseconds limit) const {
  const std::size_t last_within = index_of(to_us(limit));
  std::uint64_t over = 0;
  walk([&](std::size_t index, std::uint64_t count) {
    if (index > last_within) over += count;
    return true;
  });
  return over;
}

std::uint64_t Histogram::weighted_sum() const {
  std::uint64_t sum = clamped_ * (kCounts + 1);
  walk([&sum](std::size_t index, std::uint64_t count) {
    sum += count * (index + 1);
    return true;
  });
  return sum;
}

std::uint64_t Histogram::count_not_under(std::chrono::nanoseconds limit) const {
  if (empty()) return 0;
  if (limit > std::chrono::microseconds(highest_of(index_of(kHighestUs)))) return 0;
  // Of the bucket that holds the limit the upper end is never under it.
  const std::size_t first = index_of(to_us(limit));
  std::uint64_t sum = 0;
  for (std::size_t word = first / kChunk / 64; word < used_.size(); ++word) {
    for (std::uint64_t bits = used_[word]; bits != 0; bits &= bits - 1) {
      const std::size_t chunk = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      if (chunk < first / kChunk) continue;
      const Chunk& cells = chunks_[place_[chunk]];
      for (std::uint32_t set = cells.set; set != 0; set &= set - 1) {
        const auto cell = static_cast<std::size_t>(std::countr_zero(set));
        const std::size_t index = chunk * kChunk + cell;
        if (index < first) continue;
        sum += cells.counts[cell];
        if (!carries_.empty()) sum += carried(index) << 32;
      }
    }
  }
  return sum;
}

std::chrono::microseconds Histogram::max() const {
  return empty() ? std::chrono::microseconds{0} : value_at_rank(count_);
}

std::chrono::microseconds Histogram::min() const {
  std::chrono::microseconds value{0};
  walk([&](std::size_t index, std::uint64_t) {
    value = std::chrono::microseconds(lowest_of(index));
    return false;
  });
  return value;
}

double Histogram::mean_us() const {
  if (empty()) return 0;
  double sum = 0;
  walk([&](std::size_t index, std::uint64_t count) {
    const double middle =
        (static_cast<double>(lowest_of(index)) + static_cast<double>(highest_of(index))) / 2;
    sum += middle * static_cast<double>(count);
    return true;
  });
  return sum / static_cast<double>(count_);
}

void Histogram::for_each(const std::function<void(std::size_t, std::uint64_t)>& visit) const {
  walk([&](std::size_t index, std::uint64_t count) {
    visit(index, count);
    return true;
  });
}

void Histogram::encode(std::string& out) const {
  if (empty()) return;
  // Collected here first: growing a string byte by byte was over a third of an interval's cost.
  std::array<char, 512> buffer;
  char* at = buffer.data();
  const auto put = [&](std::uint64_t first, std::uint64_t second) {
    at = put_varint(put_varint(at, first), second);
    if (static_cast<std::size_t>(buffer.data() + buffer.size() - at) >= 2 * kLongestVarint) return;
    out.append(buffer.data(), at);
    at = buffer.data();
  };
  std::size_t next = 0;
  walk([&](std::size_t index, std::uint64_t count) {
    put(index - next + 1, count);
    next = index + 1;
    return true;
  });
  put(0, clamped_);
  out.append(buffer.data(), at);
}

bool Histogram::decode(std::string_view bytes) {
  clear();
  if (bytes.empty()) return true;
  const std::size_t last = index_of(kHighestUs);
  std::size_t next = 0;
  std::uint64_t distance = 0;
  std::uint64_t count = 0;
  std::uint64_t at_top = 0;
  const auto refuse = [this] {
    clear();
    return false;
  };
  while (true) {
    if (!take_varint(bytes, distance) || !take_varint(bytes, count)) return refuse();
    if (distance == 0) break;
    if (distance > last + 1 - next || count == 0) return refuse();
    if (count > std::numeric_limits<std::uint64_t>::max() - count_) return refuse();
    const std::size_t index = next + static_cast<std::size_t>(distance) - 1;
    if (index == 0) return refuse();  // nothing is under 1 us
    record_us(lowest_of(index), count);
    if (index == last) at_top = count;
    next = index + 1;
  }
  if (empty() || !bytes.empty() || count > at_top) return refuse();
  clamped_ = count;
  return true;
}

bool Histogram::operator==(const Histogram& other) const {
  if (count_ != other.count_ || clamped_ != other.clamped_ || used_ != other.used_) return false;
  if (carries_ != other.carries_) return false;
  for (std::size_t chunk = 0; chunk < kChunks; ++chunk) {
    if ((used_[chunk / 64] >> (chunk % 64) & 1U) == 0) continue;
    const Chunk& a = chunks_[place_[chunk]];
    const Chunk& b = other.chunks_[other.place_[chunk]];
    if (a.set != b.set) return false;
    for (std::uint32_t set = a.set; set != 0; set &= set - 1) {
      const auto cell = static_cast<std::size_t>(std::countr_zero(set));
      if (a.counts[cell] != b.counts[cell]) return false;
    }
  }
  return true;
}

std::size_t Histogram::footprint() const {
  return sizeof(*this) + place_.capacity() * sizeof(place_[0]) +
         chunks_.capacity() * sizeof(Chunk) + carries_.capacity() * sizeof(Carry);
}

}  // namespace slogate
