#include "scenarios/compile/json_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "scenarios/message/utf8.h"

namespace slogate {
namespace {

constexpr std::size_t kKeptNodes = 64U << 10U;

// Bytes that end a run of plain characters in a string: the quotation mark, the backslash, control
// characters, and what begins a sequence of UTF-8.
constexpr std::array<bool, 256> special_bytes() {
  std::array<bool, 256> special{};
  for (std::size_t i = 0; i < special.size(); ++i) {
    special[i] = i < 0x20 || i >= 0x80 || i == '"' || i == '\\';
  }
  return special;
}
constexpr std::array<bool, 256> kSpecial = special_bytes();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_high(std::uint32_t unit) {
  return unit >= 0xd800 && unit < 0xdc00;
}
bool is_low(std::uint32_t unit) {
  return unit >= 0xdc00 && unit < 0xe000;
}

void append_utf8(std::uint32_t point, std::string& out) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0U | point >> 6U);
    put(0x80U | (point & 0x3fU));
  } else if (point < 0x10000) {
    put(0xe0U | point >> 12U);
    put(0x80U | (point >> 6U & 0x3fU));
    put(0x80U | (point & 0x3fU));
  } else {
    put(0xf0U | point >> 18U);
    put(0x80U | (point >> 12U & 0x3fU));
    put(0x80U | (point >> 6U & 0x3fU));
    put(0x80U | (point & 0x3fU));
  }
}

// The number behind a backslash's letter other than u.
char plain_escape(char letter) {
  switch (letter) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return letter;
  }
}

// The double nearest to a number that RFC 8259 allows; false where it is over the range. A number
// under the range is 0 or next to it.
bool nearest_double(std::string_view text, double& number) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc()) return true;
  number = std::strtod(std::string(text).c_str(), nullptr);
  return std::isfinite(number);
}

// What other languages write for a value and JSON does not know; empty for anything else.
std::string_view foreign_value(std::string_view text) {
  if (text.starts_with("NaN")) return "NaN, which JSON does not have";
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.starts_with("Infinity")) return "Infinity, which JSON does not have";
  if (text.starts_with('\'')) return "a text in single quotation marks, JSON has double ones";
  return {};
}

}  // namespace

bool JsonText::parse(std::string_view text) {
  clear();
  at_ = 0;
  if (text.size() > kMostParsed) return refuse("over 16 MiB are not looked into", true);
  text_ = text;
  at_ = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  skip_blanks();
  bool valid = value(0);
  if (valid) {
    skip_blanks();
    valid = at_ == text.size() || refuse("expected nothing more");
  }
  if (!valid) clear();
  return valid;
}

bool JsonText::refuse(std::string_view why, bool limit) {
  fault_ = {at_, why, limit};
  return false;
}

void JsonText::clear() {
  text_ = {};
  nodes_.clear();
  if (nodes_.capacity() > kKeptNodes) nodes_.shrink_to_fit();
}

void JsonText::skip_blanks() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
    ++at_;
  }
}

bool JsonText::take(char c) {
  if (here() != c || at_ == text_.size()) return false;
  ++at_;
  return true;
}

std::size_t JsonText::open(Value::Kind kind) {
  Node node;
  node.begin = static_cast<std::uint32_t>(at_);
  node.kind = kind;
  nodes_.push_back(node);
  return nodes_.size() - 1;
}

void JsonText::close(std::size_t node) {
  nodes_[node].end = static_cast<std::uint32_t>(at_);
  nodes_[node].next = static_cast<std::uint32_t>(nodes_.size());
}

bool JsonText::value(std::size_t depth) {
  switch (here()) {
    case '{':
      return values(Value::Kind::object, '}', depth);
    case '[':
      return values(Value::Kind::array, ']', depth);
    case '"':
      return string();
    case 't':
      return word("true", Value::Kind::boolean);
    case 'f':
      return word("false", Value::Kind::boolean);
    case 'n':
      return word("null", Value::Kind::null);
    default:
      if (const std::string_view why = foreign_value(text_.substr(at_)); !why.empty())
        return refuse(why);
      return number();
  }
}

bool JsonText::word(std::string_view word, Value::Kind kind) {
  if (text_.substr(at_, word.size()) != word) return refuse("expected a value");
  const std::size_t node = open(kind);
  at_ += word.size();
  close(node);
  return true;
}

// What an array or an object holds, from bracket to bracket.
bool JsonText::values(Value::Kind kind, char end, std::size_t depth) {
  if (depth == kMostNesting) return refuse("nested over 64 deep", true);
  const bool named = kind == Value::Kind::object;
  const std::size_t node = open(kind);
  ++at_;
  skip_blanks();
  std::uint32_t count = 0;
  while (!take(end)) {
    if (count > 0) {
      if (!take(',')) return refuse(named ? "expected , or }" : "expected , or ]");
      skip_blanks();
    }
    if (named && !name()) return false;
    if (!value(depth + 1)) return false;
    skip_blanks();
    ++count;
  }
  nodes_[node].count = count;
  close(node);
  return true;
}

// A member's name, up to its value.
bool JsonText::name() {
  if (here() != '"') return refuse("expected a name in quotation marks");
  if (!string()) return false;
  skip_blanks();
  if (!take(':')) return refuse("expected :");
  skip_blanks();
  return true;
}

bool JsonText::string() {
  const std::size_t node = open(Value::Kind::text);
  ++at_;
  while (true) {
    while (at_ < text_.size() && !kSpecial[static_cast<unsigned char>(text_[at_])]) ++at_;
    if (at_ == text_.size()) return refuse("expected the quotation mark that ends a text");
    const char c = text_[at_];
    if (c == '"') break;
    if (c == '\\') {
      if (!escape()) return false;
      nodes_[node].escaped = true;
      continue;
    }
    if (static_cast<unsigned char>(c) < 0x20)
      return refuse("a control character in a text, such as a line break, is written as an escape");
    const std::size_t length = utf8_length(text_, at_);
    if (length == 0) return refuse("a byte that is no UTF-8");
    at_ += length;
  }
  ++at_;
  close(node);
  return true;
}

bool JsonText::code_unit(std::size_t at, std::uint32_t& unit) const {
  unit = 0;
  if (at + 4 > text_.size()) return false;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int value = hex_value(text_[i]);
    if (value < 0) return false;
    unit = unit << 4U | static_cast<std::uint32_t>(value);
  }
  return true;
}

bool JsonText::escape() {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kHalf = "half of a surrogate pair";
  const char letter = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
  if (letter != 'u') {
    if (letter == '\0' || kLetters.find(letter) == std::string_view::npos)
      return refuse("an escape that JSON does not know");
    at_ += 2;
    return true;
  }
  std::uint32_t unit = 0;
  if (!code_unit(at_ + 2, unit)) return refuse("expected four hex digits behind \\u");
  if (is_low(unit)) return refuse(kHalf);
  if (!is_high(unit)) {
    at_ += 6;
    return true;
  }
  if (text_.substr(at_ + 6, 2) != "\\u" || !code_unit(at_ + 8, unit) || !is_low(unit))
    return refuse(kHalf);
  at_ += 12;
  return true;
}

bool JsonText::digits() {
  if (!is_digit(here())) return refuse("expected a digit");
  while (is_digit(here())) ++at_;
  return true;
}

bool JsonText::number() {
  if (here() != '-' && !is_digit(here())) return refuse("expected a value");
  const std::size_t node = open(Value::Kind::number);
  const std::size_t begin = at_;
  take('-');
  if (!take('0') && !digits()) return false;
  bool whole = true;
  if (take('.')) {
    whole = false;
    if (!digits()) return false;
  }
  if (here() == 'e' || here() == 'E') {
    whole = false;
    ++at_;
    if (!take('-')) take('+');
    if (!digits()) return false;
  }
  constexpr std::size_t kSurelyFinite = 300;  // digits
  double unused = 0;
  if ((at_ - begin > kSurelyFinite || !whole) &&
      !nearest_double(text_.substr(begin, at_ - begin), unused)) {
    at_ = begin;
    return refuse("a number over the range of a double", true);
  }
  nodes_[node].whole = whole;
  close(node);
  return true;
}

bool JsonText::same_key(const Node& key, std::string_view token) const {
  const std::string_view raw = text_.substr(key.begin + 1, key.end - key.begin - 2);
  if (!key.escaped) return raw == token;
  std::string plain;
  unescape(key, plain);
  return plain == token;
}

const JsonText::Node* JsonText::find(const std::vector<std::string>& tokens) const {
  if (nodes_.empty()) return nullptr;
  std::size_t at = 0;
  for (const std::string& token : tokens) {
    const Node& node = nodes_[at];
    std::size_t found = 0;
    if (node.kind == Value::Kind::object) {
      std::size_t member = at + 1;
      for (std::uint32_t i = 0; i < node.count; ++i) {
        if (same_key(nodes_[member], token)) found = member + 1;
        member = nodes_[member + 1].next;
      }
    } else if (node.kind == Value::Kind::array) {
      std::size_t index = 0;
      const char* end = token.data() + token.size();
      const auto [stop, error] = std::from_chars(token.data(), end, index);
      const bool leading_zero = token.size() > 1 && token.front() == '0';
      if (error != std::errc() || stop != end || leading_zero || index >= node.count)
        return nullptr;
      found = at + 1;
      for (std::size_t i = 0; i < index; ++i) found = nodes_[found].next;
    }
    if (found == 0) return nullptr;
    at = found;
  }
  return &nodes_[at];
}

void JsonText::unescape(const Node& node, std::string& out) const {
  const std::string_view raw = text_.substr(node.begin + 1, node.end - node.begin - 2);
  for (std::size_t i = 0; i < raw.size();) {
    const std::size_t run = std::min(raw.find('\\', i), raw.size());
    out += raw.substr(i, run - i);
    i = run;
    if (i == raw.size()) break;
    if (raw[i + 1] != 'u') {
      out += plain_escape(raw[i + 1]);
      i += 2;
      continue;
    }
    std::uint32_t unit = 0;
    const std::size_t begin = node.begin + 1;
    (void)code_unit(begin + i + 2, unit);
    i += 6;
    if (is_high(unit)) {
      std::uint32_t low = 0;
      (void)code_unit(begin + i + 2, low);
      unit = 0x10000 + ((unit - 0xd800) << 10U) + (low - 0xdc00);
      i += 6;
    }
    append_utf8(unit, out);
  }
}

Value JsonText::value_of(const Node& node, TextPool& pool) const {
  Value value;
  value.kind = node.kind;
  value.typed = true;
  const std::string_view raw = text_.substr(node.begin, node.end - node.begin);
  if (node.kind == Value::Kind::boolean) {
    value.boolean = raw == "true";
  } else if (node.kind == Value::Kind::text) {
    if (node.escaped) {
      std::string& text = pool.next();
      unescape(node, text);
      value.text = text;
    } else {
      value.text = raw.substr(1, raw.size() - 2);
    }
  } else if (node.kind == Value::Kind::number) {
    value.text = raw;
    (void)nearest_double(raw, value.number);
    if (node.whole) {
      const auto [stop, error] =
          std::from_chars(raw.data(), raw.data() + raw.size(), value.integer);
      value.whole = error == std::errc() ? Value::Whole::yes : Value::Whole::huge;
    }
  } else {
    value.count = node.count;
  }
  return value;
}

}  // namespace slogate
