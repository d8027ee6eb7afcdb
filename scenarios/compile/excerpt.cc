#include "scenarios/compile/excerpt.h"

#include <algorithm>

#include <fmt/format.h>

namespace slogate {
namespace {

constexpr std::string_view kCut = "…";

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

// The characters of tokens in all forms that a redactor knows (plain, URL, base64), and of UTF-8
// sequences.
bool in_word(char c) {
  constexpr std::string_view kMarks = "-_.~+/=%";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) & 0x80U) != 0 || kMarks.find(c) != std::string_view::npos;
}

bool splits_word(std::string_view text, std::size_t at) {
  return at > 0 && at < text.size() && in_word(text[at - 1]) && in_word(text[at]);
}

bool splits_character(std::string_view text, std::size_t at) {
  return at < text.size() && continues_character(text[at]);
}

// Whether words may be cut: those of a text without its secrets.
enum class Words : bool { whole, cut };

std::string beginning(std::string_view text, std::size_t limit, Words words) {
  if (text.size() <= limit) return std::string(text);
  const std::size_t most = limit - kCut.size();
  std::size_t end = most;
  while (splits_word(text, end)) --end;
  if (words == Words::cut && end < most / 2) {
    end = most;
    while (end > 0 && splits_character(text, end)) --end;
  }
  if (end == 0) return fmt::format("({} bytes without a break)", text.size());
  return fmt::format("{}{}", text.substr(0, end), kCut);
}

std::string around(std::string_view body, std::size_t at, std::size_t limit, Words words) {
  std::size_t begin = 0;
  if (at != std::string_view::npos && at <= body.size() && at > limit / 2 && body.size() > limit) {
    const std::size_t first = std::min(at - limit / 4, body.size() - (limit - kCut.size()));
    begin = first;
    while (splits_word(body, begin)) ++begin;
    if (words == Words::cut && begin > at - std::min(at, limit / 8)) {
      begin = first;
      while (splits_character(body, begin)) ++begin;
    }
  }
  if (begin == body.size()) begin = 0;  // one word to its end
  if (begin == 0) return beginning(body, limit, words);
  return std::string(kCut) + beginning(body.substr(begin), limit - kCut.size(), words);
}

}  // namespace

std::string shortened(std::string_view text, std::size_t limit, const Redactor* redactor) {
  return redactor == nullptr ? beginning(text, limit, Words::whole)
                             : beginning(redactor->redact(text), limit, Words::cut);
}

std::string excerpt(std::string_view body, std::size_t at, std::size_t limit,
                    const Redactor* redactor) {
  if (redactor == nullptr) return around(body, at, limit, Words::whole);
  // The end of a body is no place in it: the redactor moves only those.
  const bool ends = at == body.size();
  const std::string shown = redactor->redact(body, at);
  return around(shown, ends ? shown.size() : at, limit, Words::cut);
}

std::string line_and_column(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = std::ranges::count(before, '\n');
  const std::string_view in_line = before.substr(before.rfind('\n') + 1);
  const auto column =
      std::ranges::count_if(in_line, [](char c) { return !continues_character(c); });
  return fmt::format("line {}, column {}", line + 1, column + 1);
}

}  // namespace slogate
