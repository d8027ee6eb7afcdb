#include "scenarios/content/markup_place.h"

#include <algorithm>
#include <string>

namespace slogate {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr long kLastLine = 65535;  // libxml2 counts no further

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

const xmlNode* element_of(const xmlNode& node) {
  if (node.type == XML_NAMESPACE_DECL) return nullptr;  // a structure of another shape
  const xmlNode* element = &node;
  while (element != nullptr && element->type != XML_ELEMENT_NODE) element = element->parent;
  return element;
}

std::string tag_of(const xmlNode& element) {
  std::string tag = "<";
  if (element.ns != nullptr && element.ns->prefix != nullptr)
    tag.append(reinterpret_cast<const char*>(element.ns->prefix)) += ':';
  return tag.append(reinterpret_cast<const char*>(element.name));
}

// How many elements before this one have its tag and its line.
std::size_t before_in_line(const xmlNode& element, const std::string& tag, long line) {
  std::size_t count = 0;
  for (const xmlNode* at = element.doc->children; at != nullptr && at != &element;
       at = next_of(at)) {
    if (at->type == XML_ELEMENT_NODE && xmlGetLineNo(at) == line && tag_of(*at) == tag) ++count;
  }
  return count;
}

// HTML knows no case: neither does the search.
bool is_tag(std::string_view text, std::size_t at, std::string_view tag) {
  const std::string_view here = text.substr(at, tag.size());
  const bool same =
      std::ranges::equal(here, tag, [](char a, char b) { return lower(a) == lower(b); });
  const std::string_view after = text.substr(std::min(at + tag.size(), text.size()), 1);
  return same && (after.empty() || std::string_view(" \t\r\n/>").find(after) != kNowhere);
}

// Of a tag that goes on in the line that begins here, where it begins; else the line's beginning.
std::size_t open_tag_before(std::string_view text, std::size_t line) {
  if (line == 0) return 0;
  const std::size_t bracket = text.find_last_of("<>", line - 1);
  return bracket != kNowhere && text[bracket] == '<' ? bracket : line;
}

std::size_t line_begin(std::string_view text, long line) {
  std::size_t begin = 0;
  for (long number = 1; number < line; ++number) {
    const std::size_t end = text.find('\n', begin);
    if (end == kNowhere) return kNowhere;
    begin = end + 1;
  }
  return begin;
}

}  // namespace

const xmlNode* next_of(const xmlNode* node) {
  if (node->type == XML_ELEMENT_NODE && node->children != nullptr) return node->children;
  while (node != nullptr && node->next == nullptr) node = node->parent;
  return node == nullptr ? nullptr : node->next;
}

std::size_t place_in_text(const xmlNode& node, std::string_view text) {
  const xmlNode* const element = element_of(node);
  if (element == nullptr) return kNowhere;
  // The line in which the tag ends.
  const long line = xmlGetLineNo(element);
  if (line < 1 || line >= kLastLine) return kNowhere;
  const std::size_t begin = line_begin(text, line);
  if (begin == kNowhere) return kNowhere;
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  const std::string tag = tag_of(*element);
  std::size_t left = before_in_line(*element, tag, line);
  for (std::size_t at = open_tag_before(text, begin); at < end; at = text.find('<', at + 1)) {
    if (text.substr(at, 4) == "<!--") {
      at = text.find("-->", at);
      if (at == kNowhere) break;
    } else if (is_tag(text, at, tag) && left-- == 0) {
      return at;
    }
  }
  return begin;
}

}  // namespace slogate
