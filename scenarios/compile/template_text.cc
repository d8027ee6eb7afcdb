#include "scenarios/compile/template_text.h"

#include <algorithm>

#include <fmt/format.h>

namespace slogate {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

std::optional<std::string> read_slot(std::string_view inside, TemplatePart& part) {
  part.kind = TemplatePart::Kind::name;
  std::string_view name = inside;
  if (const std::size_t colon = inside.find(':'); colon != std::string_view::npos) {
    const std::string_view prefix = inside.substr(0, colon);
    name = inside.substr(colon + 1);
    if (prefix == "env") {
      part.kind = TemplatePart::Kind::env;
    } else if (prefix == "secret") {
      part.kind = TemplatePart::Kind::secret;
    } else if (prefix == "totp") {
      part.kind = TemplatePart::Kind::totp;
    } else {
      return fmt::format("unknown form \"{}:\", known are env:, secret: and totp:", prefix);
    }
  }
  if (!is_name(name)) {
    return fmt::format(
        "\"${{{}}}\" holds no name: letters, digits, \"_\", \"-\" and \".\"; a literal \"${{\" is "
        "\"$${{\"",
        inside);
  }
  part.text = name;
  return std::nullopt;
}

}  // namespace

std::optional<std::string> split_template(std::string_view text, std::vector<TemplatePart>& parts) {
  parts.clear();
  std::string literal;
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i, 3) == "$${") {
      literal += "${";
      i += 3;
      continue;
    }
    if (text.substr(i, 2) != "${") {
      literal += text[i++];
      continue;
    }
    const std::size_t close = text.find('}', i);
    if (close == std::string_view::npos)
      return "\"${\" is opened and never closed; a literal \"${\" is \"$${\"";
    if (!literal.empty()) parts.push_back({TemplatePart::Kind::literal, std::move(literal)});
    literal.clear();
    TemplatePart part;
    if (auto problem = read_slot(text.substr(i + 2, close - i - 2), part)) return problem;
    parts.push_back(std::move(part));
    i = close + 1;
  }
  if (!literal.empty()) parts.push_back({TemplatePart::Kind::literal, std::move(literal)});
  return std::nullopt;
}

}  // namespace slogate
