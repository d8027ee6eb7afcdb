#include "scenarios/suite/json_fault.h"

#include <algorithm>
#include <cctype>

#include "scenarios/message/utf8.h"
#include "scenarios/suite/diagnostic.h"
#include "scenarios/suite/quoted.h"

namespace slogate {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

JsonFault ended(std::string_view text, const JsonState& state) {
  std::string message = "the text ends too early";
  if (state.open) {
    const LineColumn at = line_column(text, state.opened_at);
    message += ", the " + std::string(1, text[state.opened_at]) + " of " + std::to_string(at.line) +
               ":" + std::to_string(at.column) + " is still open";
  }
  return {text.size(), message};
}

JsonFault string_fault(std::string_view text, std::size_t at) {
  bool closed = false;
  for (std::size_t i = at + 1; i < text.size() && !closed; ++i) {
    closed = text[i] == '"';
    if (text[i] == '\n' || text[i] == '\r')
      return {at, "this string does not end on its line, close it with \""};
    if (static_cast<unsigned char>(text[i]) < 0x20) {
      return {i, "a control character in a string, write it as an escape such as \\t"};
    }
    if (text[i] != '\\') continue;
    ++i;
    if (i >= text.size()) break;
    static constexpr std::string_view kEscapes = "\"\\/bfnrtu";
    if (kEscapes.find(text[i]) == std::string_view::npos) {
      return {i - 1, "unknown escape \\" + std::string(1, text[i]) +
                         ", a backslash itself is written \\\\"};
    }
    if (text[i] != 'u') continue;
    for (std::size_t k = 1; k <= 4; ++k) {
      if (i + k >= text.size() || !is_hex(text[i + k]))
        return {i - 1, "\\u needs four hexadecimal digits"};
    }
  }
  if (!closed) {
    return {at, "this string does not end, close it with \""};
  }
  return {at,
          "half of a surrogate pair in this string, a \\ud800 to \\udbff is followed by a \\udc00 "
          "to \\udfff"};
}

JsonFault number_fault(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (is_digit(text[end]) || is_letter(text[end]) || text[end] == '+' ||
                               text[end] == '-' || text[end] == '.')) {
    ++end;
  }
  const std::string_view word = text.substr(at, end - at);
  const std::string shown = in_quotes(word);
  const std::string_view digits = word.substr(word.front() == '-' || word.front() == '+' ? 1 : 0);
  if (word.front() == '+') return {at, "malformed number " + shown + ", leave the + out"};
  if (!digits.empty() && is_letter(digits.front())) {
    return {at, shown + " is no number of JSON, only finite decimal numbers are"};
  }
  if (digits.size() > 1 && digits[0] == '0' && (is_digit(digits[1]) || is_letter(digits[1]))) {
    return {at, "malformed number " + shown + ", leave the leading zero out"};
  }
  const bool plain = std::all_of(digits.begin(), digits.end(), [](char c) {
    return is_digit(c) || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
  });
  const bool ends_in_digit = !digits.empty() && is_digit(digits.back());
  if (plain && ends_in_digit && is_digit(digits.front()) &&
      std::count(digits.begin(), digits.end(), '.') <= 1) {
    return {at, "the number " + shown + " is out of range, up to about 1.8e308 fit"};
  }
  if (plain) return {at, "malformed number " + shown + ", digits are missing"};
  return {at, "malformed number " + shown + ", a quantity with a unit is a string"};
}

JsonFault word_fault(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || text[end] == '_'))
    ++end;
  const std::string word(text.substr(at, end - at));
  if (word == "NaN" || word == "Infinity" || word == "inf" || word == "nan") {
    return {at, in_quotes(word) + " is no number of JSON, only finite decimal numbers are"};
  }
  std::string lower = word;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  std::string near = nearest_word(lower, {"true", "false", "null"});
  if (lower == "none" || lower == "undefined" || lower == "nil") near = "null";
  if (!near.empty())
    return {at, "unknown word " + in_quotes(word) + ", did you mean " + near + "?"};
  return {at, "unknown word " + in_quotes(word) + ", a string stands in double quotes"};
}

JsonFault value_fault(std::string_view text, std::size_t at, const JsonState& state) {
  if (at >= text.size()) return ended(text, state);
  const char c = text[at];
  if (c == '"') return string_fault(text, at);
  if (is_digit(c) || c == '-' || c == '+' || c == '.') return number_fault(text, at);
  if (c == '/' || c == '#') return {at, "a comment, JSON has none"};
  if (c == '\'' || c == '`') return {at, "a string stands in double quotes"};
  if (is_letter(c)) return word_fault(text, at);
  return {at, "a value was expected here, not " +
                  in_quotes(text.substr(at, std::max<std::size_t>(1, utf8_length(text, at))))};
}

JsonFault key_fault(std::string_view text, std::size_t at, const JsonState& state) {
  if (at >= text.size()) return ended(text, state);
  const char c = text[at];
  if (c == '"') return string_fault(text, at);
  if (c == '/' || c == '#') return {at, "a comment, JSON has none"};
  return {at, "a key was expected here, a string in double quotes"};
}

// A value that goes on where it should have ended, as `30s` and `01` do: the fault lies at its
// beginning.
std::optional<JsonFault> overlong_value_fault(std::string_view text, std::size_t at,
                                              const JsonState& state) {
  const auto sticks = [](char c) {
    return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '+';
  };
  if (at == 0 || at != state.cursor || at >= text.size() || !sticks(text[at]) ||
      !sticks(text[at - 1])) {
    return std::nullopt;
  }
  std::size_t start = at;
  while (start > 0 && sticks(text[start - 1])) --start;
  return value_fault(text, start, state);
}

// After a value inside of brackets: a comma or the closing bracket.
JsonFault separator_fault(std::string_view text, std::size_t at, const JsonState& state) {
  const char close = state.expect == Expect::next_key ? '}' : ']';
  if (at >= text.size()) return ended(text, state);
  if (std::optional<JsonFault> fault = overlong_value_fault(text, at, state)) return *fault;
  if (text[at] == ',') {
    const std::size_t after = skip_blanks(text, at + 1);
    if (after < text.size() && (text[after] == close || text[after] == '}' || text[after] == ']')) {
      return {at, "a comma with nothing after it, leave it out"};
    }
    return close == '}' ? key_fault(text, after, state) : value_fault(text, after, state);
  }
  if (text[at] == '/' || text[at] == '#') return {at, "a comment, JSON has none"};
  return {at, std::string("a comma or ") + close + " was expected here"};
}

}  // namespace

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() &&
         (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
    ++at;
  return at;
}

LineColumn line_column(std::string_view text, std::size_t offset) {
  LineColumn at;
  for (std::size_t i = 0; i < std::min(offset, text.size()); ++i) {
    if (text[i] == '\n') {
      ++at.line;
      at.column = 1;
    } else {
      ++at.column;
    }
  }
  return at;
}

std::optional<JsonFault> find_text_fault(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf"))
    return JsonFault{0, "a byte-order mark, save the file as UTF-8 without one"};
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return JsonFault{0, "the file is UTF-16, save it as UTF-8"};
  }
  if (skip_blanks(text, 0) == text.size())
    return JsonFault{0, "the file is empty, a JSON object was expected"};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return JsonFault{at, "invalid UTF-8, save the file as UTF-8"};
    if (text[at] == '\0') return JsonFault{at, "a NUL byte, the file is no text"};
    at += length;
  }
  return std::nullopt;
}

JsonFault find_fault(std::string_view text, const JsonState& state) {
  const std::size_t at = skip_blanks(text, state.cursor);
  switch (state.expect) {
    case Expect::first_key:
      return key_fault(text, at, state);
    case Expect::next_key:
    case Expect::next_item:
      return separator_fault(text, at, state);
    case Expect::colon:
      if (at >= text.size()) return ended(text, state);
      if (text[at] != ':') return {at, "a colon was expected after the key"};
      return value_fault(text, skip_blanks(text, at + 1), state);
    case Expect::nothing:
      if (std::optional<JsonFault> fault = overlong_value_fault(text, at, state)) return *fault;
      if (at < text.size() && (text[at] == '/' || text[at] == '#'))
        return {at, "a comment, JSON has none"};
      return {at, "something follows the end of the value, a file holds one value"};
    case Expect::value:
    case Expect::first_item:
      return value_fault(text, at, state);
  }
  return {at, "this is not JSON"};
}

}  // namespace slogate
