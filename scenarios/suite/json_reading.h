// A JSON text that is read although values in it are at fault, so that what else is wrong with the
// file is told at the same time.
//
//   JsonReading read = read_json("flow.json", R"({"a": 1e400, "a": 2})");
//   read.tree->find("a")->number   // 0.5, told of and in `faulty`
//   read.repeated[0].key           // "a": the first one stays in the tree
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/suite/json.h"

namespace slogate {

struct JsonReading {
  // Nothing where the text is no JSON, or beyond what json.h says is read.
  std::optional<Json> tree;
  Diagnostics problems;
  // Where the values and keys of the tree begin that were told of: a number that does not fit stands
  // as 0.5, a string without its NULs. What follows from them is not worth telling.
  std::vector<Position> faulty;
  std::vector<Json::Member> repeated;  // whose key stood before in the object: not in the tree
};

[[nodiscard]] JsonReading read_json(const std::string& file, std::string_view text);

}  // namespace slogate
