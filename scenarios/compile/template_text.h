// Splits a template's text at its `${…}`. Private to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slogate {

struct TemplatePart {
  enum class Kind : std::uint8_t { literal, name, env, secret, totp };
  Kind kind = Kind::literal;
  std::string text;  // the literal, or the name without its prefix
};

// Fills `parts`; what is wrong with the text, or nothing.
[[nodiscard]] std::optional<std::string> split_template(std::string_view text,
                                                        std::vector<TemplatePart>& parts);

}  // namespace slogate
