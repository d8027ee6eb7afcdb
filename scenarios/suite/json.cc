#include "scenarios/suite/json.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "scenarios/suite/json_fault.h"
#include "scenarios/suite/quoted.h"

namespace slogate {
namespace {

constexpr std::size_t kLargestText = 16U << 20U;
constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostProblems = 100;
constexpr std::size_t kMostValues =
    1'000'000;  // a suite has thousands; this bounds memory at some 300 MB

// Builds the tree from nlohmann's events. The events come without places, but in the order of the
// text: the start of a token is the first byte behind the previous token that is neither blank nor
// separator.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(const std::string& file, std::string_view text) : file_(file), text_(text) {}

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
    json.digits = digits;
    return after_value();
  }
  bool string(std::string& value) override {
    Json& json = begin(Json::Kind::string);
    end_string();
    refuse_nul(value);
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
    refuse_nul(value);
    Open& top = open_.back();
    if (!top.keys.insert(value).second) {
      problems.add(at, fmt::format("duplicate key {}, every key stands once", in_quotes(value)));
    }
    top.json->members.push_back({std::move(value), at, Json{}});
    state_.expect = Expect::colon;
    return problems.list.size() < kMostProblems;
  }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    JsonState state = state_;
    state.open = !open_.empty();
    if (state.open) state.opened_at = open_.back().offset;
    JsonFault fault = find_fault(text_, state);
    problems.add(place(fault.offset), std::move(fault.message));
    return false;
  }

  Json root;
  Diagnostics problems;

 private:
  struct Open {
    Json* json;
    std::size_t offset;
    std::set<std::string> keys;
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
    json.integer = value;
    json.number = static_cast<double>(value);
    return after_value();
  }
  bool too_large() {
    const Position at = begin_number(Json::Kind::number).at;
    problems.add(at, "the whole number is too large, up to 9223372036854775807 fit");
    return after_value();
  }
  void refuse_nul(const std::string& value) {
    if (value.find('\0') == std::string::npos) return;
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
    open_.push_back({&json, state_.cursor, {}});
    advance(state_.cursor + 1);
    state_.expect = kind == Json::Kind::object ? Expect::first_key : Expect::first_item;
    return true;
  }
  bool close() {
    start_token();
    advance(state_.cursor + 1);
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
  JsonState state_;
  LineColumn at_;  // of the cursor
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
      return std::to_string(integer);
    case Kind::number: {
      if (!digits.empty()) return digits;
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

Result<Json> parse_json(const std::string& file, std::string_view text) {
  if (text.size() > kLargestText) {
    return Diagnostics({{file, 0, 0}, "larger than 16 MiB, the most that is read"});
  }
  if (std::optional<JsonFault> fault = find_text_fault(text)) {
    const LineColumn at = line_column(text, fault->offset);
    return Diagnostics({{file, at.line, at.column}, std::move(fault->message)});
  }
  Builder builder(file, text);
  const bool whole = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  if (!whole || !builder.problems.empty()) return std::move(builder.problems);
  return std::move(builder.root);
}

}  // namespace slogate
