#include "scenarios/data/json_row.h"

#include <fmt/format.h>

#include <set>

#include "scenarios/suite/quoted.h"

namespace slogate {
namespace {

constexpr unsigned kDeepest = 64;
constexpr unsigned kNoHex = 16;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

unsigned hex_digit(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return kNoHex;
}

// Four hex digits; over 0xffff where they are none.
unsigned hex_four(std::string_view text) {
  if (text.size() < 4) return 0x10000;
  unsigned value = 0;
  for (const char c : text.substr(0, 4)) {
    const unsigned digit = hex_digit(c);
    if (digit == kNoHex) return 0x10000;
    value = value << 4U | digit;
  }
  return value;
}

// The character of a \u escape (two of them for one beyond U+FFFF), and how many bytes it took. 0
// where it is none: half a pair, or a NUL.
std::size_t unicode_escape(std::string_view text, unsigned& character) {
  character = hex_four(text.substr(2));
  if (character == 0 || character > 0xffff) return 0;
  if (character < 0xd800 || character > 0xdfff) return 6;
  if (character > 0xdbff || text.size() < 12 || text[6] != '\\' || text[7] != 'u') return 0;
  const unsigned low = hex_four(text.substr(8));
  if (low < 0xdc00 || low > 0xdfff) return 0;
  character = 0x10000 + ((character - 0xd800) << 10U) + (low - 0xdc00);
  return 12;
}

template <class Out>
void add_utf8(unsigned character, const Out& out) {
  const auto tail = [&](unsigned shift) {
    out(static_cast<char>(0x80U | ((character >> shift) & 0x3fU)));
  };
  if (character < 0x80) {
    out(static_cast<char>(character));
  } else if (character < 0x800) {
    out(static_cast<char>(0xc0U | (character >> 6U)));
    tail(0);
  } else if (character < 0x10000) {
    out(static_cast<char>(0xe0U | (character >> 12U)));
    tail(6);
    tail(0);
  } else {
    out(static_cast<char>(0xf0U | (character >> 18U)));
    tail(12);
    tail(6);
    tail(0);
  }
}

// The characters of a sound string with its quotes.
template <class Out>
void decode(std::string_view string, const Out& out) {
  static constexpr std::string_view kLetters = "\"\\/bfnrt";
  static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::size_t end = string.size() - 1;
  for (std::size_t at = 1; at < end;) {
    if (string[at] != '\\') {
      out(string[at++]);
    } else if (string[at + 1] == 'u') {
      unsigned character = 0;
      at += unicode_escape(string.substr(at), character);
      add_utf8(character, out);
    } else {
      out(kMeanings[kLetters.find(string[at + 1])]);
      at += 2;
    }
  }
}

// Follows the grammar of RFC 8259 through a line and hands each member of the outermost object on:
// keep(name in quotes, value, where the name stands), which says whether it will do.
template <class Keep>
class JsonLine {
 public:
  JsonLine(std::string_view line, const Keep& keep) : line_(line), keep_(keep) {}

  // The line's length where it holds one object and nothing else.
  RowScan read() {
    blanks();
    if (at_ == line_.size()) {
      return RowScan::wrong(0, "an empty line, each line must hold one object", line_.size());
    }
    if (!object(true, 1)) return wrong(kNotJson);
    blanks();
    if (at_ < line_.size()) return wrong("something follows the object, each line holds one");
    return RowScan::row(line_.size());
  }

 private:
  [[nodiscard]] RowScan wrong(std::string_view why) const {
    return RowScan::wrong(at_, std::string(why), line_.size());
  }
  [[nodiscard]] bool is(char c) const { return at_ < line_.size() && line_[at_] == c; }
  bool take(char c) {
    if (!is(c)) return false;
    ++at_;
    return true;
  }
  void blanks() {
    while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
  }
  std::size_t digits() {
    const std::size_t from = at_;
    while (at_ < line_.size() && is_digit(line_[at_])) ++at_;
    return at_ - from;
  }

  bool object(bool outermost, unsigned depth) {
    if (depth > kDeepest || !take('{')) return false;
    blanks();
    if (take('}')) return true;
    do {
      blanks();
      const std::size_t key = at_;
      if (!string()) return false;
      const std::string_view name = line_.substr(key, at_ - key);
      blanks();
      if (!take(':')) return false;
      blanks();
      const std::size_t from = at_;
      if (!value(depth)) return false;
      if (outermost && !keep_(name, line_.substr(from, at_ - from), key)) {
        at_ = key;
        return false;
      }
      blanks();
    } while (take(','));
    return take('}');
  }

  bool array(unsigned depth) {
    if (depth > kDeepest || !take('[')) return false;
    blanks();
    if (take(']')) return true;
    do {
      blanks();
      if (!value(depth)) return false;
      blanks();
    } while (take(','));
    return take(']');
  }

  bool value(unsigned depth) {
    if (at_ == line_.size()) return false;
    switch (line_[at_]) {
      case '{':
        return object(false, depth + 1);
      case '[':
        return array(depth + 1);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool word(std::string_view expected) {
    if (line_.substr(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }

  bool number() {
    take('-');
    if (!take('0') && digits() == 0) return false;
    if (take('.') && digits() == 0) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      return digits() > 0;
    }
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < line_.size()) {
      const auto c = static_cast<unsigned char>(line_[at_]);
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c < 0x20) return false;
      if (c != '\\') {
        ++at_;
      } else if (!escape()) {
        return false;
      }
    }
    return false;
  }

  bool escape() {
    const std::string_view rest = line_.substr(at_);
    if (rest.size() < 2) return false;
    unsigned character = 0;
    const std::size_t length =
        rest[1] == 'u' ? unicode_escape(rest, character)
        : std::string_view("\"\\/bfnrt").find(rest[1]) != std::string_view::npos ? 2
                                                                                 : 0;
    at_ += length;
    return length > 0;
  }

  std::string_view line_;
  const Keep& keep_;
  std::size_t at_ = 0;
};

// The characters of a name in quotes; `scratch` is their memory where it holds an escape.
std::string_view name_of(std::string_view quoted, std::string& scratch) {
  const std::string_view inside = quoted.substr(1, quoted.size() - 2);
  if (inside.find('\\') == std::string_view::npos) return inside;
  scratch.clear();
  decode(quoted, [&](char c) { scratch += c; });
  return scratch;
}

// JSON text without the blanks between its tokens.
void add_compact(std::string_view value, FieldStore& fields) {
  bool in_string = false;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    if (!in_string && is_blank(c)) continue;
    fields.add(c);
    if (in_string && c == '\\') {
      fields.add(value[++at]);
    } else if (c == '"') {
      in_string = !in_string;
    }
  }
}

}  // namespace

JsonColumns::JsonColumns(std::vector<std::string> names) : names_(std::move(names)) {
  for (std::size_t i = 0; i < names_.size(); ++i) numbers_.emplace(names_[i], i);
}

std::size_t JsonColumns::find(std::string_view name, std::size_t guess) const {
  if (guess < names_.size() && names_[guess] == name) return guess;
  const auto found = numbers_.find(name);
  return found == numbers_.end() ? npos : found->second;
}

RowScan skip_json_row(std::string_view text, bool last) {
  const std::size_t end = text.find('\n');
  if (end != std::string_view::npos) return RowScan::row(end + 1);
  return last ? RowScan::row(text.size()) : RowScan::more();
}

RowScan read_json_names(std::string_view line, std::vector<JsonName>& names) {
  if (auto fault = find_byte_fault(line)) {
    return RowScan::wrong(fault->at, std::move(fault->message), line.size());
  }
  std::string scratch;
  std::set<std::string, std::less<>> seen;
  const auto keep = [&](std::string_view name, std::string_view /*value*/, std::size_t at) {
    names.push_back({std::string(name_of(name, scratch)), at});
    return seen.insert(names.back().name).second;
  };
  return JsonLine(line, keep).read();
}

RowScan read_json_row(std::string_view text, bool last, const JsonColumns& columns,
                      JsonScratch& scratch, FieldStore& fields) {
  const RowScan line = skip_json_row(text, last);
  if (line.end != RowScan::End::row) return line;
  const std::string_view whole = text.substr(0, line.length);
  if (auto fault = find_byte_fault(whole)) {
    return RowScan::wrong(fault->at, std::move(fault->message), line.length);
  }
  scratch.values.assign(columns.names().size(), {});
  std::size_t guess = 0;
  const auto keep = [&](std::string_view name, std::string_view value, std::size_t /*at*/) {
    const std::size_t column = columns.find(name_of(name, scratch.key), guess);
    if (column == JsonColumns::npos) return true;
    guess = column + 1;
    if (!scratch.values[column].empty()) return false;
    scratch.values[column] = value;
    return true;
  };
  if (RowScan found = JsonLine(whole, keep).read(); found.end != RowScan::End::row) return found;
  for (std::size_t i = 0; i < scratch.values.size(); ++i) {
    const std::string_view value = scratch.values[i];
    if (value.empty()) {
      return RowScan::wrong(0,
                            fmt::format("the line has no {}, which the first line names",
                                        in_quotes(columns.names()[i])),
                            line.length);
    }
    if (value.front() == '"') {
      decode(value, [&](char c) { fields.add(c); });
    } else if (value.front() == '{' || value.front() == '[') {
      add_compact(value, fields);
    } else if (value != "null") {
      fields.add(value);
    }
    fields.end_field(value != "null");
  }
  return line;
}

}  // namespace slogate
