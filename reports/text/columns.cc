#include "reports/text/columns.h"

#include <algorithm>
#include <ostream>

#include "reports/model/plain_text.h"

namespace slogate::report {

std::string Paint::wrap(std::string_view code, std::string_view text) const {
  if (!colour_) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string Paint::state(State state, std::string_view text) const {
  switch (state) {
    case State::pass:
      return wrap("32", text);
    case State::fail:
    case State::error:
      return wrap("1;31", text);
    case State::inconclusive:
      return wrap("1;33", text);
    case State::skipped:
    case State::not_applicable:
      break;
  }
  return wrap("2", text);
}

std::string Paint::bold(std::string_view text) const {
  return wrap("1", text);
}

std::string Paint::faint(std::string_view text) const {
  return wrap("2", text);
}

void Columns::print(std::ostream& out, std::string_view indent) const {
  std::vector<std::size_t> widths(aligns_.size(), 0);
  for (const auto& cells : rows_) {
    for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], columns(cells[i].text));
    }
  }
  for (const auto& cells : rows_) {
    std::string line(indent);
    for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i) {
      const std::string gap(widths[i] - columns(cells[i].text), ' ');
      const std::string& shown = cells[i].painted.empty() ? cells[i].text : cells[i].painted;
      if (i > 0) line += "  ";
      line += aligns_[i] == Align::right ? gap + shown : shown + gap;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

}  // namespace slogate::report
