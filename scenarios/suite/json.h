// JSON text with the place of every value. nlohmann's nodes carry no position, so its SAX events
// build this tree, beside a cursor that walks the text from token to token.
//
//   Result<Json> root = parse_json("flow.json", text);
//   root->find("steps")->items[0].at   // flow.json:12:5
//
// Refused, each with its place: what RFC 8259 does not allow, a byte-order mark, duplicate keys,
// invalid UTF-8, NUL in a string, nesting over 64, numbers that do not fit a double or (whole ones)
// an int64, over 1,000,000 values, text over 16 MiB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/suite/source_place.h"

namespace slogate {

struct Json {
  enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };

  struct Member;

  Kind kind = Kind::null;
  Position at;  // where the value begins
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;  // also set for an integer
  std::string string;
  // As the file writes it, where that says more: a fraction, for 1.10 is sent as 1.10, and what stands
  // between the quotation marks of a string with escapes.
  std::string written;
  std::vector<Json> items;      // of an array
  std::vector<Member> members;  // of an object, in the file's order

  // The member's value; nullptr where there is none or this is no object.
  [[nodiscard]] const Json* find(std::string_view key) const;

  // Of a string also where each of its bytes stands.
  [[nodiscard]] SourcePlace place() const;

  // "a string", "an object", …: for messages.
  [[nodiscard]] std::string_view kind_name() const;

  // Compact JSON text of this value.
  [[nodiscard]] std::string dump() const;
};

struct Json::Member {
  std::string key;
  Position at;  // where the key begins
  Json value;
};

// The whole text as one value. `file` only names the text in positions.
[[nodiscard]] Result<Json> parse_json(const std::string& file, std::string_view text);

}  // namespace slogate
