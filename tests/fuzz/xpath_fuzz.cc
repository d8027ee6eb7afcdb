// XPath over HTML and XML: the first line is the expression, the rest the page, read as both.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/content/markup.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n');
  const std::string_view expression = input.substr(0, line);
  const std::string_view page =
      line == std::string_view::npos ? std::string_view() : input.substr(line + 1);

  std::string why;
  const std::optional<slogate::XPath> path = slogate::XPath::compile(expression, why);
  // Either it is taken, or there is a reason: never both, never neither.
  if (path.has_value() != why.empty()) __builtin_trap();
  slogate::MarkupTree tree;
  for (const auto kind : {slogate::MarkupKind::html, slogate::MarkupKind::xml}) {
    const bool loaded = tree.load(page, kind, why);
    if (loaded == tree.empty()) __builtin_trap();
    if (!path) continue;
    const slogate::XPathValue value = tree.evaluate(*path);
    if ((value.kind == slogate::XPathValue::Kind::none) == value.why.empty()) __builtin_trap();
    if (value.nodes.size() > value.count) __builtin_trap();
  }
  return 0;
}
