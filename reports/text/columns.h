// A table of plain text with aligned columns, and the few colours that the terminal report uses.
//
//   Columns table({Align::left, Align::right});
//   table.row({"api p99", "182 ms"});
//   table.print(out, "  ");
//
// Cells are plain text already (reports/model/plain_text.h); a paint around a cell takes no column.
// One thread.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "reports/model/report.h"

namespace slogate::report {

// Wraps words in ANSI colours, or leaves them alone.
class Paint {
 public:
  explicit Paint(bool colour) : colour_(colour) {}
  [[nodiscard]] std::string state(State state, std::string_view text) const;
  [[nodiscard]] std::string bold(std::string_view text) const;
  [[nodiscard]] std::string faint(std::string_view text) const;

 private:
  [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;
  bool colour_;
};

enum class Align { left, right };

struct Cell {
  std::string text;
  std::string painted;  // what is printed instead; same columns. Empty: the text

  Cell(std::string plain) : text(std::move(plain)) {}  // NOLINT: a cell is its text
  Cell(const char* plain) : text(plain) {}             // NOLINT
  Cell(std::string plain, std::string paint) : text(std::move(plain)), painted(std::move(paint)) {}
};

class Columns {
 public:
  explicit Columns(std::vector<Align> aligns) : aligns_(std::move(aligns)) {}
  // As many cells as there are columns.
  void row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  void print(std::ostream& out, std::string_view indent) const;

 private:
  std::vector<Align> aligns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace slogate::report
