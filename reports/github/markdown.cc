#include "reports/github/markdown.h"

#include <algorithm>

#include <fmt/format.h>

#include "reports/model/plain_text.h"

namespace slogate::report {
namespace {

constexpr std::size_t kRemarkBytes = 200;  // kept free for the closing remark

std::string row_of(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// True where the character at `i` could begin, end or carry markup, a link or a mention.
bool is_markup(const std::string& text, std::size_t i) {
  constexpr std::string_view kMarkup = "&<>`*[]|~@#\\$";
  const char c = text[i];
  // A bare address becomes a link by "://" or by a leading "www.".
  if (c == ':') return text.compare(i, 2, ":/") == 0;
  if (c == '.')
    return i >= 3 && (text[i - 1] == 'w' || text[i - 1] == 'W') && text[i - 2] == text[i - 1];
  // Inside a word it is no emphasis.
  if (c == '_')
    return i == 0 || i + 1 == text.size() || !is_word(text[i - 1]) || !is_word(text[i + 1]);
  return kMarkup.find(c) != std::string_view::npos;
}

}  // namespace

std::string inline_text(std::string_view text, std::size_t limit) {
  const std::string plain = plain_text(text, Lines::fold, limit);
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (is_markup(plain, i)) {
      out += fmt::format("&#{};", static_cast<int>(plain[i]));
    } else {
      out += plain[i];
    }
  }
  return out;
}

std::string code_block(std::string_view text, std::size_t limit) {
  std::string plain = plain_text(text, Lines::keep, limit);
  plain.erase(plain.find_last_not_of('\n') + 1);
  std::size_t run = 0;
  std::size_t longest = 2;
  for (const char c : plain) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fence + "text\n" + plain + "\n" + fence;
}

bool Markdown::fits(std::size_t bytes) const {
  return left_out_ == 0 && text_.size() + bytes + kRemarkBytes <= limit_;
}

void Markdown::block(const std::string& text) {
  if (!fits(text.size() + 2)) {
    ++left_out_;
    return;
  }
  text_ += text + "\n\n";
}

void Markdown::table(const std::vector<std::string>& heads, const std::vector<bool>& numeric,
                     const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) return;
  std::string head = row_of(heads) + "|";
  for (std::size_t i = 0; i < heads.size(); ++i)
    head += i < numeric.size() && numeric[i] ? " ---: |" : " --- |";
  head += "\n";
  std::size_t next = 0;
  if (fits(head.size() + row_of(rows.front()).size() + 1)) {
    text_ += head;
    for (; next < rows.size(); ++next) {
      const std::string row = row_of(rows[next]);
      if (!fits(row.size() + 1)) break;
      text_ += row;
    }
    text_ += "\n";
  }
  left_out_ += rows.size() - next;
}

std::string Markdown::text() const {
  if (left_out_ == 0) return text_;
  return text_ +
         fmt::format(
             "_Cut here to stay under {} KiB: {} more rows and paragraphs are in report.html._\n",
             (limit_ + 1023) / 1024, left_out_);
}

}  // namespace slogate::report
