#include "scenarios/message/encoded_text.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

namespace slogate {
namespace {

// A character as decoded from the text: its bytes in UTF-8 and how much of the text it took. Nothing taken: none stands
// there.
struct Decoded {
  std::string bytes;
  std::size_t taken = 0;
};

std::size_t run_of_backslashes(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_not_of('\\', at);
  return (end == std::string_view::npos ? text.size() : end) - at;
}

bool read_number(std::string_view digits, int base, std::uint32_t& value) {
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return error == std::errc() && end == digits.data() + digits.size() && !digits.empty();
}

std::string utf8_of(std::uint32_t code) {
  const auto part = [code](unsigned shift, unsigned mark) {
    return static_cast<char>(mark | ((code >> shift) & 0x3fU));
  };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xc0U | (code >> 6U)), part(0, 0x80)};
  if (code < 0x10000)
    return {static_cast<char>(0xe0U | (code >> 12U)), part(6, 0x80), part(0, 0x80)};
  return {static_cast<char>(0xf0U | (code >> 18U)), part(12, 0x80), part(6, 0x80), part(0, 0x80)};
}

Decoded percent(std::string_view text, std::size_t at) {
  std::uint32_t byte = 0;
  if (at + 3 > text.size() || text[at] != '%' || !read_number(text.substr(at + 1, 2), 16, byte))
    return {};
  return {std::string(1, static_cast<char>(byte)), 3};
}

// Encoded once more, as an address within an address is: `%252F`.
Decoded percent_twice(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with("%25")) return {};
  std::uint32_t byte = 0;
  if (at + 5 > text.size() || !read_number(text.substr(at + 3, 2), 16, byte)) return {};
  return {std::string(1, static_cast<char>(byte)), 5};
}

// A form's `+` for a space, encoded: `%2B`.
Decoded space(std::string_view text, std::size_t at) {
  const Decoded plus = percent(text, at);
  if (plus.bytes != "+") return {};
  return {" ", plus.taken};
}

Decoded entity(std::string_view text, std::size_t at) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kNames = {
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  if (text[at] != '&') return {};
  for (const auto& [name, c] : kNames) {
    if (text.substr(at).starts_with(name)) return {std::string(1, c), name.size()};
  }
  const std::size_t end = text.find(';', at);
  if (end == std::string_view::npos || end - at > 10 || end - at < 4 || text[at + 1] != '#')
    return {};
  const bool hex = text[at + 2] == 'x' || text[at + 2] == 'X';
  const std::size_t digits = at + (hex ? 3 : 2);
  std::uint32_t code = 0;
  if (!read_number(text.substr(digits, end - digits), hex ? 16 : 10, code) || code > 0x10ffff)
    return {};
  return {utf8_of(code), end + 1 - at};
}

// `\u00e4`, a surrogate pair, or `\n`; with any number of backslashes, as JSON within JSON has them.
Decoded escape(std::string_view text, std::size_t at) {
  static constexpr std::string_view kLetters = "bfnrt";
  static constexpr std::string_view kControls = "\b\f\n\r\t";
  const std::size_t run = run_of_backslashes(text, at);
  const std::size_t mark = at + run;
  if (run == 0 || mark >= text.size()) return {};
  std::uint32_t unit = 0;
  if (text[mark] == 'u' && mark + 5 <= text.size() &&
      read_number(text.substr(mark + 1, 4), 16, unit)) {
    std::size_t taken = run + 5;
    std::uint32_t low = 0;
    const std::size_t next = mark + 5;
    const std::size_t next_run = run_of_backslashes(text, next);
    const bool pair = unit >= 0xd800 && unit < 0xdc00 && next_run > 0 &&
                      next + next_run + 5 <= text.size() && text[next + next_run] == 'u' &&
                      read_number(text.substr(next + next_run + 1, 4), 16, low);
    if (pair) {
      unit = 0x10000 + ((unit - 0xd800) << 10U) + ((low - 0xdc00) & 0x3ffU);
      taken += next_run + 5;
    }
    return {utf8_of(unit), taken};
  }
  const std::size_t letter = kLetters.find(text[mark]);
  if (letter != std::string_view::npos) return {std::string(1, kControls[letter]), run + 1};
  if (text[mark] == '"' || text[mark] == '/' || text[mark] == '\'')
    return {std::string(1, text[mark]), run + 1};
  return {};
}

}  // namespace

bool may_be_encoded(char first) {
  return first == '%' || first == '&' || first == '\\' || first == '+';
}

std::string first_characters(std::string_view text, std::size_t at) {
  std::string out(1, text[at]);
  if (text[at] == '+') out += ' ';
  for (const Decoded& one : {percent_twice(text, at), percent(text, at), space(text, at),
                             entity(text, at), escape(text, at)}) {
    if (one.taken > 0 && out.find(one.bytes.front()) == std::string::npos) out += one.bytes.front();
  }
  return out;
}

std::size_t match_encoded(std::string_view text, std::size_t at, std::string_view wanted) {
  if (wanted.empty() || at >= text.size()) return 0;
  // Nearly every place in a text is ruled out by its first character.
  if (text[at] != wanted.front() && !may_be_encoded(text[at])) return 0;
  if (text.substr(at).starts_with(wanted)) return wanted.size();
  const std::size_t begin = at;
  for (std::size_t i = 0; i < wanted.size();) {
    if (at >= text.size()) return 0;
    bool decoded = false;
    for (const Decoded& one : {percent_twice(text, at), percent(text, at), space(text, at),
                               entity(text, at), escape(text, at)}) {
      if (one.taken == 0 || !wanted.substr(i).starts_with(one.bytes)) continue;
      i += one.bytes.size();
      at += one.taken;
      decoded = true;
      break;
    }
    if (decoded) continue;
    if (wanted[i] == '\\' && text[at] == '\\') {
      // However often it was doubled.
      i += run_of_backslashes(wanted, i);
      at += run_of_backslashes(text, at);
    } else if (text[at] == wanted[i] || (wanted[i] == ' ' && text[at] == '+')) {
      ++i;
      ++at;
    } else {
      return 0;
    }
  }
  return at - begin;
}

}  // namespace slogate
