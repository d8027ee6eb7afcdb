#include "scenarios/suite/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "scenarios/suite/json_fault.h"
#include "scenarios/suite/json_reading.h"
#include "scenarios/suite/quoted.h"

namespace slogate {
namespace {

constexpr std::size_t kLargestText = 16U << 20U;
constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostProblems = 100;
constexpr std::size_t kMostValues =
    1'000'000;  // a suite has thousands; this bounds memory at some 300 MB

constexpr double kStandIn = 0.5;
constexpr int kOutOfRange = 406;  // nlohmann's number for a number that is beyond a double

// Whether the word is a number of JSON that no double holds.
bool is_beyond_double(const std::string& word) {
  const std::size_t first = word.front() == '-' ? 1 : 0;
  const auto digit = [&](std::size_t at) {
    return at < word.size() && word[at] >= '0' && word[at] <= '9';
  };
  if (!digit(first) || (word[first] == '0' && digit(first + 1))) return false;
  if (word.find_first_not_of("0123456789+-.eE") != std::string::npos) return false;
  const std::size_t dot = word.find('.');
  if (dot != std::string::npos && !digit(dot + 1)) return false;
  char* end = nullptr;
  const double value = std::strtod(word.c_str(), &end);
  return end == word.c_str() + word.size() && std::isinf(value);
}

// The text with a 0 and blanks in place of each such number, so that every other byte keeps its
// place; `beyond` is where they begin. nlohmann ends at the first of them.
std::string without_beyond(std::string_view text, std::set<std::size_t>& beyond) {
  const auto in_word = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '-' || c == '.';
  };
  std::string out(text);
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '"') {
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      ++end;
    } else if (in_word(text[at])) {
      while (end < text.size() && in_word(text[end])) ++end;
      if (is_beyond_double(std::string(text.substr(at, end - at)))) {
        beyond.insert(at);
        out.replace(at, end - at, "0" + std::string(end - at - 1, ' '));
      }
    }
    at = end;
  }
  return out;
}

// Builds the tree from nlohmann's events. The events come without places, but in the order of the
// text: the start of a token is the first byte behind the previous token that is neither blank nor
// separator.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  // `beyond`: where numbers begin that no double holds, and that nlohmann is given as 0.
  Builder(const std::string& file, std::string_view text, std::set<std::size_t> beyond)
      : file_(file), text_(text), beyond_(std::move(beyond)) {}

  bool null() override { return literal(Json::Kind::null, 4, false); }
  bool boolean(bool value) override { return literal(Json::Kind::boolean, value ? 4 : 5, value); }
  bool number_integer(std::int64_t value) override { return integer(value); }
  bool number_unsigned(std::uint64_t value) override {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return too_large();
    return integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double value, const std::string& digits) override {
    if (digits.find_first_of(".eE") == std::string::npos) return too_large();
    Json& json = begin_number(Json::Kind::number);
    json.number = value;
    json.written = digits;
    return after_value();
  }
  bool string(std::string& value) override {
    Json& json = begin(Json::Kind::string);
    end_string();
    const std::string_view written = text_.substr(start_ + 1, state_.cursor - start_ - 2);
    if (written.find('\\') != std::string_view::npos) json.written = written;
    refuse_nul(value, json.at);
    std::erase(value, '\0');
    json.string = std::move(value);
    return after_value();
  }
  bool binary(binary_t& /*value*/) override { return false; }  // JSON text has none
  bool start_object(std::size_t /*size*/) override { return open(Json::Kind::object); }
  bool start_array(std::size_t /*size*/) override { return open(Json::Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& value) override {
    start_token();
    const Position at = here();
    end_string();
    refuse_nul(value, at);
    Open& top = open_.back();
    if (!top.keys.insert(value).second) {
      top.repeated.push_back(top.json->members.size());
      problems.add(at, fmt::format("duplicate key {}, every key stands once", in_quotes(value)));
    }
    top.json->members.push_back({std::move(value), at, Json{}});
    state_.expect = Expect::colon;
    return problems.list.size() < kMostProblems;
  }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    ends_at_number = error.id == kOutOfRange && beyond_.empty();
    JsonState state = state_;
    state.open = !open_.empty();
    if (state.open) state.opened_at = open_.back().offset;
    JsonFault fault = find_fault(text_, state);
    problems.add(place(fault.offset), std::move(fault.message));
    return false;
  }

  Json root;
  Diagnostics problems;
  std::vector<Position> faulty;
  std::vector<Json::Member> repeated;
  bool ends_at_number = false;  // only a number that no double holds ended the parse

 private:
  struct Open {
    Json* json;
    std::size_t offset;
    std::set<std::string> keys;
    std::vector<std::size_t> repeated;  // members whose key stood before
  };

  // Moves over blanks and separators to the token that nlohmann has just read.
  void start_token() {
    advance(skip_blanks(text_, state_.cursor));
    while (state_.cursor < text_.size() &&
           (text_[state_.cursor] == ',' || text_[state_.cursor] == ':')) {
      advance(skip_blanks(text_, state_.cursor + 1));
    }
  }
  void advance(std::size_t to) {
    for (; state_.cursor < to; ++state_.cursor) {
      if (text_[state_.cursor] == '\n') {
        ++at_.line;
        at_.column = 1;
      } else {
        ++at_.column;
      }
    }
  }
  [[nodiscard]] Position here() const { return {file_, at_.line, at_.column}; }
  [[nodiscard]] Position place(std::size_t offset) const {
    const LineColumn at = line_column(text_, offset);
    return {file_, at.line, at.column};
  }

  Json& begin(Json::Kind kind) {
    start_token();
    Json* json = &root;
    if (!open_.empty()) {
      Json& parent = *open_.back().json;
      json = parent.kind == Json::Kind::object ? &parent.members.back().value
                                               : &parent.items.emplace_back();
    }
    json->kind = kind;
    json->at = here();
    start_ = state_.cursor;
    ++values_;
    return *json;
  }
  [[nodiscard]] std::size_t skip_digits(std::size_t at) const {
    while (at < text_.size() && text_[at] >= '0' && text_[at] <= '9') ++at;
    return at;
  }
  // nlohmann has accepted the number, so its grammar (RFC 8259 6) is only followed here to its end.
  Json& begin_number(Json::Kind kind) {
    Json& json = begin(kind);
    std::size_t end = state_.cursor + (text_[state_.cursor] == '-' ? 1 : 0);
    end = text_[end] == '0' ? end + 1 : skip_digits(end);
    if (end < text_.size() && text_[end] == '.') end = skip_digits(end + 1);
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      const char sign = text_[end + 1];
      end = skip_digits(end + (sign == '+' || sign == '-' ? 2 : 1));
    }
    advance(end);
    return json;
  }
  void end_string() {
    std::size_t end = state_.cursor + 1;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    advance(std::min(end + 1, text_.size()));
  }
  bool literal(Json::Kind kind, std::size_t length, bool value) {
    begin(kind).boolean = value;
    advance(state_.cursor + length);
    return after_value();
  }
  bool integer(std::int64_t value) {
    Json& json = begin_number(Json::Kind::integer);
    if (beyond_.contains(start_)) return not_a_value(json, number_beyond());
    json.integer = value;
    json.number = static_cast<double>(value);
    // No int64 has the sign of a zero; the cursor stands behind the number.
    if (value == 0 && text_.substr(0, state_.cursor).ends_with("-0")) json.written = "-0";
    return after_value();
  }
  bool too_large() {
    return not_a_value(begin_number(Json::Kind::number),
                       "the whole number is too large, up to 9223372036854775807 fit");
  }
  // The number stands as a fraction: who needs a whole number then tells it at this place, as any
  // other fault of the value, and asks for nothing that follows.
  bool not_a_value(Json& json, std::string message) {
    json.kind = Json::Kind::number;
    json.number = kStandIn;
    faulty.push_back(json.at);
    problems.add(json.at, std::move(message));
    return after_value();
  }
  [[nodiscard]] std::string number_beyond() const {
    JsonState state;
    state.cursor = start_;
    return find_fault(text_, state).message;
  }
  void refuse_nul(const std::string& value, const Position& at) {
    if (value.find('\0') == std::string::npos) return;
    faulty.push_back(at);
    const std::size_t end = state_.cursor;
    std::size_t start = text_.rfind("\\u0000", end);
    if (start == std::string_view::npos) start = end;
    problems.add(place(start), "\\u0000 in a string, no value may hold a NUL");
  }
  bool open(Json::Kind kind) {
    Json& json = begin(kind);
    if (open_.size() == kDeepest) {
      problems.add(json.at, fmt::format("nested more than {} deep", kDeepest));
      return false;
    }
    open_.push_back({&json, state_.cursor, {}, {}});
    advance(state_.cursor + 1);
    state_.expect = kind == Json::Kind::object ? Expect::first_key : Expect::first_item;
    return true;
  }
  bool close() {
    start_token();
    advance(state_.cursor + 1);
    std::vector<Json::Member>& members = open_.back().json->members;
    for (std::size_t i = open_.back().repeated.size(); i-- > 0;) {
      const auto at = members.begin() + static_cast<std::ptrdiff_t>(open_.back().repeated[i]);
      repeated.push_back(std::move(*at));
      members.erase(at);
    }
    open_.pop_back();
    return after_value();
  }
  bool after_value() {
    if (problems.list.size() >= kMostProblems) return false;
    if (values_ > kMostValues) {
      problems.add(here(), fmt::format("more than {} values in one file", kMostValues));
      return false;
    }
    state_.expect = open_.empty()                                   ? Expect::nothing
                    : open_.back().json->kind == Json::Kind::object ? Expect::next_key
                                                                    : Expect::next_item;
    return true;
  }

  const std::string& file_;
  std::string_view text_;
  std::set<std::size_t> beyond_;
  JsonState state_;
  std::size_t start_ = 0;  // of the value that was begun last
  LineColumn at_;          // of the cursor
  std::vector<Open> open_;
  std::size_t values_ = 0;
};

}  // namespace

const Json* Json::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

SourcePlace Json::place() const {
  return kind == Kind::string ? SourcePlace(at, written) : SourcePlace(at);
}

std::string_view Json::kind_name() const {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "a boolean";
    case Kind::integer:
    case Kind::number:
      return "a number";
    case Kind::string:
      return "a string";
    case Kind::array:
      return "an array";
    case Kind::object:
      return "an object";
  }
  return "";
}

std::string Json::dump() const {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return boolean ? "true" : "false";
    case Kind::integer:
      return written.empty() ? std::to_string(integer) : written;
    case Kind::number: {
      if (!written.empty()) return written;
      std::string out = fmt::format("{}", number);
      // Stays a fraction when it is read again.
      if (out.find_first_of(".e") == std::string::npos) out += ".0";
      return out;
    }
    case Kind::string:
      return json_string(string);
    case Kind::array: {
      std::string out = "[";
      for (const Json& item : items) out += (out.size() > 1 ? "," : "") + item.dump();
      return out + "]";
    }
    case Kind::object: {
      std::string out = "{";
      for (const Member& member : members) {
        out += (out.size() > 1 ? "," : "") + json_string(member.key) + ":" + member.value.dump();
      }
      return out + "}";
    }
  }
  return {};
}

JsonReading read_json(const std::string& file, std::string_view text) {
  JsonReading out;
  if (text.size() > kLargestText) {
    out.problems.add({file, 0, 0}, "larger than 16 MiB, the most that is read");
    return out;
  }
  if (std::optional<JsonFault> fault = find_text_fault(text)) {
    const LineColumn at = line_column(text, fault->offset);
    out.problems.add({file, at.line, at.column}, std::move(fault->message));
    return out;
  }
  std::optional<Builder> builder;
  builder.emplace(file, text, std::set<std::size_t>{});
  bool whole = nlohmann::json::sax_parse(text.begin(), text.end(), &*builder);
  if (builder->ends_at_number) {
    std::set<std::size_t> beyond;
    const std::string readable = without_beyond(text, beyond);
    builder.emplace(file, text, std::move(beyond));
    whole = nlohmann::json::sax_parse(readable.begin(), readable.end(), &*builder);
  }
  out.problems = std::move(builder->problems);
  if (!whole) return out;
  out.tree = std::move(builder->root);
  out.faulty = std::move(builder->faulty);
  out.repeated = std::move(builder->repeated);
  return out;
}

Result<Json> parse_json(const std::string& file, std::string_view text) {
  JsonReading read = read_json(file, text);
  if (!read.problems.empty()) return std::move(read.problems);
  return std::move(*read.tree);
}

}  // namespace slogate
