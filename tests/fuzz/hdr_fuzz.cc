// libFuzzer entry: histograms as others may have written them. The first byte of the input says what
// the rest is:
//
//   b  base64, as in a log              z  a compressed histogram
//   v  a plain one of version 2         c  one that is compressed here, so that zlib lets it pass
//   p  counts alone: the header is put before them here and all is compressed
//   r  a histogram of a run file        l  a log: its origin, a tag's parts, then one of a run file
//
// Whatever is read must be written again as it was counted, and nothing is read half.
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runner/measure/hdr_encoding.h"
#include "runner/measure/hdr_log.h"

namespace {

using slogate::Histogram;

// Ends the run where a claim does not hold; stays on in every build.
void claim(bool holds) {
  if (!holds) std::abort();
}

using Counts = std::vector<std::pair<std::size_t, std::uint64_t>>;

Counts counts_of(const Histogram& histogram) {
  Counts counts;
  histogram.for_each([&counts](std::size_t index, std::uint64_t count) {
    claim(counts.empty() || counts.back().first < index);
    claim(count > 0);
    counts.emplace_back(index, count);
  });
  return counts;
}

// What every histogram holds of itself, and through every form of it that others read. Only what
// clamped() says is in none of them.
void look_at(const Histogram& histogram) {
  claim(histogram.empty() == (histogram.count() == 0));
  claim(histogram.min() <= histogram.max() && histogram.quantile(1) == histogram.max());
  std::string bytes;
  histogram.encode(bytes);
  Histogram again;
  claim(again.decode(bytes) && again == histogram);
  if (histogram.count() > std::numeric_limits<std::int64_t>::max()) return;  // theirs are signed
  std::string fault;
  for (const auto& read :
       {slogate::decode_hdr(slogate::encode_hdr(histogram), fault),
        slogate::decode_hdr_base64(slogate::encode_hdr_base64(histogram), fault)}) {
    claim(read.has_value() && fault.empty());
    claim(read->clamped() == 0 && counts_of(*read) == counts_of(histogram));
  }
}

void judge(const std::optional<Histogram>& read, const std::string& fault) {
  claim(read.has_value() == fault.empty());
  if (!read) return;
  claim(read->count() <= std::numeric_limits<std::int64_t>::max());
  look_at(*read);
}

void put_word(std::uint32_t value, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<unsigned char>(value >> shift & 0xff));
}

std::string compressed(std::string_view plain) {
  uLongf size = compressBound(static_cast<uLong>(plain.size()));
  std::string stream(size, '\0');
  claim(compress(reinterpret_cast<Bytef*>(stream.data()), &size,
                 reinterpret_cast<const Bytef*>(plain.data()),
                 static_cast<uLong>(plain.size())) == Z_OK);
  stream.resize(size);
  std::string out;
  put_word(0x1c849314, out);
  put_word(static_cast<std::uint32_t>(size), out);
  return out + stream;
}

std::string with_header(std::string_view counts) {
  static const std::string kEmpty = slogate::encode_hdr(Histogram());
  std::string out = kEmpty.substr(0, 4);
  put_word(static_cast<std::uint32_t>(counts.size()), out);
  out += kEmpty.substr(8, 32);
  return out.append(counts);
}

void read_run_file(std::string_view bytes) {
  Histogram histogram;
  if (!histogram.decode(bytes)) {
    claim(histogram == Histogram());
    return;
  }
  std::string again;
  histogram.encode(again);
  claim(again == bytes);  // one histogram has one form
  look_at(histogram);
}

// The part up to the next 0 byte, which is taken off `rest`.
std::string_view take_part(std::string_view& rest) {
  const std::string_view part = rest.substr(0, rest.find('\0'));
  rest.remove_prefix(part.size() == rest.size() ? part.size() : part.size() + 1);
  return part;
}

// Whatever the names are, a log has its lines and each line its fields.
void write_log(std::string_view rest) {
  const std::string_view origin = take_part(rest);
  const std::string_view flow = take_part(rest);
  const std::string_view step = take_part(rest);
  Histogram histogram;
  if (!histogram.decode(rest)) histogram.record_us(7, 1);
  std::ostringstream out;
  slogate::HdrLog log(out);
  log.begin(origin, std::nullopt);
  log.line(slogate::hdr_tag({flow, step}), 1'000'000'000, 2'000'000'000, histogram);
  std::istringstream text(out.str());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  claim(lines.size() == (histogram.clamped() > 0 ? 6U : 5U));
  for (const std::string& line : lines) {
    for (const char c : line) claim(c >= ' ' && c <= '~');
  }
  const std::string& last = lines.back();
  claim(last.starts_with("Tag=") && last.find(' ') == std::string::npos);
  const std::size_t comma = last.rfind(',');
  claim(last.find(",1.000,1.000,") == last.find(',') && comma != std::string::npos);
  std::string fault;
  judge(slogate::decode_hdr_base64(std::string_view(last).substr(comma + 1), fault), fault);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string fault;
  switch (data[0]) {
    case 'b':
      judge(slogate::decode_hdr_base64(rest, fault), fault);
      break;
    case 'z':
      judge(slogate::decode_hdr_compressed(rest, fault), fault);
      break;
    case 'v':
      judge(slogate::decode_hdr(rest, fault), fault);
      break;
    case 'c':
      judge(slogate::decode_hdr_compressed(compressed(rest), fault), fault);
      break;
    case 'p':
      judge(slogate::decode_hdr_compressed(compressed(with_header(rest)), fault), fault);
      break;
    case 'r':
      read_run_file(rest);
      break;
    case 'l':
      write_log(rest);
      break;
    default:
      break;
  }
  return 0;
}
