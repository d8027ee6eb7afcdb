// Splits a template's text at its `${…}`. Private to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/suite/suite.h"

namespace slogate {

inline constexpr std::size_t kMostFilters = 16;  // of one value, in templates as in checks

struct TemplatePart {
  enum class Kind : std::uint8_t { literal, name, env, secret, totp, hotp };
  Kind kind = Kind::literal;
  std::string text;       // the literal, or the name without its prefix
  std::string counter{};  // of a counted code: the name behind the key's
  std::vector<Filter> filters{};
  bool json = false;           // `${name|json}`: the value is JSON and is sent as it is
  std::size_t at = 0;          // of its `${` in the text
  std::size_t counter_at = 0;  // of the counter's name
};

// What is wrong with a template's text, and where in it.
struct TemplateFault {
  std::string message;
  std::size_t at = 0;
};

// Fills `parts`; what is wrong with the text, or nothing. `json_value`: it is a text of a JSON
// body or one that a check compares with, the only places for `${name|json}`, which must be all of
// it.
[[nodiscard]] std::optional<TemplateFault> split_template(std::string_view text,
                                                          std::vector<TemplatePart>& parts,
                                                          bool json_value = false);

// Whether the text is `${name|json}` and nothing else.
[[nodiscard]] bool is_json_reference(std::string_view text);

}  // namespace slogate
