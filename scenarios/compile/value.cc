#include "scenarios/compile/value.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace slogate {
namespace {

constexpr std::size_t kKeptText = 64U << 10U;   // bytes of one text
constexpr std::size_t kKeptTexts = 1024;        // texts of one pool
constexpr std::size_t kKeptItems = 64U << 10U;  // members of one list

template <class Items>
void empty(Items& items) {
  items.clear();
  if (items.capacity() > kKeptItems) items.shrink_to_fit();
}

Value number_of(const nlohmann::json& json) {
  Value value;
  value.kind = Value::Kind::number;
  value.number = json.get<double>();
  if (json.is_number_unsigned()) {
    const auto whole = json.get<std::uint64_t>();
    value.whole = whole > INT64_MAX ? Value::Whole::huge : Value::Whole::yes;
    value.integer = static_cast<std::int64_t>(whole);
  } else if (json.is_number_integer()) {
    value.whole = Value::Whole::yes;
    value.integer = json.get<std::int64_t>();
  }
  return value;
}

}  // namespace

Value value_of(const nlohmann::json& json) {
  Value value;
  switch (json.type()) {
    case nlohmann::json::value_t::boolean:
      value.kind = Value::Kind::boolean;
      value.boolean = json.get<bool>();
      break;
    case nlohmann::json::value_t::number_integer:
    case nlohmann::json::value_t::number_unsigned:
    case nlohmann::json::value_t::number_float:
      value = number_of(json);
      break;
    case nlohmann::json::value_t::string:
      value.kind = Value::Kind::text;
      value.text = json.get_ref<const std::string&>();
      break;
    case nlohmann::json::value_t::array:
    case nlohmann::json::value_t::object:
      value.kind = json.is_array() ? Value::Kind::array : Value::Kind::object;
      value.count = json.size();
      break;
    default:
      value.kind = Value::Kind::null;
      break;
  }
  value.typed = true;
  value.tree = &json;
  return value;
}

Value value_of(std::string_view text) {
  Value value;
  value.kind = Value::Kind::text;
  value.text = text;
  return value;
}

Value value_of(double number) {
  Value value;
  value.kind = Value::Kind::number;
  value.number = number;
  return value;
}

Value value_of(bool boolean) {
  Value value;
  value.kind = Value::Kind::boolean;
  value.boolean = boolean;
  return value;
}

std::string& TextPool::next() {
  if (used_ == texts_.size()) texts_.push_back(std::make_unique<std::string>());
  std::string& text = *texts_[used_++];
  text.clear();
  return text;
}

void TextPool::shrink() {
  used_ = 0;
  if (texts_.size() > kKeptTexts) texts_.resize(kKeptTexts);
  for (const auto& text : texts_) {
    if (text->capacity() <= kKeptText) continue;
    text->clear();
    text->shrink_to_fit();
  }
}

void Scratch::clear() {
  texts.clear();
  empty(items);
  empty(members);
  empty(nodes);
}

void Found::lose(std::string_view reason) {
  value = {};
  list = false;
  why = reason;
}

void Found::begin_list() {
  list = true;
  value = {};
  scratch.items.clear();
}

void Found::end_list() {
  total = scratch.items.size();
  if (!scratch.items.empty()) value = scratch.items.front();
}

void append_digits(double number, std::string& out) {
  constexpr double kExact =
      9007199254740992.0;  // 2^53: below it every whole number has its own double
  if (number == std::floor(number) && std::abs(number) < kExact) {
    const fmt::format_int whole(static_cast<std::int64_t>(number));
    out.append(whole.data(), whole.size());
  } else {
    fmt::format_to(std::back_inserter(out), "{}", number);
  }
}

std::string digits_of(double number) {
  std::string text;
  append_digits(number, text);
  return text;
}

void append_text(const Value& value, std::string& out) {
  switch (value.kind) {
    case Value::Kind::missing:
      return;
    case Value::Kind::null:
      out += "null";
      return;
    case Value::Kind::boolean:
      out += value.boolean ? "true" : "false";
      return;
    case Value::Kind::text:
      out += value.text;
      return;
    case Value::Kind::number:
      if (!value.text.empty()) {
        out += value.text;
      } else if (value.tree != nullptr) {
        out += value.tree->dump();
      } else {
        append_digits(value.number, out);
      }
      return;
    case Value::Kind::array:
    case Value::Kind::object:
      if (value.tree != nullptr) out += value.tree->dump();
      return;
  }
}

std::string text_of(const Value& value) {
  std::string text;
  append_text(value, text);
  return text;
}

bool number_in(std::string_view text, double& number) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // "inf" and "nan" are texts, not numbers.
  return error == std::errc() && stop == text.data() + text.size() && std::isfinite(number);
}

}  // namespace slogate
