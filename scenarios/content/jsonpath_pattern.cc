#include "scenarios/content/jsonpath_pattern.h"

#include <cstddef>

#include <fmt/format.h>

#include "scenarios/message/utf8.h"

namespace slogate::jsonpath {
namespace {

constexpr std::string_view kAssigned = "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Z}";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool holds(std::string_view characters, char c) {
  return characters.find(c) != std::string_view::npos;
}

// Reads an I-Regexp (RFC 9485 4) and writes what it means in RE2's syntax, in one pass. The two
// differ in the dot, which matches neither \n nor \r, and in the category of unassigned characters,
// which RE2 does not have.
class Translation {
 public:
  Translation(std::string_view text, std::string& why) : text_(text), why_(why) {}

  bool run();
  [[nodiscard]] const std::string& result() const { return result_; }

 private:
  [[nodiscard]] bool more() const { return at_ < text_.size(); }
  [[nodiscard]] char next() const { return more() ? text_[at_] : '\0'; }
  [[nodiscard]] bool next_is(char c) const { return more() && text_[at_] == c; }
  bool fail(std::string why);
  void copy(std::size_t bytes);

  bool atom();
  bool quantifier();
  bool escape();
  bool category(bool in_brackets);
  bool brackets();
  bool bracket_character();

  std::string_view text_;
  std::string& why_;
  std::string result_;
  std::size_t at_ = 0;
};

bool Translation::fail(std::string why) {
  why_ = std::move(why);
  return false;
}

void Translation::copy(std::size_t bytes) {
  result_.append(text_.substr(at_, bytes));
  at_ += bytes;
}

bool Translation::run() {
  std::size_t open = 0;  // groups
  while (more()) {
    if (next_is('(')) {
      ++open;
      copy(1);
      continue;
    }
    if (next_is('|')) {
      copy(1);
      continue;
    }
    if (next_is(')')) {
      if (open-- == 0) return fail("a ) closes no group");
      copy(1);
    } else if (!atom()) {
      return false;
    }
    if (!quantifier()) return false;
  }
  return open == 0 || fail("a group is not closed");
}

bool Translation::atom() {
  const char c = next();
  if (c == '.') {
    result_ += "[^\\n\\r]";
    ++at_;
    return true;
  }
  if (c == '[') return brackets();
  if (c == '\\') return escape();
  if (holds("*+?{", c)) return fail(fmt::format("nothing stands before {} to be repeated", c));
  if (holds("]}", c)) return fail(fmt::format("a {} without its opening bracket", c));
  const std::size_t length = utf8_length(text_, at_);
  if (length == 0) return fail("it is not valid UTF-8");
  copy(length);
  return true;
}

bool Translation::quantifier() {
  if (!more()) return true;
  if (holds("*+?", next())) {
    copy(1);
  } else if (next_is('{')) {
    copy(1);
    if (!is_digit(next())) return fail("a number must follow {");
    while (is_digit(next())) copy(1);
    if (next_is(',')) copy(1);
    while (is_digit(next())) copy(1);
    if (!next_is('}')) return fail("a { is not closed");
    copy(1);
  } else {
    return true;
  }
  if (more() && holds("*+?{", next())) return fail("a repetition is repeated");
  return true;
}

bool Translation::escape() {
  const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
  if (c == 'p' || c == 'P') return category(false);
  if (c == '\0') return fail("it ends with a \\");
  if (!holds("()*+-.?[\\]^nrt{|}", c)) {
    const std::size_t length = utf8_length(text_, at_ + 1);
    return fail(fmt::format("\\{} is not a part of I-Regexp", text_.substr(at_ + 1, length)));
  }
  copy(2);
  return true;
}

bool Translation::category(bool in_brackets) {
  const bool negated = text_[at_ + 1] == 'P';
  const std::size_t close = text_.find('}', at_);
  if (text_.substr(at_ + 2, 1) != "{" || close == std::string_view::npos) {
    return fail(fmt::format("a category in braces must follow \\{}", text_[at_ + 1]));
  }
  const std::string_view name = text_.substr(at_ + 3, close - at_ - 3);
  constexpr std::string_view kMain = "LMNPZSC";
  constexpr std::string_view kSub[] = {"lmotu", "cen", "dlo", "cdefios", "lps", "ckmo", "cfno"};
  const std::size_t group = name.empty() ? std::string_view::npos : kMain.find(name.front());
  if (group == std::string_view::npos || name.size() > 2 ||
      (name.size() == 2 && !holds(kSub[group], name[1]))) {
    return fail(fmt::format("\\{}{{{}}} is no category of Unicode", text_[at_ + 1], name));
  }
  const std::size_t length = close + 1 - at_;
  if (name != "C" && name != "Cn") {
    copy(length);
    return true;
  }
  const std::string all = std::string(kAssigned) + (name == "Cn" ? "\\p{Cc}\\p{Cf}\\p{Co}" : "");
  if (in_brackets && !negated) {
    return fail(fmt::format("\\p{{{}}} within brackets is not supported", name));
  }
  result_ += in_brackets ? all : fmt::format("[{}{}]", negated ? "" : "^", all);
  at_ += length;
  return true;
}

bool Translation::brackets() {
  copy(1);
  if (next_is('^')) copy(1);
  if (next_is(']')) return fail("brackets hold nothing");
  if (next_is('-')) copy(1);
  while (more() && !next_is(']')) {
    if (next_is('-')) {
      copy(1);
      if (!next_is(']')) return fail("a - within brackets stands neither in a range nor at an end");
      break;
    }
    if (next_is('\\') && holds("pP", text_.substr(at_).size() > 1 ? text_[at_ + 1] : '.')) {
      if (!category(true)) return false;
      continue;
    }
    if (!bracket_character()) return false;
    const bool range = next_is('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']';
    if (!range) continue;
    copy(1);
    if (next_is('-')) return fail("a range within brackets ends with a bare -");
    if (!bracket_character()) return false;
  }
  if (!more()) return fail("a [ is not closed");
  copy(1);
  return true;
}

bool Translation::bracket_character() {
  if (next_is('\\')) {
    if (at_ + 1 < text_.size() && holds("pP", text_[at_ + 1])) {
      return fail("a category ends a range within brackets");
    }
    return escape();
  }
  if (next_is('[')) return fail("a [ within brackets must be written \\[");
  const std::size_t length = utf8_length(text_, at_);
  if (length == 0) return fail("it is not valid UTF-8");
  copy(length);
  return true;
}

}  // namespace

std::unique_ptr<const re2::RE2> compile_pattern(std::string_view text, std::string& why) {
  Translation translation(text, why);
  if (!translation.run()) return nullptr;
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto pattern = std::make_unique<const re2::RE2>(translation.result(), options);
  if (pattern->ok()) return pattern;
  why = pattern->error();
  return nullptr;
}

}  // namespace slogate::jsonpath
