// A source with its selector, ready to look: the pointer split, the pattern compiled, the
// variable's slot known. Private to this folder. Immutable, shared by all workers; what it finds
// refers to the answer and the frame.
//
//   Found found;
//   matcher.look(&body, frame, now, found);
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <re2/re2.h>
#include <nlohmann/json_fwd.hpp>

#include "scenarios/compile/check.h"

namespace slogate {

// What a source gave. Not copied: its views may point into itself.
struct Found {
  enum class Kind : std::uint8_t { missing, text, number, boolean, json, list };

  Found() = default;
  Found(const Found&) = delete;
  Found& operator=(const Found&) = delete;

  Kind kind = Kind::missing;
  std::string_view text;  // of a text; the first text of a list
  double number = 0;
  bool boolean = false;
  const nlohmann::json* json = nullptr;
  std::size_t count = 0;                           // of a list
  const std::vector<std::string>* list = nullptr;  // of a list
  std::string why;                                 // missing: "no such header"
  bool unreadable =
      false;  // missing because the body could not be parsed: no `exists: false` holds
  std::string_view attribute;               // cookie: the demanded attribute that it lacks
  std::size_t at = std::string_view::npos;  // where in the body, where that is known

  std::string owned;  // what `text` and `list` may point into
  std::vector<std::string> owned_list;
};

class Matcher {
 public:
  Source source = Source::status;
  std::string selector;                // as resolved, for words
  std::vector<std::string> pointer;    // json: its reference tokens, unescaped
  std::unique_ptr<re2::RE2> pattern;   // regex
  std::unique_ptr<re2::RE2> expected;  // the pattern of the predicate `matches`
  std::int64_t slot = -1;              // variable: its slot, or -1 for a constant
  std::string constant;                // variable: its value
  bool list_slot = false;              // variable: captured with `list`
  bool secret = false;                 // variable: never shown
  bool fold_case = false;              // a header whose values have no case: content-type
  bool http_only = false;              // cookie: demanded attributes
  bool secure = false;

  // Finds the first value. `body` may be null for a variable.
  void look(const BodyView* body, const Frame& frame, std::chrono::sys_seconds now,
            Found& out) const;
  // All values as texts, for list captures: every node, match, header of that name or array item.
  // False where there is nothing that could be listed; `why` says so.
  [[nodiscard]] bool look_all(const BodyView& body, std::vector<std::string>& out,
                              std::string& why) const;
  [[nodiscard]] bool needs_body() const;

 private:
  void look_header(const Response& response, Found& out) const;
  void look_cookie(const Response& response, Found& out) const;
  void look_json(const BodyView& body, Found& out) const;
  void look_xpath(const BodyView& body, Found& out) const;
  void look_regex(const std::string& text, Found& out) const;
  void look_variable(const Frame& frame, Found& out) const;
};

// Splits a JSON pointer into its reference tokens (RFC 6901 3 and 4). False where it is malformed.
[[nodiscard]] bool split_pointer(std::string_view pointer, std::vector<std::string>& tokens);

// The value that the tokens lead to; nullptr where there is none.
[[nodiscard]] const nlohmann::json* follow_pointer(const nlohmann::json& root,
                                                   const std::vector<std::string>& tokens);

// A JSON value as the text that a capture keeps: a string's own characters, compact JSON for all
// else.
[[nodiscard]] std::string text_of(const nlohmann::json& value);

// A number with as few digits as give it back: 404, 0.5.
[[nodiscard]] std::string digits_of(double number);

// A compiled pattern; its ok() says whether it is one. Quiet, with a bounded memory.
[[nodiscard]] std::unique_ptr<re2::RE2> make_pattern(const std::string& pattern);

}  // namespace slogate
