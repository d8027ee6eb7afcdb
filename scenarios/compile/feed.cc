#include "scenarios/compile/feed.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "scenarios/message/utf8.h"

namespace slogate {
namespace {

// Reads one record after the other and knows on which line it stands.
class CsvReader {
 public:
  CsvReader(const std::string& name, std::string_view text) : name_(name), text_(text) {}

  [[nodiscard]] bool at_end() const { return next_ >= text_.size(); }
  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] const std::optional<Diagnostic>& problem() const { return problem_; }

  // The fields up to the end of the record; problem() is set where it is malformed.
  std::vector<std::string> record() {
    std::vector<std::string> fields;
    do {
      fields.emplace_back();
      if (next_ < text_.size() && text_[next_] == '"') {
        quoted(fields.back());
      } else {
        plain(fields.back());
      }
    } while (!problem_ && take(','));
    if (!problem_ && !at_end()) end_of_line();
    return fields;
  }

 private:
  bool take(char c) {
    if (next_ >= text_.size() || text_[next_] != c) return false;
    ++next_;
    return true;
  }

  [[nodiscard]] bool at_line_break() const {
    return text_[next_] == '\n' || text_.substr(next_, 2) == "\r\n";
  }

  void end_of_line() {
    if (!at_line_break()) {
      fail(line_, next_, "after a closing quote only a comma or the end of the line may stand");
      return;
    }
    take('\r');
    take('\n');
    ++line_;
    line_start_ = next_;
  }

  void plain(std::string& field) {
    for (; next_ < text_.size() && text_[next_] != ',' && !at_line_break(); ++next_) {
      if (text_[next_] == '"') {
        fail(line_, next_,
             "a quote in the middle of a field: quote the whole field and double the quote");
        return;
      }
      field += text_[next_];
    }
  }

  void quoted(std::string& field) {
    const int opened_line = line_;
    const std::size_t opened_column = next_ - line_start_;
    ++next_;
    for (; next_ < text_.size(); ++next_) {
      const char c = text_[next_];
      if (c == '"') {
        if (next_ + 1 >= text_.size() || text_[next_ + 1] != '"') {
          ++next_;
          return;
        }
        ++next_;
      }
      field += c;
      if (c == '\n') {
        ++line_;
        line_start_ = next_ + 1;
      }
    }
    problem_ = Diagnostic{{name_, opened_line, static_cast<int>(opened_column) + 1},
                          "a quote is opened here and never closed"};
  }

  void fail(int line, std::size_t offset, std::string message) {
    problem_ =
        Diagnostic{{name_, line, static_cast<int>(offset - line_start_) + 1}, std::move(message)};
  }

  const std::string& name_;
  std::string_view text_;
  std::size_t next_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
  std::optional<Diagnostic> problem_;
};

std::optional<std::string> column_problem(const std::vector<std::string>& columns) {
  for (auto it = columns.begin(); it != columns.end(); ++it) {
    if (it->empty()) return "a column without a name: the first line names the columns";
    if (std::find(columns.begin(), it, *it) != it)
      return fmt::format("the column \"{}\" is named twice", *it);
  }
  return std::nullopt;
}

std::string plural(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

Result<Feed> read_csv(const std::string& name, std::string_view text) {
  // Spreadsheet programs put a byte-order mark there; it is no part of the first column's name.
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const std::size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
    return Diagnostics({{name, static_cast<int>(line), 1}, "this line is not UTF-8"});
  }
  if (text.empty())
    return Diagnostics({{name, 1, 1}, "the file is empty: its first line must name the columns"});

  CsvReader reader(name, text);
  std::vector<std::string> columns = reader.record();
  if (reader.problem()) return Diagnostics(*reader.problem());
  if (auto problem = column_problem(columns))
    return Diagnostics({{name, 1, 1}, std::move(*problem)});

  std::vector<std::vector<std::string>> rows;
  while (!reader.at_end()) {
    const int line = reader.line();
    rows.push_back(reader.record());
    if (reader.problem()) return Diagnostics(*reader.problem());
    if (rows.back().size() != columns.size()) {
      return Diagnostics(
          {{name, line, 1},
           fmt::format("this row has {}, the first line names {}",
                       plural(rows.back().size(), "field"), plural(columns.size(), "column"))});
    }
  }
  if (rows.empty())
    return Diagnostics({{name, 1, 1}, "the file has no rows, only the names of its columns"});
  return Feed(std::move(columns), std::move(rows));
}

}  // namespace slogate
