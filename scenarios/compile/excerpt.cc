#include "scenarios/compile/excerpt.h"

#include <algorithm>

#include <fmt/format.h>

namespace slogate {
namespace {

constexpr std::string_view kCut = "…";

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

}  // namespace

std::string shortened(std::string_view text, std::size_t limit, const Redactor* redactor) {
  if (redactor != nullptr) return shortened(redactor->redact(text), limit);
  if (text.size() <= limit) return std::string(text);
  std::size_t end = limit - kCut.size();
  while (splits_word(text, end)) --end;
  if (end == 0) return fmt::format("({} bytes without a break)", text.size());
  return fmt::format("{}{}", text.substr(0, end), kCut);
}

std::string excerpt(std::string_view body, std::size_t at, std::size_t limit,
                    const Redactor* redactor) {
  if (redactor != nullptr) {
    const std::string shown = redactor->redact(body, at);
    return excerpt(shown, at, limit);
  }
  std::size_t begin = 0;
  if (at != std::string_view::npos && at < body.size() && at > limit / 2 && body.size() > limit) {
    begin = std::min(at - limit / 4, body.size() - limit);
    while (splits_word(body, begin)) ++begin;
  }
  if (begin == 0) return shortened(body, limit);
  return std::string(kCut) + shortened(body.substr(begin), limit - kCut.size());
}

}  // namespace slogate
