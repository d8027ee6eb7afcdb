#include "scenarios/content/xpath_names.h"

#include <algorithm>
#include <array>

namespace slogate {
namespace {

constexpr std::array<std::string_view, 27> kFunctions{"boolean",
                                                      "ceiling",
                                                      "concat",
                                                      "contains",
                                                      "count",
                                                      "false",
                                                      "floor",
                                                      "id",
                                                      "lang",
                                                      "last",
                                                      "local-name",
                                                      "name",
                                                      "namespace-uri",
                                                      "normalize-space",
                                                      "not",
                                                      "number",
                                                      "position",
                                                      "round",
                                                      "starts-with",
                                                      "string",
                                                      "string-length",
                                                      "substring",
                                                      "substring-after",
                                                      "substring-before",
                                                      "sum",
                                                      "translate",
                                                      "true"};

constexpr std::array<std::string_view, 4> kNodeTests{"comment", "node", "processing-instruction",
                                                     "text"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool in_name(char c) {
  return begins_name(c) || is_digit(c) || c == '-' || c == '.';
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  XPathNames scan() {
    while (skip_blanks()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        const std::size_t end = text_.find(c, at_ + 1);
        at_ = end == std::string_view::npos ? text_.size() : end + 1;
        after_operand_ = true;
      } else if (c == '$') {
        ++at_;
        names_.variables.push_back({qualified(), at_of_name_});
        after_operand_ = true;
      } else if (begins_name(c)) {
        name();
      } else if (is_digit(c) || c == '.') {
        while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
        after_operand_ = true;
      } else {
        // A star after an operand multiplies, else it is any name.
        after_operand_ = c == ')' || c == ']' || (c == '*' && !after_operand_);
        of_attribute_ = c == '@';
        ++at_;
      }
    }
    return std::move(names_);
  }

 private:
  bool skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
    return at_ < text_.size();
  }

  std::string_view plain() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && in_name(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // `name` or `prefix:name` or `prefix:*`; what stands before the colon is kept in prefix_.
  std::string_view qualified() {
    at_of_name_ = at_;
    prefix_ = {};
    const std::string_view first = plain();
    if (at_ + 1 >= text_.size() || text_[at_] != ':' ||
        (!begins_name(text_[at_ + 1]) && text_[at_ + 1] != '*')) {
      return first;
    }
    prefix_ = first;
    ++at_;
    if (text_[at_] == '*') {
      ++at_;
    } else {
      plain();
    }
    return text_.substr(at_of_name_, at_ - at_of_name_);
  }

  void name() {
    if (after_operand_) {  // and, or, div, mod
      plain();
      after_operand_ = false;
      return;
    }
    const std::string_view found = qualified();
    after_operand_ = true;
    end_of_name_ = at_;
    if (!skip_blanks()) {
      add_name();
    } else if (text_[at_] == '(') {
      if (std::find(kNodeTests.begin(), kNodeTests.end(), found) == kNodeTests.end()) {
        names_.functions.push_back({found, at_of_name_});
      }
    } else if (text_.substr(at_, 2) == "::") {  // an axis
      at_ += 2;
      after_operand_ = false;
      of_attribute_ = found == "attribute" || found == "namespace";
      return;
    } else {
      add_name();
    }
    of_attribute_ = false;
  }

  void add_name() {
    if (!prefix_.empty()) {
      names_.prefixes.push_back({prefix_, at_of_name_});
    } else if (!of_attribute_) {
      names_.elements.push_back(
          {text_.substr(at_of_name_, end_of_name_ - at_of_name_), at_of_name_});
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t at_of_name_ = 0;
  std::size_t end_of_name_ = 0;
  std::string_view prefix_;
  bool of_attribute_ = false;
  bool after_operand_ = false;
  XPathNames names_;
};

}  // namespace

XPathNames scan_xpath(std::string_view expression) {
  return Scanner(expression).scan();
}

bool known_xpath_function(std::string_view name) {
  return std::find(kFunctions.begin(), kFunctions.end(), name) != kFunctions.end();
}

}  // namespace slogate
