#include "scenarios/suite/source_place.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace slogate {
namespace {

// An escape's bytes in the file, and those it stands for.
struct Escaped {
  std::size_t written = 0;
  std::size_t meant = 0;
};

// The string has been read, so its escapes are good (RFC 8259 7).
Escaped escaped_at(std::string_view written, std::size_t at) {
  if (written.substr(at, 2) != "\\u") return {2, 1};
  const std::string_view digits = written.substr(at + 2, 4);
  unsigned unit = 0;
  (void)std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
  if (unit == 0) return {6, 0};                           // told of and left out
  if (unit >= 0xD800 && unit <= 0xDBFF) return {12, 4};   // the first half of a pair
  return {6, unit < 0x80 ? 1U : unit < 0x800 ? 2U : 3U};  // in UTF-8
}

}  // namespace

SourcePlace::SourcePlace(Position at, std::string_view written)
    : Position(std::move(at)), string_(true) {
  Step behind;
  for (std::size_t i = written.find('\\'); i < written.size(); i = written.find('\\', i)) {
    const Escaped character = escaped_at(written, i);
    behind.text += i - behind.written + character.meant;
    behind.written = i += character.written;
    steps_.push_back(behind);
  }
}

SourcePlace SourcePlace::behind(std::size_t bytes) const {
  SourcePlace out = *this;
  out.skipped_ += bytes;
  return out;
}

Position SourcePlace::of(std::size_t offset) const {
  Position out = *this;
  if (!string_) return out;
  offset += skipped_;
  // The last escape that ends at the byte or before it.
  const auto next =
      std::upper_bound(steps_.begin(), steps_.end(), offset,
                       [](std::size_t wanted, const Step& step) { return wanted < step.text; });
  const Step before = next == steps_.begin() ? Step() : *std::prev(next);
  out.column += static_cast<int>(before.written + (offset - before.text) + 1);  // behind the quote
  return out;
}

}  // namespace slogate
