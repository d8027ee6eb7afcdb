// The text of a JSONPath query, read from front to back: blanks, names, integers, numbers and
// strings (RFC 9535 2.1.1, 2.3.1, 2.3.3), and where the first fault was seen. Private to this
// folder. Each read_ function leaves the place behind what it read, or notes a fault and gives
// false.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "scenarios/content/jsonpath.h"

namespace slogate::jsonpath {

class Text {
 public:
  Text(std::string_view text, JsonPath::Fault& fault) : text_(text), fault_(fault) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  void go_to(std::size_t at) { at_ = at; }
  [[nodiscard]] bool more() const { return at_ < text_.size(); }
  [[nodiscard]] char next() const { return more() ? text_[at_] : '\0'; }
  [[nodiscard]] bool next_is(std::string_view word) const;
  bool take(std::string_view word);
  // Whether there were any.
  bool skip_blanks();

  // The first fault stays; always false.
  bool fail(std::size_t at, std::string message);
  bool fail_here(std::string message) { return fail(at_, std::move(message)); }
  // Says what was expected and what stands here instead.
  bool expected(std::string_view what);

  // Whether a member name that may follow a dot begins here, and that name.
  [[nodiscard]] bool at_name() const;
  std::string_view read_name();
  // A function's name, true, false or null: empty where none begins here.
  std::string_view read_word();
  [[nodiscard]] bool at_integer() const;
  bool read_integer(std::int64_t& value);
  bool read_number(nlohmann::json& value);
  [[nodiscard]] bool at_string() const { return next() == '\'' || next() == '"'; }
  bool read_string(std::string& value);

 private:
  bool read_escape(char quote, std::string& value);
  bool read_code_unit(std::uint32_t& unit);
  bool read_digits(std::string_view after);

  std::string_view text_;
  JsonPath::Fault& fault_;
  std::size_t at_ = 0;
};

}  // namespace slogate::jsonpath
