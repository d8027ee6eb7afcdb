#include "runner/measure/hdr_encoding.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <new>
#include <utility>

#include "scenarios/compile/digest.h"

namespace slogate {
namespace {

// 0x10: counts are ZigZag LEB128-64b9B. Readers look at the cookie without its second nibble.
constexpr std::uint32_t kCookie = 0x1c849303 | 0x10;
constexpr std::uint32_t kCompressedCookie = 0x1c849304 | 0x10;
constexpr std::uint32_t kCookieMask = ~std::uint32_t{0xf0};

constexpr std::size_t kHeader = 40;
constexpr std::size_t kCompressedHeader = 8;
constexpr std::size_t kLongestCount = 9;
// No histogram of this geometry needs more: every count in use, each as long as can be.
constexpr std::size_t kMostBytes = kHeader + kLongestCount * Histogram::kCounts;
// zlib adds at most 5 bytes to each block of 16 KiB that it cannot make smaller, and 6 to all.
constexpr std::size_t kMostCompressed = kMostBytes + kMostBytes / 1000 + 64;

constexpr std::uint32_t kDigits = 3;
constexpr std::uint64_t kLowest = 1;
constexpr std::uint64_t kMostCount = std::numeric_limits<std::int64_t>::max();

template <class Unsigned>
void put_big_endian(Unsigned value, std::string& out) {
  for (int shift = static_cast<int>(sizeof(Unsigned)) * 8 - 8; shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<unsigned char>(value >> shift & 0xff));
}

template <class Unsigned>
Unsigned take_big_endian(std::string_view& bytes) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i)
    value = static_cast<Unsigned>(value << 8 | static_cast<unsigned char>(bytes[i]));
  bytes.remove_prefix(sizeof(Unsigned));
  return value;
}

// LEB128-64b9B: 7 bits a byte, lowest first; a ninth byte carries the last 8 bits.
void put_leb128(std::uint64_t value, std::string& out) {
  for (std::size_t i = 1; i < kLongestCount && value >= 0x80; ++i) {
    out += static_cast<char>(static_cast<unsigned char>((value & 0x7f) | 0x80));
    value >>= 7;
  }
  out += static_cast<char>(static_cast<unsigned char>(value));
}

// False where the bytes end inside of it.
bool take_leb128(std::string_view& bytes, std::uint64_t& value) {
  value = 0;
  for (std::size_t i = 0; i < kLongestCount && i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const bool last = i + 1 == kLongestCount || byte < 0x80;
    value |= static_cast<std::uint64_t>(i + 1 == kLongestCount ? byte : byte & 0x7f) << (7 * i);
    if (!last) continue;
    bytes.remove_prefix(i + 1);
    return true;
  }
  return false;
}

// ZigZag: a count is twice itself, a run of n zeros -n and so 2n - 1.
void put_count(std::uint64_t count, std::string& out) {
  put_leb128(std::min(count, kMostCount) << 1, out);
}

void put_zeros(std::size_t run, std::string& out) {
  if (run > 1) return put_leb128(2 * static_cast<std::uint64_t>(run) - 1, out);
  if (run == 1) put_count(0, out);
}

std::string payload_of(const Histogram& histogram) {
  std::string payload;
  std::size_t next = 0;
  histogram.for_each([&](std::size_t index, std::uint64_t count) {
    put_zeros(index - next, payload);
    put_count(count, payload);
    next = index + 1;
  });
  if (payload.empty()) put_zeros(1, payload);  // as Java does: up to the index of the maximum, 0
  return payload;
}

// Nothing where all of the payload fits into the histogram, else why not.
std::string take_payload(std::string_view payload, Histogram& into) {
  const std::size_t last = Histogram::index_of(Histogram::kHighestUs);
  std::size_t index = 0;
  while (!payload.empty()) {
    std::uint64_t word = 0;
    if (!take_leb128(payload, word)) return "its last count is cut off";
    if ((word & 1) != 0) {
      const std::uint64_t zeros = (word >> 1) + 1;  // up to 2^63, so it cannot overflow
      if (zeros > Histogram::kCounts - index)
        return fmt::format("a run of {} zeros does not fit into it", zeros);
      index += static_cast<std::size_t>(zeros);
      continue;
    }
    const std::uint64_t count = word >> 1;
    if (index == Histogram::kCounts) return "it has more counts than there are buckets";
    if (count > 0) {
      if (index == 0) return "it counts values of 0, and slogate's begin at 1 us";
      if (index > last) return "it counts values over 1 h";
      if (count > kMostCount - into.count()) return "its counts add up to more than 64 bits hold";
      into.record_us(Histogram::lowest_of(index), count);
    }
    ++index;
  }
  return {};
}

// A window no larger than what is to be compressed: zlib's usual one of 32 KiB, with its tables of
// 256 KiB, costs several times what the few hundred bytes of a common histogram do.
std::string deflated(const std::string& plain) {
  const int window_bits = std::clamp(static_cast<int>(std::bit_width(plain.size())), 9, 15);
  const int memory_level = std::min(window_bits - 6, 8);
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits, memory_level,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);  // the bound leaves room for all of it
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Inflates all of `bytes`, which must be one whole stream. Nothing where that worked.
std::string inflate_whole(std::string_view bytes, std::string& out) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  // zlib reads through it only; its type is older than const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::array<char, 16'384> chunk;
  std::string problem;
  int result = Z_OK;
  while (problem.empty() && result != Z_STREAM_END) {
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    result = inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = chunk.size() - stream.avail_out;
    if (made > kMostBytes - out.size()) {
      problem = fmt::format("it inflates to more than {} bytes", kMostBytes);
    } else if (result == Z_BUF_ERROR || (result == Z_OK && stream.avail_out > 0)) {
      problem = "its compressed data are cut off";
    } else if (result != Z_OK && result != Z_STREAM_END) {
      problem = "its compressed data are damaged";
    } else {
      out.append(chunk.data(), made);
    }
  }
  if (problem.empty() && stream.avail_in > 0) problem = "more bytes follow its compressed data";
  inflateEnd(&stream);
  return problem;
}

std::string decode_into(std::string_view bytes, Histogram& out) {
  if (bytes.size() < kHeader)
    return fmt::format("it has {} bytes, and its header alone would have {}", bytes.size(),
                       kHeader);
  if ((take_big_endian<std::uint32_t>(bytes) & kCookieMask) != (kCookie & kCookieMask))
    return "it does not begin as an HdrHistogram of version 2";
  const auto length = take_big_endian<std::uint32_t>(bytes);
  // The index offset concerns how a writer keeps its counts, which stand here in order all the
  // same; and the npm package always writes 1.
  bytes.remove_prefix(sizeof(std::uint32_t));
  const auto digits = take_big_endian<std::uint32_t>(bytes);
  const auto lowest = take_big_endian<std::uint64_t>(bytes);
  if (digits != kDigits || lowest != kLowest) {
    return fmt::format("it has {} digits and the lowest value {}, and slogate's have {} and {}",
                       digits, lowest, kDigits, kLowest);
  }
  // Neither the highest value (writers that grow leave it at 2) nor the ratio for values that are
  // no whole numbers says anything about the counts.
  bytes.remove_prefix(2 * sizeof(std::uint64_t));
  if (length != bytes.size())
    return fmt::format("its counts have {} bytes, and it says {}", bytes.size(), length);
  return take_payload(bytes, out);
}

std::string decode_compressed_into(std::string_view bytes, Histogram& out) {
  if (bytes.size() < kCompressedHeader)
    return fmt::format("it has {} bytes, and its header alone would have {}", bytes.size(),
                       kCompressedHeader);
  if ((take_big_endian<std::uint32_t>(bytes) & kCookieMask) != (kCompressedCookie & kCookieMask))
    return "it does not begin as a compressed HdrHistogram of version 2";
  const auto length = take_big_endian<std::uint32_t>(bytes);
  if (length != bytes.size())
    return fmt::format("its compressed data have {} bytes, and it says {}", bytes.size(), length);
  if (bytes.size() > kMostCompressed)
    return fmt::format("its compressed data have {} bytes; at most {} are needed", bytes.size(),
                       kMostCompressed);
  std::string plain;
  const std::string problem = inflate_whole(bytes, plain);
  return problem.empty() ? decode_into(plain, out) : problem;
}

std::optional<Histogram> result(Histogram histogram, std::string problem, std::string& fault) {
  fault = std::move(problem);
  if (!fault.empty()) return std::nullopt;
  return histogram;
}

}  // namespace

std::string encode_hdr(const Histogram& histogram) {
  const std::string payload = payload_of(histogram);
  std::string out;
  out.reserve(kHeader + payload.size());
  put_big_endian(kCookie, out);
  put_big_endian(static_cast<std::uint32_t>(payload.size()), out);
  put_big_endian(std::uint32_t{0}, out);  // the index offset: counts are not shifted
  put_big_endian(kDigits, out);
  put_big_endian(kLowest, out);
  put_big_endian(static_cast<std::uint64_t>(Histogram::kHighestUs), out);
  put_big_endian(std::bit_cast<std::uint64_t>(1.0), out);  // values are whole numbers
  return out + payload;
}

std::string encode_hdr_compressed(const Histogram& histogram) {
  const std::string stream = deflated(encode_hdr(histogram));
  std::string out;
  out.reserve(kCompressedHeader + stream.size());
  put_big_endian(kCompressedCookie, out);
  put_big_endian(static_cast<std::uint32_t>(stream.size()), out);
  return out + stream;
}

std::string encode_hdr_base64(const Histogram& histogram) {
  return encode_base64(encode_hdr_compressed(histogram));
}

std::optional<Histogram> decode_hdr(std::string_view bytes, std::string& fault) {
  Histogram out;
  std::string problem = decode_into(bytes, out);
  return result(std::move(out), std::move(problem), fault);
}

std::optional<Histogram> decode_hdr_compressed(std::string_view bytes, std::string& fault) {
  Histogram out;
  std::string problem = decode_compressed_into(bytes, out);
  return result(std::move(out), std::move(problem), fault);
}

std::optional<Histogram> decode_hdr_base64(std::string_view text, std::string& fault) {
  // Before anything of its size is allocated.
  if (text.size() > (kCompressedHeader + kMostCompressed) / 3 * 4 + 4) {
    fault = fmt::format("its text has {} letters, more than any needs", text.size());
    return std::nullopt;
  }
  const std::optional<std::string> bytes = decode_base64(text);
  if (!bytes) {
    fault = "it is no base64";
    return std::nullopt;
  }
  return decode_hdr_compressed(*bytes, fault);
}

}  // namespace slogate
