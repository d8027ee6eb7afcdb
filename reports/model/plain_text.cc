#include "reports/model/plain_text.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace slogate::report {
namespace {

constexpr char32_t kInvalid = 0xFFFFFFFF;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Glyph {
  char32_t code = kInvalid;
  std::size_t size = 1;  // bytes taken
};

unsigned char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

// One code point, or the longest start of one that cannot be completed (Unicode 15, table 3-7).
Glyph glyph_at(std::string_view text, std::size_t at) {
  const unsigned char first = byte_at(text, at);
  if (first < 0x80) return {first, 1};
  if (first < 0xC2 || first > 0xF4) return {};
  const std::size_t length = first < 0xE0 ? 2U : first < 0xF0 ? 3U : 4U;
  char32_t code = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned char next = byte_at(text, at + i);
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (i == 1) {
      if (first == 0xE0) low = 0xA0;
      if (first == 0xED) high = 0x9F;
      if (first == 0xF0) low = 0x90;
      if (first == 0xF4) high = 0x8F;
    }
    if (next < low || next > high) return {kInvalid, i};
    code = (code << 6U) | (next & 0x3FU);
  }
  return {code, length};
}

bool is_noncharacter(char32_t code) {
  return (code & 0xFFFEU) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

struct Range {
  char32_t first;
  char32_t last;
};

// Nothing to see, and yet it changes what is seen: controls, direction marks and overrides,
// separators, tags.
constexpr Range kHidden[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},
    {0x180E, 0x180E}, {0x200B, 0x200B}, {0x200E, 0x200F}, {0x2028, 0x202E},
    {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF},
};

constexpr Range kCombining[] = {
    {0x300, 0x36F},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x200C, 0x200D},
};

template <std::size_t N>
bool within(const Range (&ranges)[N], char32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [code](const Range& r) { return code >= r.first && code <= r.last; });
}

void spell_out(std::string& out, char32_t code) {
  const auto value = static_cast<std::uint32_t>(code);
  auto to = std::back_inserter(out);
  if (code == '\n') {
    out += "\\n";
  } else if (code == '\r') {
    out += "\\r";
  } else if (code == '\t') {
    out += "\\t";
  } else if (code < 0x80) {
    fmt::format_to(to, "\\x{:02x}", value);
  } else if (code <= 0xFFFF) {
    fmt::format_to(to, "\\u{:04x}", value);
  } else {
    fmt::format_to(to, "\\u{{{:x}}}", value);
  }
}

std::size_t cut_before(std::string_view text, std::size_t limit) {
  std::size_t cut = std::min(limit, text.size());
  // A continuation byte at the cut belongs to a code point before it; four bytes are the most that
  // one takes.
  for (int i = 0; i < 3 && cut > 0 && cut < text.size() && (byte_at(text, cut) & 0xC0U) == 0x80;
       ++i)
    --cut;
  return cut;
}

}  // namespace

std::string plain_text(std::string_view text, Lines lines, std::size_t limit) {
  const std::size_t end = text.size() <= limit ? text.size() : cut_before(text, limit);
  const std::string_view shown = text.substr(0, end);
  std::string out;
  out.reserve(shown.size() + 16);
  for (std::size_t at = 0; at < shown.size();) {
    const Glyph glyph = glyph_at(shown, at);
    if (glyph.code == kInvalid || is_noncharacter(glyph.code)) {
      out += kReplacement;
    } else if (lines == Lines::keep && (glyph.code == '\n' || glyph.code == '\t')) {
      out += shown[at];
    } else if (lines == Lines::keep && glyph.code == '\r' && byte_at(shown, at + 1) == '\n') {
      // CR LF: the LF that follows says it all.
    } else if (within(kHidden, glyph.code)) {
      spell_out(out, glyph.code);
    } else {
      out += shown.substr(at, glyph.size);
    }
    at += glyph.size;
  }
  if (end < text.size()) out += fmt::format(" … ({} bytes left out)", text.size() - end);
  return out;
}

std::string clipped(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  const std::string remark = fmt::format(" … (cut at {} bytes)", limit);
  if (limit <= remark.size()) return text.substr(0, cut_before(text, limit));
  return text.substr(0, cut_before(text, limit - remark.size())) + remark;
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    if (!within(kCombining, glyph.code)) ++count;
    at += glyph.size;
  }
  return count;
}

}  // namespace slogate::report
