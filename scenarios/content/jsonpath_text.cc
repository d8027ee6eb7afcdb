#include "scenarios/content/jsonpath_text.h"

#include <charconv>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/message/utf8.h"

namespace slogate::jsonpath {
namespace {

constexpr std::int64_t kLargest = 9007199254740991;  // 2^53 - 1 (RFC 9535 2.1)

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

// name-first of RFC 9535 2.5.1.1; the text is known to be UTF-8.
bool begins_name(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}

void append_utf8(std::uint32_t point, std::string& out) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | (point >> 6));
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | (point >> 12));
    put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | (point >> 18));
    put(0x80 | ((point >> 12) & 0x3F));
    put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

}  // namespace

bool Text::next_is(std::string_view word) const {
  return text_.substr(at_, word.size()) == word;
}

bool Text::take(std::string_view word) {
  if (!next_is(word)) return false;
  at_ += word.size();
  return true;
}

bool Text::skip_blanks() {
  const std::size_t start = at_;
  while (more() && is_blank(next())) ++at_;
  return at_ != start;
}

bool Text::fail(std::size_t at, std::string message) {
  if (fault_.message.empty()) fault_ = {at, std::move(message)};
  return false;
}

bool Text::expected(std::string_view what) {
  if (!more()) return fail_here(fmt::format("expected {}, found the end", what));
  const char c = next();
  if (is_blank(c)) return fail_here(fmt::format("expected {}, found a blank", what));
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
    return fail_here(fmt::format("expected {}, found a control character", what));
  }
  return fail_here(
      fmt::format("expected {}, found {}", what, text_.substr(at_, utf8_length(text_, at_))));
}

bool Text::at_name() const {
  return begins_name(next());
}

std::string_view Text::read_name() {
  const std::size_t start = at_;
  while (more() && (begins_name(next()) || (at_ > start && is_digit(next())))) ++at_;
  return text_.substr(start, at_ - start);
}

std::string_view Text::read_word() {
  const std::size_t start = at_;
  while (is_lower(next()) || (at_ > start && (is_digit(next()) || next() == '_'))) ++at_;
  return text_.substr(start, at_ - start);
}

bool Text::at_integer() const {
  return next() == '-' || is_digit(next());
}

bool Text::read_integer(std::int64_t& value) {
  const std::size_t start = at_;
  take("-");
  if (!is_digit(next())) return fail(start, "expected a digit after -");
  const std::size_t digits = at_;
  while (is_digit(next())) ++at_;
  if (text_[digits] == '0' && at_ - digits > 1) {
    return fail(start, "an integer has no leading zeros");
  }
  if (text_[digits] == '0' && digits > start) return fail(start, "-0 is not an integer here");
  const auto error = std::from_chars(text_.data() + start, text_.data() + at_, value).ec;
  if (error != std::errc() || value > kLargest || value < -kLargest) {
    return fail(start, "the integer is outside -(2^53 - 1) to 2^53 - 1");
  }
  return true;
}

bool Text::read_digits(std::string_view after) {
  if (!is_digit(next())) return expected(fmt::format("a digit after {}", after));
  while (is_digit(next())) ++at_;
  return true;
}

bool Text::read_number(nlohmann::json& value) {
  const std::size_t start = at_;
  take("-");
  if (!is_digit(next())) return fail(start, "expected a digit after -");
  const std::size_t digits = at_;
  while (is_digit(next())) ++at_;
  if (text_[digits] == '0' && at_ - digits > 1) {
    return fail(start, "a number has no leading zeros");
  }
  bool whole = true;
  if (take(".")) {
    whole = false;
    if (!read_digits("the point")) return false;
  }
  if (next() == 'e' || next() == 'E') {
    whole = false;
    ++at_;
    if (next() == '+' || next() == '-') ++at_;
    if (!read_digits("the exponent's e")) return false;
  }
  const std::string_view number = text_.substr(start, at_ - start);
  std::int64_t integer = 0;
  if (whole &&
      std::from_chars(number.data(), number.data() + number.size(), integer).ec == std::errc()) {
    value = integer;
    return true;
  }
  double real = 0;
  if (std::from_chars(number.data(), number.data() + number.size(), real).ec != std::errc()) {
    return fail(start, "the number is outside the range of a double");
  }
  value = real;
  return true;
}

bool Text::read_string(std::string& value) {
  const std::size_t start = at_;
  const char quote = next();
  ++at_;
  while (more() && next() != quote) {
    if (next() == '\\') {
      if (!read_escape(quote, value)) return false;
    } else if (static_cast<unsigned char>(next()) < 0x20) {
      return fail_here("a control character in a string must be escaped");
    } else {
      value += next();
      ++at_;
    }
  }
  if (!more()) return fail(start, "the string is not closed");
  ++at_;
  return true;
}

bool Text::read_escape(char quote, std::string& value) {
  constexpr std::string_view kLetters = "bfnrt/\\";
  constexpr std::string_view kMeanings = "\b\f\n\r\t/\\";
  const std::size_t start = at_;
  ++at_;
  if (!more()) return fail(start, "the string ends within an escape");
  const char c = next();
  if (c == 'u') {
    ++at_;
    std::uint32_t unit = 0;
    if (!read_code_unit(unit)) return false;
    if (unit >= 0xDC00 && unit < 0xE000) {
      return fail(start, "a low surrogate follows no high surrogate");
    }
    if (unit >= 0xD800 && unit < 0xDC00) {
      std::uint32_t low = 0;
      if (!take("\\u")) return fail(start, "a high surrogate needs a low surrogate after it");
      if (!read_code_unit(low)) return false;
      if (low < 0xDC00 || low >= 0xE000) {
        return fail(start, "a high surrogate needs a low surrogate after it");
      }
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(unit, value);
    return true;
  }
  if (c == quote) {
    value += c;
  } else if (const std::size_t which = kLetters.find(c); which != std::string_view::npos) {
    value += kMeanings[which];
  } else {
    return fail(start, fmt::format("unknown escape in a string between {0} and {0}", quote));
  }
  ++at_;
  return true;
}

bool Text::read_code_unit(std::uint32_t& unit) {
  const std::size_t start = at_;
  const std::string_view digits = text_.substr(at_, 4);
  const auto [stop, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
  if (digits.size() < 4 || error != std::errc() || stop != digits.data() + 4) {
    return fail(start, "expected four hexadecimal digits after \\u");
  }
  at_ += 4;
  return true;
}

}  // namespace slogate::jsonpath
