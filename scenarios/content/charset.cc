#include "scenarios/content/charset.h"

#include <algorithm>

#include "scenarios/message/exchange.h"

namespace slogate {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f";
constexpr std::size_t kLookedAt = 1024;  // bytes of a page, as HTML's standard has it

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && same_name(text.substr(0, word.size()), word);
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// A value in quotes or without, up to what ends it.
std::string_view value_at(std::string_view text, std::string_view ends) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  if (text.starts_with('"') || text.starts_with('\'')) {
    const char quote = text.front();
    text.remove_prefix(1);
    return without_blanks(text.substr(0, text.find(quote)));
  }
  return without_blanks(text.substr(0, text.find_first_of(ends)));
}

// The attributes of a tag, one after the other.
struct Attribute {
  std::string_view name;
  std::string_view value;
};

// Takes the next one off `tag`; false where there is none.
bool take_attribute(std::string_view& tag, Attribute& out) {
  const std::size_t begin = tag.find_first_not_of(" \t\r\n\f/");
  if (begin == std::string_view::npos) return false;
  tag.remove_prefix(begin);
  const std::size_t end = std::min(tag.find_first_of(" \t\r\n\f/="), tag.size());
  out = {tag.substr(0, end), {}};
  tag.remove_prefix(end);
  const std::string_view rest = tag.substr(std::min(tag.find_first_not_of(kBlanks), tag.size()));
  if (!rest.starts_with('=')) {
    if (end == 0) tag.remove_prefix(1);
    return true;
  }
  out.value = value_at(rest.substr(1), kBlanks);
  const bool there = !out.value.empty();
  tag =
      there
          ? rest.substr(static_cast<std::size_t>(out.value.data() - rest.data()) + out.value.size())
          : rest.substr(1);
  tag.remove_prefix(std::min(tag.find_first_not_of("\"'"), tag.size()));
  return true;
}

// Of `<meta …>`, without its brackets.
std::string_view charset_in_meta(std::string_view tag) {
  std::string_view content;
  bool is_content_type = false;
  for (Attribute found; take_attribute(tag, found);) {
    if (same_name(found.name, "charset")) return found.value;
    if (same_name(found.name, "content")) content = found.value;
    if (same_name(found.name, "http-equiv"))
      is_content_type = same_name(found.value, "Content-Type");
  }
  return is_content_type ? charset_of(content) : std::string_view();
}

}  // namespace

std::string_view charset_of(std::string_view content_type) {
  constexpr std::string_view kName = "charset";
  while (true) {
    const std::size_t semicolon = content_type.find(';');
    if (semicolon == std::string_view::npos) return {};
    content_type.remove_prefix(semicolon + 1);
    const std::string_view parameter = without_blanks(content_type);
    if (!starts_with_word(parameter, kName)) continue;
    const std::string_view rest = without_blanks(parameter.substr(kName.size()));
    if (rest.starts_with('=')) return value_at(rest.substr(1), "; \t,");
  }
}

std::string_view charset_in_page(std::string_view page) {
  constexpr std::string_view kTag = "<meta";
  page = page.substr(0, kLookedAt);
  for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<', at + 1)) {
    const std::string_view here = page.substr(at);
    if (here.starts_with("<!--")) {
      at = page.find("-->", at);
      if (at == std::string_view::npos) return {};
    } else if (starts_with_word(here, kTag) && here.size() > kTag.size() &&
               (kBlanks.find(here[kTag.size()]) != std::string_view::npos ||
                here[kTag.size()] == '/')) {
      const std::string_view tag = here.substr(kTag.size(), here.find('>') - kTag.size());
      if (const std::string_view found = charset_in_meta(tag); !found.empty()) return found;
    }
  }
  return {};
}

}  // namespace slogate
