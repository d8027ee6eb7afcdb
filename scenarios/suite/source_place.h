// Where a text of an input file stands, and each byte of it: the reader of JSON has replaced the
// escapes of a string, and what is wrong in the midst of it is told at the very place.
//
//   SourcePlace place = json.place();   // "a\n${x}" at flow.json:4:9
//   place.of(2)                         // flow.json:4:13, where "${x}" begins
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/suite/diagnostic.h"

namespace slogate {

class SourcePlace : public Position {
 public:
  SourcePlace() = default;
  // Of a text that does not stand there as it is, such as one that slogate sets: it is one place.
  SourcePlace(Position at) : Position(std::move(at)) {}  // NOLINT: wherever a place is enough
  SourcePlace(std::string in, int from_line, int from_column)
      : SourcePlace(Position{std::move(in), from_line, from_column}) {}
  // Of the JSON string that begins there. `written`: what the file holds between its quotation
  // marks; may be empty where it holds no escapes.
  SourcePlace(Position at, std::string_view written);

  // Of the same string without its first bytes.
  [[nodiscard]] SourcePlace behind(std::size_t bytes) const;
  // Where the byte at the offset of the text stands.
  [[nodiscard]] Position of(std::size_t offset) const;

 private:
  // Both offsets behind an escape.
  struct Step {
    std::size_t text = 0;
    std::size_t written = 0;
  };

  std::vector<Step> steps_;
  std::size_t skipped_ = 0;
  bool string_ = false;
};

}  // namespace slogate
