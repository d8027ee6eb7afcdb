#include "scenarios/suite/selector_fault.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <vector>

#include "scenarios/content/jsonpath.h"
#include "scenarios/content/markup.h"
#include "scenarios/content/pointer.h"

namespace slogate {
namespace {

bool is_template(std::string_view text) {
  return text.find("${") != std::string_view::npos;
}

}  // namespace

std::string bad_pointer(std::string_view text) {
  return fmt::format(
      "bad JSON pointer \"{}\": it is empty or begins with \"/\", and \"~\" is written \"~0\"",
      text);
}

std::string bad_jsonpath(std::string_view text, std::string_view why, std::size_t at) {
  // Characters as people count them: bytes that continue one are none.
  const std::string_view before = text.substr(0, at);
  const auto characters = std::count_if(before.begin(), before.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return fmt::format("bad JSONPath \"{}\": {}, at character {}", text, why, characters + 1);
}

std::string bad_xpath(std::string_view text, std::string_view why) {
  return fmt::format("bad XPath expression \"{}\": {}", text, why);
}

std::string bad_pattern(std::string_view text, std::string_view why) {
  return fmt::format("bad pattern \"{}\": {}", text, why);
}

std::string pattern_fault(const std::string& text) {
  if (text.empty() || is_template(text)) return {};
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 pattern(text, options);
  return pattern.ok() ? "" : bad_pattern(text, pattern.error());
}

std::string selector_fault(Source source, const std::string& text) {
  if (text.empty() || is_template(text)) return {};
  if (source == Source::json) {
    std::vector<std::string> tokens;
    return split_pointer(text, tokens) ? "" : bad_pointer(text);
  }
  if (source == Source::jsonpath) {
    JsonPath::Fault fault;
    return JsonPath::parse(text, fault) ? "" : bad_jsonpath(text, fault.message, fault.at);
  }
  if (source == Source::xpath) {
    std::string why;
    return XPath::compile(text, why) ? "" : bad_xpath(text, why);
  }
  return source == Source::regex ? pattern_fault(text) : "";
}

void check_pattern(const Json& value, Diagnostics& problems) {
  if (value.kind != Json::Kind::string) return;
  if (std::string fault = pattern_fault(value.string); !fault.empty())
    problems.add(value.at, std::move(fault));
}

bool has_user_information(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos || scheme > url.find_first_of("/?#")) return false;
  url.remove_prefix(scheme + 3);
  for (std::size_t i = 0; i < url.size(); ++i) {
    if (url[i] == '@') return true;
    if (url[i] == '/' || url[i] == '?' || url[i] == '#') return false;
    if (url.substr(i).starts_with("${")) i = std::min(url.find('}', i), url.size() - 1);
  }
  return false;
}

}  // namespace slogate
