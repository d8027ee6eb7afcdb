#include "runner/http/challenge.h"

#include <algorithm>
#include <vector>

namespace slogate {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 9110 5.6.2.
bool is_token(char c) {
  return is_letter_or_digit(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// RFC 9110 11.2, without the equals signs at its end.
bool is_token68(char c) {
  return is_letter_or_digit(c) || std::string_view("-._~+/").find(c) != std::string_view::npos;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

}  // namespace

void ChallengeReader::skip_blanks() {
  while (at_ < field_.size() && (field_[at_] == ' ' || field_[at_] == '\t')) ++at_;
}

// Whether there was one; empty members of a list are nothing (RFC 9110 5.6.1).
bool ChallengeReader::skip_commas() {
  bool found = false;
  for (skip_blanks(); at_ < field_.size() && field_[at_] == ','; skip_blanks()) {
    ++at_;
    found = true;
  }
  return found;
}

bool ChallengeReader::at_item_end() const {
  return at_ == field_.size() || field_[at_] == ',';
}

std::string_view ChallengeReader::read_token() {
  const std::size_t begin = at_;
  while (at_ < field_.size() && is_token(field_[at_])) ++at_;
  return field_.substr(begin, at_ - begin);
}

// Only where nothing but the token stands up to the next comma: else it begins a parameter.
bool ChallengeReader::read_token68() {
  const std::size_t begin = at_;
  while (at_ < field_.size() && is_token68(field_[at_])) ++at_;
  const bool some = at_ > begin;
  while (some && at_ < field_.size() && field_[at_] == '=') ++at_;
  value_ = field_.substr(begin, at_ - begin);
  skip_blanks();
  if (some && at_item_end()) return true;
  at_ = begin;
  return false;
}

bool ChallengeReader::read_value() {
  if (at_ == field_.size() || field_[at_] != '"') {
    value_ = read_token();
    return !value_.empty();
  }
  const std::size_t begin = ++at_;
  for (; at_ < field_.size(); ++at_) {
    if (is_control(field_[at_])) return false;
    if (field_[at_] == '"') {
      value_ = field_.substr(begin, at_++ - begin);
      return true;
    }
    if (field_[at_] == '\\' && (++at_ == field_.size() || is_control(field_[at_]))) return false;
  }
  return false;
}

ChallengeReader::Item ChallengeReader::fail() {
  at_ = field_.size();
  return Item::malformed;
}

ChallengeReader::Item ChallengeReader::next() {
  const bool begins = at_ == 0;
  const bool comma = skip_commas();
  if (at_ == field_.size()) return Item::end;
  if (after_scheme_ && !comma && read_token68()) {
    after_scheme_ = false;
    return Item::token68;
  }
  if (!begins && !comma && !after_scheme_) return fail();
  after_scheme_ = after_scheme_ && !comma;
  name_ = read_token();
  if (name_.empty()) return fail();
  const std::size_t behind = at_;
  skip_blanks();
  const bool is_parameter = at_ < field_.size() && field_[at_] == '=';
  if (!is_parameter) {
    // A scheme ends with a blank or its member of the list.
    if (after_scheme_ || (behind == at_ && !at_item_end())) return fail();
    in_challenge_ = after_scheme_ = true;
    value_ = {};
    return Item::scheme;
  }
  after_scheme_ = false;
  ++at_;
  skip_blanks();
  if (!in_challenge_ || !read_value()) return fail();
  return Item::parameter;
}

std::string unasked(std::string_view scheme, const Response& response) {
  constexpr std::size_t kMostNamed = 4;
  constexpr std::size_t kLongestName = 40;
  std::vector<std::string_view> asked;
  for (const HeaderFields::Field field : response.headers) {
    if (!same_name(field.name, "www-authenticate")) continue;
    ChallengeReader reader(field.value);
    for (auto item = reader.next(); item != ChallengeReader::Item::end; item = reader.next()) {
      if (item == ChallengeReader::Item::malformed) return {};
      if (item != ChallengeReader::Item::scheme) continue;
      const std::string_view name = reader.name();
      if (same_name(name, scheme)) return {};
      const bool known = std::any_of(asked.begin(), asked.end(),
                                     [name](auto other) { return same_name(name, other); });
      if (!known && asked.size() < kMostNamed) asked.push_back(name);
    }
  }
  if (asked.empty())
    return "the server asks for no credentials: its answer has no WWW-Authenticate";
  std::string out = "the server asks for ";
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (i > 0) out += i + 1 == asked.size() ? " or " : ", ";
    out += asked[i].substr(0, kLongestName);
  }
  return out.append(", not for ").append(scheme);
}

void append_unescaped(std::string_view value, std::string& out) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    out += value[i];
  }
}

void append_quoted(std::string_view value, std::string& out) {
  out += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

}  // namespace slogate
