// GitHub-flavoured Markdown under a size limit. Text is escaped so that nothing in it is markup, a
// link or a mention; what would exceed the limit is left out whole (a row, a paragraph, a code
// block), never cut in the middle.
//
//   Markdown page(900 * 1024);
//   page.block("## Objectives");
//   page.table({"claim", "samples"}, {false, true}, rows);    // cells through cell()
//   out << page.text();
//
// Writes: one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slogate::report {

// One line of inline text; every character with a meaning in Markdown or HTML is a character
// reference.
[[nodiscard]] std::string inline_text(std::string_view text, std::size_t limit = 600);

// A fenced block whose fence is longer than any run of backticks in the text.
[[nodiscard]] std::string code_block(std::string_view text, std::size_t limit);

class Markdown {
 public:
  explicit Markdown(std::size_t limit) : limit_(limit) {}

  // Paragraph, heading or list, followed by an empty line.
  void block(const std::string& text);

  // Rows that do not fit are left out; a heading row without any row that fits is left out too.
  void table(const std::vector<std::string>& heads, const std::vector<bool>& numeric,
             const std::vector<std::vector<std::string>>& rows);

  // The page; where something was left out its last line says how much.
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] bool fits(std::size_t bytes) const;

  std::size_t limit_;
  std::string text_;
  std::size_t left_out_ = 0;
};

}  // namespace slogate::report
