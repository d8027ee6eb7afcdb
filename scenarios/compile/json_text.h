// Where the values of a JSON text stand, without a copy of them: one pass checks the whole text as
// RFC 8259 wants it and notes its values, then pointers are followed over the notes. The memory is
// used again by the next text, so that looking into small answers costs none. Private to this
// folder.
//
//   JsonText json;
//   if (json.parse(body)) json.value_of(*json.find({"items", "0", "id"}), pool);
//
// Refused, as by the parser of whole documents: invalid UTF-8, half surrogates, numbers over a
// double's range, nesting over kMostNesting, texts over kMostParsed. Of a key that stands twice the
// last value counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/compile/value.h"

namespace slogate {

// Nesting over this is no JSON to us: the same cap as for the suite's own files.
inline constexpr std::size_t kMostNesting = 64;
// Bodies over this are not parsed: `max_body` may be set higher for downloads that nobody looks
// into.
inline constexpr std::size_t kMostParsed = 16U << 20U;

class JsonText {
 public:
  struct Node {
    std::uint32_t begin = 0;  // the value's first byte
    std::uint32_t end = 0;    // behind its last byte
    std::uint32_t next = 0;   // the number of the node behind it and all that is in it
    std::uint32_t count = 0;  // items of an array; members of an object, doubles included
    Value::Kind kind = Value::Kind::null;
    bool escaped = false;  // a string with backslashes
    bool whole = false;    // a number without fraction and exponent
  };

  // Why a text is refused, in words that live for ever, and the byte that shows it.
  struct Fault {
    std::size_t at = 0;
    std::string_view why;  // "expected , or }"
    bool limit = false;    // it may be JSON, and is more than is looked into
  };

  // The text must outlive what is read from it.
  [[nodiscard]] bool parse(std::string_view text);
  // Of the last text that was refused.
  [[nodiscard]] const Fault& fault() const { return fault_; }
  void clear();

  // The value that a pointer's tokens lead to; nullptr where there is none.
  [[nodiscard]] const Node* find(const std::vector<std::string>& tokens) const;
  // The whole; only of a text that was accepted.
  [[nodiscard]] const Node& root() const { return nodes_.front(); }
  // Scalars whole; of arrays and objects kind and count. A string with escapes is written to
  // `pool`.
  [[nodiscard]] Value value_of(const Node& node, TextPool& pool) const;

 private:
  bool value(std::size_t depth);
  bool values(Value::Kind kind, char end, std::size_t depth);
  bool name();
  bool string();
  bool escape();
  bool number();
  bool word(std::string_view word, Value::Kind kind);
  bool digits();
  [[nodiscard]] bool code_unit(std::size_t at, std::uint32_t& unit) const;
  bool refuse(std::string_view why, bool limit = false);
  void skip_blanks();
  [[nodiscard]] char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c);
  std::size_t open(Value::Kind kind);
  void close(std::size_t node);
  [[nodiscard]] bool same_key(const Node& key, std::string_view token) const;
  void unescape(const Node& node, std::string& out) const;

  std::string_view text_;
  std::size_t at_ = 0;
  Fault fault_;
  std::vector<Node> nodes_;  // in the order of the text; a member's key stands before its value
};

}  // namespace slogate
