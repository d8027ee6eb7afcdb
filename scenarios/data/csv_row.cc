#include "scenarios/data/csv_row.h"

#include <array>
#include <optional>

namespace slogate {
namespace {

// By byte: what cannot stand in a field without quotes.
constexpr std::array<bool, 256> kEndsPlain = [] {
  std::array<bool, 256> table{};
  for (const char c : {',', '\n', '\r', '"'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

class CsvRow {
 public:
  CsvRow(std::string_view text, bool last, FieldStore& fields)
      : text_(text), last_(last), fields_(fields) {}

  RowScan read() {
    while (true) {
      const bool quoted = next_ < text_.size() && text_[next_] == '"';
      if (std::optional<RowScan> end = quoted ? in_quotes() : plain()) return *end;
      fields_.end_field();
      if (next_ == text_.size()) return last_ ? whole() : RowScan::more();
      switch (text_[next_]) {
        case ',':
          ++next_;
          break;
        case '\n':
          ++next_;
          return whole();
        case '\r':
          return line_end();
        default:
          return RowScan::wrong(
              next_, "after a closing quote only a comma or the end of the line may stand");
      }
    }
  }

 private:
  // Up to the end of the record: its bytes are looked at here, all at once.
  RowScan whole() {
    if (auto fault = find_byte_fault(text_.substr(0, next_))) {
      return RowScan::wrong(fault->at, std::move(fault->message), next_);
    }
    return RowScan::row(next_);
  }

  RowScan line_end() {
    if (next_ + 1 == text_.size() && !last_) return RowScan::more();
    if (next_ + 1 < text_.size() && text_[next_ + 1] == '\n') {
      next_ += 2;
      return whole();
    }
    return RowScan::wrong(next_,
                          "a carriage return alone, lines end with a line feed or with both");
  }

  std::optional<RowScan> plain() {
    std::size_t end = next_;
    while (end < text_.size() && !kEndsPlain[static_cast<unsigned char>(text_[end])]) ++end;
    if (end < text_.size() && text_[end] == '"') {
      return RowScan::wrong(
          end, "a quote in the middle of a field: quote the whole field and double the quote");
    }
    fields_.add(text_.substr(next_, end - next_));
    next_ = end;
    return std::nullopt;
  }

  std::optional<RowScan> in_quotes() {
    const std::size_t opened = next_++;
    while (true) {
      const std::size_t quote = text_.find('"', next_);
      if (quote == std::string_view::npos) {
        if (!last_) return RowScan::more(opened);
        return RowScan::wrong(opened, "a quote is opened here and never closed");
      }
      fields_.add(text_.substr(next_, quote - next_));
      next_ = quote + 1;
      if (next_ == text_.size() && !last_) return RowScan::more(opened);
      if (next_ == text_.size() || text_[next_] != '"') return std::nullopt;
      fields_.add('"');
      ++next_;
    }
  }

  std::string_view text_;
  bool last_;
  FieldStore& fields_;
  std::size_t next_ = 0;
};

}  // namespace

RowScan read_csv_row(std::string_view text, bool last, FieldStore& fields) {
  return CsvRow(text, last, fields).read();
}

RowScan skip_csv_row(std::string_view text, bool last, FieldStore& scratch) {
  const std::size_t end = text.find('\n');
  if (end != std::string_view::npos && text.substr(0, end).find('"') == std::string_view::npos) {
    return RowScan::row(end + 1);
  }
  scratch.clear();
  return read_csv_row(text, last, scratch);
}

}  // namespace slogate
