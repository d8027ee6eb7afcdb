#include "scenarios/content/ecma_pattern.h"

#include <cstdint>

#include <fmt/core.h>

namespace slogate {
namespace {

// White space and line ends of ECMA-262 22.2.2.9, and all that is neither; for use in brackets.
constexpr std::string_view kSpace =
    R"(\t\n\v\f\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF})";
constexpr std::string_view kNoSpace =
    R"(\x{0}-\x{8}\x{E}-\x{1F}!-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027})"
    R"(\x{202A}-\x{202E}\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{FEFE}\x{FF00}-\x{10FFFF})";
constexpr std::string_view kNoLineEnd = R"([^\n\r\x{2028}\x{2029}])";
constexpr std::string_view kAnything = R"([\x{0}-\x{10FFFF}])";
constexpr std::string_view kNothing = R"([^\x{0}-\x{10FFFF}])";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<std::uint32_t> hex_value(std::string_view digits) {
  constexpr std::size_t kMostDigits = 6;
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : digits) {
    const char lower = is_letter(c) ? static_cast<char>(c | 0x20) : c;
    if (!is_digit(lower) && (lower < 'a' || lower > 'f')) return std::nullopt;
    value =
        value * 16 + static_cast<std::uint32_t>(is_digit(lower) ? lower - '0' : lower - 'a' + 10);
  }
  return value;
}

class Translator {
 public:
  explicit Translator(std::string_view pattern) : rest_(pattern) {}

  // Nothing where it cannot be translated; why() says what stands in the way.
  std::optional<std::string> translate() {
    while (!rest_.empty() && why_.empty()) {
      const char c = take();
      if (c == '\\') {
        escape(false);
      } else if (c == '[') {
        brackets();
      } else if (c == '(') {
        group();
      } else if (c == '.') {
        out_ += kNoLineEnd;
      } else {
        out_ += c;
      }
    }
    if (!why_.empty()) return std::nullopt;
    return std::move(out_);
  }
  [[nodiscard]] const std::string& why() const { return why_; }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool take(std::string_view expected) {
    if (rest_.substr(0, expected.size()) != expected) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  void group() {
    // Nobody asks for the groups of a schema's pattern.
    if (!take("?")) {
      out_ += "(?:";
    } else if (take(":")) {
      out_ += "(?:";
    } else if (rest_.substr(0, 1) == "=" || rest_.substr(0, 1) == "!") {
      why_ = fmt::format("a lookahead \"(?{}\", which cannot be matched in linear time", rest_[0]);
    } else if (rest_.substr(0, 2) == "<=" || rest_.substr(0, 2) == "<!") {
      why_ =
          fmt::format("a lookbehind \"(?<{}\", which cannot be matched in linear time", rest_[1]);
    } else if (rest_.substr(0, 1) == "<" && rest_.find('>') != std::string_view::npos) {
      rest_.remove_prefix(rest_.find('>') + 1);
      out_ += "(?:";
    } else {
      why_ = "a group \"(?\" of a kind that ECMA-262 does not have";
    }
  }

  void brackets() {
    if (take("^]")) {
      out_ += kAnything;
      return;
    }
    if (take("]")) {
      out_ += kNothing;
      return;
    }
    out_ += '[';
    if (take("^")) out_ += '^';
    while (!rest_.empty() && why_.empty()) {
      const char c = take();
      if (c == ']') {
        out_ += ']';
        return;
      }
      if (c == '\\') {
        escape(true);
      } else if (c == '[') {
        out_ += "\\[";  // RE2 would take [[:alpha:]] for more than it is
      } else {
        out_ += c;
      }
    }
    if (why_.empty()) why_ = "an opening \"[\" without its \"]\"";
  }

  void code_point(std::uint32_t value) { out_ += fmt::format("\\x{{{:X}}}", value); }

  void escape(bool in_brackets) {
    if (rest_.empty()) {
      why_ = "a \"\\\" at the end";
      return;
    }
    const char c = take();
    if (c == 's' || c == 'S') {
      const std::string_view characters = c == 's' ? kSpace : kNoSpace;
      out_ += in_brackets ? std::string(characters) : fmt::format("[{}]", characters);
    } else if (c == 'b' && in_brackets) {
      code_point(8);
    } else if (std::string_view("dDwWnrtfv").find(c) != std::string_view::npos ||
               (!in_brackets && (c == 'b' || c == 'B'))) {
      out_ += '\\';
      out_ += c;
    } else if (c == '0' && (rest_.empty() || !is_digit(rest_.front()))) {
      code_point(0);
    } else if (is_digit(c) || c == 'k') {
      why_ = fmt::format("a backreference \"\\{}\", which cannot be matched in linear time", c);
    } else if (c == 'c' && !rest_.empty() && is_letter(rest_.front())) {
      code_point(static_cast<std::uint32_t>(take()) % 32);
    } else if (c == 'x') {
      hexadecimal(2);
    } else if (c == 'u') {
      unicode();
    } else if ((c == 'p' || c == 'P') && rest_.substr(0, 1) == "{") {
      property(c);
    } else if (c > ' ' && c < 0x7f && !is_letter(c)) {
      if (c != '_') out_ += '\\';  // RE2 has no such escape
      out_ += c;
    } else {
      why_ = fmt::format("an escape \"\\{}\" that ECMA-262 does not have",
                         c > ' ' && c < 0x7f ? c : '?');
    }
  }

  void hexadecimal(std::size_t digits) {
    const std::string_view text = rest_.substr(0, digits);
    const auto value = text.size() == digits ? hex_value(text) : std::nullopt;
    if (!value) {
      why_ = "a malformed hexadecimal escape";
      return;
    }
    rest_.remove_prefix(digits);
    code_point(*value);
  }

  void unicode() {
    if (take("{")) {
      const std::size_t end = rest_.find('}');
      const auto value =
          end == std::string_view::npos ? std::nullopt : hex_value(rest_.substr(0, end));
      if (!value || *value > 0x10ffff) {
        why_ = "a malformed hexadecimal escape";
        return;
      }
      rest_.remove_prefix(end + 1);
      code_point(*value);
      return;
    }
    const auto first = rest_.size() < 4 ? std::nullopt : hex_value(rest_.substr(0, 4));
    if (!first || *first < 0xd800 || *first > 0xdfff) {
      hexadecimal(4);
      return;
    }
    // Two halves of one character, as in JSON.
    rest_.remove_prefix(4);
    const auto second = rest_.size() >= 6 && rest_.substr(0, 2) == "\\u"
                            ? hex_value(rest_.substr(2, 4))
                            : std::nullopt;
    if (*first > 0xdbff || !second || *second < 0xdc00 || *second > 0xdfff) {
      why_ = "half a character: a surrogate without the other one";
      return;
    }
    rest_.remove_prefix(6);
    code_point(0x10000 + ((*first - 0xd800) << 10U) + (*second - 0xdc00));
  }

  // \p{L}, \p{Lu}, \p{Greek}, \p{Script=Greek}: RE2 knows the plain names.
  void property(char kind) {
    const std::size_t end = rest_.find('}');
    if (end == std::string_view::npos) {
      why_ = "a malformed property escape";
      return;
    }
    std::string_view name = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    if (const std::size_t equals = name.find('='); equals != std::string_view::npos) {
      name.remove_prefix(equals + 1);
    }
    out_ += fmt::format("\\{}{{{}}}", kind, name);
  }

  std::string_view rest_;
  std::string out_;
  std::string why_;
};

}  // namespace

std::unique_ptr<const re2::RE2> compile_ecma_pattern(std::string_view pattern, std::string& why) {
  Translator translator(pattern);
  const std::optional<std::string> translated = translator.translate();
  if (!translated) {
    why = translator.why();
    return nullptr;
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  auto compiled = std::make_unique<const re2::RE2>(*translated, options);
  if (!compiled->ok()) {
    why = compiled->error();
    return nullptr;
  }
  return compiled;
}

bool found_in(const re2::RE2& pattern, std::string_view text) {
  return pattern.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(),
                       re2::RE2::UNANCHORED, nullptr, 0);
}

}  // namespace slogate
