#include "runner/app/source_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "runner/app/cell_width.h"
#include "scenarios/message/utf8.h"

namespace slogate {
namespace {

constexpr std::size_t kWidest = 100;  // bytes of a line that are shown
constexpr std::size_t kBefore = 60;   // of them before the place, in a longer line
constexpr int kLastLine = 1'000'000;  // a feed may be huge: nobody waits for a line further down

// The line's bytes without its end; nothing where it cannot be read.
std::optional<std::string> read_line(const Position& at) {
  std::ifstream in(at.file, std::ios::binary);
  std::string line;
  if (at.line > kLastLine) return std::nullopt;
  for (int number = 0; number < at.line; ++number) {
    if (!std::getline(in, line)) return std::nullopt;
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

// How many bytes what stands at the place has: a string to its closing quote, a `${…}` in one to its brace, anything
// else to what ends a JSON value or a word in a string.
std::size_t length_at(std::string_view line, std::size_t at) {
  if (at >= line.size() || line[at] == '{' || line[at] == '[') return 1;
  if (line.substr(at, 2) == "${") {
    const std::size_t end = std::min(line.find_first_of("}\"", at), line.size());
    return end - at + (line.substr(end, 1) == "}" ? 1 : 0);
  }
  if (line[at] != '"') {
    const std::size_t end = line.find_first_of(" \t,]}:|\"", at);
    return std::max<std::size_t>(1, std::min(end, line.size()) - at);
  }
  for (std::size_t i = at + 1; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == '"') {
      return i + 1 - at;
    }
  }
  return line.size() - at;
}

// As a terminal shows it, and how many of its cells that takes: blanks for control characters, `?` for bytes that are
// no UTF-8.
std::string printable(std::string_view text, std::size_t& cells) {
  std::string out;
  const bool valid = find_invalid_utf8(text) == std::string_view::npos;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    const bool continuation = (byte & 0xc0U) == 0x80U;
    if (byte < 0x20U || byte == 0x7fU) {
      out += ' ';
    } else {
      out += byte < 0x80U || valid ? c : '?';
    }
    if (!valid) {
      ++cells;
    } else if (!continuation) {
      cells += cell_width(text, i);
    }
  }
  return out;
}

bool inside_character(std::string_view line, std::size_t at) {
  return at < line.size() && (static_cast<unsigned char>(line[at]) & 0xc0U) == 0x80U;
}

std::string excerpt(const std::string& line, const Position& at) {
  std::size_t place = std::min(static_cast<std::size_t>(std::max(at.column, 1)) - 1, line.size());
  std::size_t begin = line.size() <= kWidest || place < kBefore ? 0 : place - kBefore;
  while (inside_character(line, begin)) ++begin;
  while (inside_character(line, place)) --place;
  std::size_t end = std::min(line.size(), begin + kWidest);
  while (inside_character(line, end)) --end;
  const std::string_view shown(line);
  const std::size_t last = std::min(end, place + length_at(line, place));
  std::size_t before = begin > 0 ? 1 : 0;
  std::size_t marked = 0;
  std::size_t rest = 0;
  std::string text = begin > 0 ? "…" : "";
  text += printable(shown.substr(begin, place - begin), before);
  text += printable(shown.substr(place, std::max(last, place) - place), marked);
  text += printable(shown.substr(std::max(last, place), end - std::max(last, place)), rest);
  if (end < line.size()) text += "…";
  const std::string number = std::to_string(at.line);
  return fmt::format("  {} | {}\n  {} | {}^{}\n", number, text, std::string(number.size(), ' '),
                     std::string(before, ' '), std::string(marked > 0 ? marked - 1 : 0, '~'));
}

// The diagnostic's own words, its column counted in characters as editors do, where its line can be read.
std::string told(const Diagnostic& diagnostic, const std::optional<std::string>& line) {
  if (!line) return diagnostic.text();
  Diagnostic out = diagnostic;
  const auto bytes = static_cast<std::size_t>(std::max(out.at.column, 1)) - 1;
  const std::string_view before = std::string_view(*line).substr(0, std::min(bytes, line->size()));
  if (find_invalid_utf8(*line) == std::string_view::npos) {
    for (const char c : before) {
      if ((static_cast<unsigned char>(c) & 0xc0U) == 0x80U) --out.at.column;
    }
  }
  return out.text();
}

}  // namespace

std::string with_lines(const Diagnostics& diagnostics) {
  // A secret is hidden from whatever else is said of its line.
  std::set<std::pair<std::string, int>> hidden;
  for (const Diagnostic& diagnostic : diagnostics.list) {
    if (diagnostic.hide_line) hidden.emplace(diagnostic.at.file, diagnostic.at.line);
  }
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.list) {
    std::optional<std::string> line;
    if (diagnostic.at.line != 0 && !diagnostic.at.file.empty()) line = read_line(diagnostic.at);
    out += told(diagnostic, line);
    if (!out.ends_with('\n')) out += '\n';
    if (line && !hidden.contains({diagnostic.at.file, diagnostic.at.line}))
      out += excerpt(*line, diagnostic.at);
  }
  return out;
}

}  // namespace slogate
