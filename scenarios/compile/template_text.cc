#include "scenarios/compile/template_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace slogate {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

// The filters that make a text of a text and take no argument.
constexpr std::array<std::pair<std::string_view, Filter>, 9> kFilters = {{
    {"trim", Filter::trim},
    {"lower", Filter::lower},
    {"upper", Filter::upper},
    {"url_encode", Filter::url_encode},
    {"url_decode", Filter::url_decode},
    {"base64_encode", Filter::base64_encode},
    {"base64_decode", Filter::base64_decode},
    {"sha256", Filter::sha256},
    {"md5", Filter::md5},
}};

constexpr std::string_view kJson = "json";  // the last word: how the value is sent

std::optional<std::string> read_filter(std::string_view word, TemplatePart& part) {
  if (part.json) return fmt::format("the filter \"{}\" stands behind \"json\", the last one", word);
  if (word == kJson) {
    part.json = true;
    return std::nullopt;
  }
  const auto found = std::ranges::find(kFilters, word, &std::pair<std::string_view, Filter>::first);
  if (found == kFilters.end()) {
    std::vector<std::string> known;
    for (const auto& [name, unused] : kFilters) known.emplace_back(name);
    known.emplace_back(kJson);
    const std::string meant = nearest_word(word, known);
    return meant.empty() ? fmt::format("unknown filter \"{}\", templates know {}", word,
                                       fmt::join(known, ", "))
                         : fmt::format("unknown filter \"{}\", did you mean \"{}\"?", word, meant);
  }
  if (part.filters.size() == kMostFilters)
    return fmt::format("more than {} filters on one value", kMostFilters);
  part.filters.push_back(found->second);
  return std::nullopt;
}

// What stands between `${` and `}`. What is wrong with one of its filters is told there, all else
// at the `${`.
std::optional<TemplateFault> read_slot(std::string_view inside, TemplatePart& part) {
  constexpr std::size_t kBegin = 2;  // behind the `${`
  part.kind = TemplatePart::Kind::name;
  const auto fault = [&](std::string message) {
    return TemplateFault{std::move(message), part.at};
  };
  std::string_view name = inside.substr(0, inside.find('|'));
  for (std::size_t at = name.size(); at < inside.size();) {
    const std::size_t end = std::min(inside.find('|', at + 1), inside.size());
    if (auto problem = read_filter(inside.substr(at + 1, end - at - 1), part))
      return TemplateFault{std::move(*problem), part.at + kBegin + at + 1};
    at = end;
  }
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
    const std::string_view prefix = name.substr(0, colon);
    name = name.substr(colon + 1);
    if (prefix == "env") {
      part.kind = TemplatePart::Kind::env;
    } else if (prefix == "secret") {
      part.kind = TemplatePart::Kind::secret;
    } else if (prefix == "totp") {
      part.kind = TemplatePart::Kind::totp;
    } else if (prefix == "hotp") {
      part.kind = TemplatePart::Kind::hotp;
      const std::size_t second = name.find(':');
      if (second == std::string_view::npos)
        return fault(
            fmt::format("\"${{{}}}\" names no counter: write ${{hotp:key:counter}}", inside));
      part.counter = name.substr(second + 1);
      part.counter_at = part.at + kBegin + colon + 1 + second + 1;
      name = name.substr(0, second);
    } else {
      return fault(
          fmt::format("unknown form \"{}:\", known are env:, secret:, totp: and hotp:", prefix));
    }
  }
  const bool counted = part.kind == TemplatePart::Kind::hotp;
  if (part.json && (counted || part.kind == TemplatePart::Kind::totp))
    return fault("a one-time code is a text and no JSON: its zeros in front count");
  if (!is_name(name) || (counted && !is_name(part.counter))) {
    return fault(fmt::format(
        "\"${{{}}}\" holds no name: letters, digits, \"_\", \"-\" and \".\"; a literal \"${{\" is "
        "\"$${{\"",
        inside));
  }
  part.text = name;
  return std::nullopt;
}

}  // namespace

std::optional<TemplateFault> split_template(std::string_view text, std::vector<TemplatePart>& parts,
                                            bool json_value) {
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
      return TemplateFault{"\"${\" is opened and never closed; a literal \"${\" is \"$${\"", i};
    if (!literal.empty()) parts.push_back({TemplatePart::Kind::literal, std::move(literal)});
    literal.clear();
    TemplatePart part;
    part.at = i;
    if (auto fault = read_slot(text.substr(i + 2, close - i - 2), part)) return fault;
    parts.push_back(std::move(part));
    i = close + 1;
  }
  if (!literal.empty()) parts.push_back({TemplatePart::Kind::literal, std::move(literal)});
  const auto json = std::ranges::find_if(parts, &TemplatePart::json);
  if (json != parts.end() && (!json_value || parts.size() > 1)) {
    return TemplateFault{
        "the filter \"json\" stands only where a value of JSON can stand, in a \"json\" body and "
        "behind \"equals\", \"one_of\", \"contains\" and the orders of a check, in a text that is "
        "\"${name|json}\" and nothing else",
        json->at};
  }
  return std::nullopt;
}

bool is_json_reference(std::string_view text) {
  std::vector<TemplatePart> parts;
  return text.find("json") != std::string_view::npos && !split_template(text, parts, true) &&
         parts.size() == 1 && parts.front().json;
}

}  // namespace slogate
