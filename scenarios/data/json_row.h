// One line of a JSON lines file: an object. The columns' members are taken from it: a string gives
// its characters, null no value, anything else its JSON text without blanks, digits as they are
// written. Written by hand because rows are read while requests are sent: no allocation once the
// memory is warm. Strict (RFC 8259); nesting up to 64; no NUL in a string; no column twice.
//
// Private to this folder.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/data/field_store.h"
#include "scenarios/data/row_scan.h"

namespace slogate {

// The columns and where each one's value begins and ends in the line that is being read.
class JsonColumns {
 public:
  explicit JsonColumns(std::vector<std::string> names = {});

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  static constexpr std::size_t npos = std::string::npos;
  // The column of that name, or npos. `guess` is tried first: members mostly come in one order.
  [[nodiscard]] std::size_t find(std::string_view name, std::size_t guess) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t, std::less<>> numbers_;
};

// Memory that reading a line needs; one per thread.
struct JsonScratch {
  std::vector<std::string_view> values;  // by column; empty: not met
  std::string key;
};

struct JsonName {
  std::string name;
  std::size_t at = 0;  // where it stands in the line
};

inline constexpr std::string_view kNotJson = "this is not JSON";

// The members' names of a line that holds an object, each once; a fault (kNotJson, or better) where
// it holds none.
[[nodiscard]] RowScan read_json_names(std::string_view line, std::vector<JsonName>& names);

// `text` begins with the line and is not empty; `last`: nothing follows it in the file. A fault has
// its length, so that the next line can be looked at; where it is kNotJson, parse_json() has better
// words.
[[nodiscard]] RowScan read_json_row(std::string_view text, bool last, const JsonColumns& columns,
                                    JsonScratch& scratch, FieldStore& fields);

// The same for a line that has been read before.
[[nodiscard]] RowScan skip_json_row(std::string_view text, bool last);

}  // namespace slogate
