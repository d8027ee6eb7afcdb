// The tree that a JSONPath text is parsed to (RFC 9535 2.1 to 2.5). Private to this folder: built
// by jsonpath_parse.h, walked by jsonpath_select.h, not changed between the two. It owns all that
// it points to; its depth is bounded by the parser.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <re2/re2.h>
#include <nlohmann/json_fwd.hpp>

namespace slogate::jsonpath {

struct Condition;

// One selector between the brackets of a segment (RFC 9535 2.3).
struct Selector {
  enum class Kind : std::uint8_t { name, wildcard, index, slice, filter };

  Kind kind = Kind::wildcard;
  std::string name;                            // name: as it stands in the document, escapes undone
  std::int64_t index = 0;                      // index: counted from the end where it is negative
  std::optional<std::int64_t> from;            // slice
  std::optional<std::int64_t> to;              // slice
  std::int64_t step = 1;                       // slice
  std::unique_ptr<const Condition> condition;  // filter
};

struct Segment {
  bool descendant = false;
  bool blanks = false;  // blanks stand within its brackets
  std::vector<Selector> selectors;
};

struct Query {
  bool relative = false;  // starts at @ instead of $
  bool singular = true;   // names and indexes only (RFC 9535 2.3.5.1)
  std::vector<Segment> segments;
};

enum class Function : std::uint8_t { length, count, match, search, value };

struct Call;

// What stands on one side of a comparison or as an argument of a call.
struct Operand {
  enum class Kind : std::uint8_t { literal, query, call };

  Kind kind = Kind::literal;
  std::shared_ptr<const nlohmann::json> literal;
  Query query;
  std::unique_ptr<const Call> call;
};

struct Call {
  Function function = Function::length;
  std::vector<Operand> arguments;
  std::unique_ptr<const re2::RE2> pattern;  // match, search: where the text itself holds it
};

enum class Comparison : std::uint8_t {
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal
};

// A logical expression (RFC 9535 2.3.5).
struct Condition {
  enum class Kind : std::uint8_t { any_of, all_of, compares, exists, holds };

  Kind kind = Kind::exists;
  bool negated = false;
  std::vector<Condition> parts;               // any_of, all_of
  Comparison comparison = Comparison::equal;  // compares
  Operand left;                               // compares; exists: a query; holds: a call
  Operand right;                              // compares
};

}  // namespace slogate::jsonpath
