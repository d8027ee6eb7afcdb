// What a source gave and what filters made of it, as views: into the answer, the frame, or the
// memory that looking needs and keeps. Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "scenarios/suite/json.h"

namespace slogate {

class Redactor;
class SecretCuts;

struct Value {
  enum class Kind : std::uint8_t { missing, null, boolean, number, text, array, object };
  // Whole numbers are exact: a JSON 9007199254740993 is not 9007199254740992.
  enum class Whole : std::uint8_t { no, yes, huge };  // huge: over an int64

  Kind kind = Kind::missing;
  bool typed = false;  // of a JSON text: the text "1" is not the number 1
  bool boolean = false;
  Whole whole = Whole::no;
  std::int64_t integer = 0;  // of Whole::yes
  double number = 0;
  std::string_view text;  // of a text; of a JSON number its digits as they stood, where known
  const nlohmann::json* tree = nullptr;  // of a parsed document; always there for arrays, objects
  std::size_t count = 0;                 // of an array or object
};

[[nodiscard]] Value value_of(const nlohmann::json& json);
[[nodiscard]] Value value_of(std::string_view text);
[[nodiscard]] Value value_of(double number);
[[nodiscard]] Value value_of(bool boolean);

// Texts whose memory is used again, and whose places stay.
class TextPool {
 public:
  // An empty text, valid until clear().
  [[nodiscard]] std::string& next();
  void clear() { used_ = 0; }
  // Gives back what a large answer left behind.
  void shrink();

 private:
  std::vector<std::unique_ptr<std::string>> texts_;
  std::size_t used_ = 0;
};

// The memory that looking and comparing need, kept from check to check.
struct Scratch {
  TextPool texts;
  std::vector<Value> items;                  // of the list that was found
  std::vector<Value> members;                // of a JSON array that is looked at as a list
  std::vector<const nlohmann::json*> nodes;  // of a JSONPath
  std::string expected;                      // a rendered template
  Json typed;                                // the value that one stands for
  const Redactor* redactor = nullptr;        // what is told of it must hold no secret
  SecretCuts* cuts = nullptr;                // what watches the filters cut secrets

  void clear();
};

// What a source gave. Not copied.
struct Found {
  explicit Found(Scratch& memory) : scratch(memory) { memory.clear(); }
  Found(const Found&) = delete;
  Found& operator=(const Found&) = delete;

  Scratch& scratch;
  Value value;            // of a list its first member
  bool list = false;      // scratch.items are its members
  std::size_t total = 0;  // of a list, members over a limit included
  std::string_view why;   // missing: "no such header"
  // Missing because the answer could not be read, or a filter could not work on it: not even
  // `exists: false` holds.
  bool unreadable = false;
  bool blank = false;                       // missing, but there is an empty text
  std::string_view attribute;               // cookie: the demanded attribute that it lacks
  std::size_t at = std::string_view::npos;  // where in the body, where that is known

  [[nodiscard]] bool missing() const { return !list && value.kind == Value::Kind::missing; }
  void lose(std::string_view reason);
  // Begins a list; its members are then appended to scratch.items.
  void begin_list();
  // Sets value and total from the members.
  void end_list();
};

// A number with as few digits as give it back: 404, 0.5.
[[nodiscard]] std::string digits_of(double number);
void append_digits(double number, std::string& out);

// The value as the text that a capture keeps: a string's own characters, compact JSON for all else.
void append_text(const Value& value, std::string& out);
[[nodiscard]] std::string text_of(const Value& value);

// The number that a text is, blanks around it aside; false where it is none, or not finite.
[[nodiscard]] bool number_in(std::string_view text, double& number);

}  // namespace slogate
