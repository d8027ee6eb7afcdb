#include "scenarios/content/schema_words.h"

#include <array>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "scenarios/content/schema_program.h"

namespace slogate {

std::string_view type_words(const nlohmann::json& value) {
  switch (value.type()) {
    case nlohmann::json::value_t::null:
      return "null";
    case nlohmann::json::value_t::boolean:
      return "a boolean";
    case nlohmann::json::value_t::object:
      return "an object";
    case nlohmann::json::value_t::array:
      return "an array";
    case nlohmann::json::value_t::string:
      return "a string";
    case nlohmann::json::value_t::number_integer:
    case nlohmann::json::value_t::number_unsigned:
      return "an integer";
    default:
      return "a number";
  }
}

std::uint8_t type_bit(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::uint8_t>, 7> kNames{
      {{"null", SchemaType::kNull},
       {"boolean", SchemaType::kBoolean},
       {"object", SchemaType::kObject},
       {"array", SchemaType::kArray},
       {"string", SchemaType::kString},
       {"number", SchemaType::kNumber},
       {"integer", SchemaType::kInteger}}};
  for (const auto& [known, bit] : kNames) {
    if (name == known) return bit;
  }
  return 0;
}

std::string type_words(std::uint8_t types) {
  constexpr std::array<std::pair<std::uint8_t, std::string_view>, 7> kWords{
      {{SchemaType::kString, "a string"},
       {SchemaType::kNumber, "a number"},
       {SchemaType::kInteger, "an integer"},
       {SchemaType::kBoolean, "a boolean"},
       {SchemaType::kArray, "an array"},
       {SchemaType::kObject, "an object"},
       {SchemaType::kNull, "null"}}};
  std::string words;
  for (const auto& [bit, name] : kWords) {
    if ((types & bit) == 0) continue;
    if (!words.empty()) words += " or ";
    words += name;
  }
  return words;
}

std::string show_value(const nlohmann::json& value) {
  constexpr std::size_t kMostShown = 60;
  if (value.is_array())
    return fmt::format("an array of {}", counted(value.size(), "item", "items"));
  if (value.is_object()) {
    return fmt::format("an object of {}", counted(value.size(), "property", "properties"));
  }
  constexpr auto kReplace = nlohmann::json::error_handler_t::replace;
  if (!value.is_string()) return value.dump(-1, ' ', false, kReplace);
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() <= kMostShown) return value.dump(-1, ' ', false, kReplace);
  std::size_t end = kMostShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  return nlohmann::json(text.substr(0, end) + "…").dump(-1, ' ', false, kReplace);
}

std::string show_values(const nlohmann::json& values) {
  constexpr std::size_t kMostShown = 5;
  std::string words;
  for (std::size_t i = 0; i < values.size() && i < kMostShown; ++i) {
    if (i > 0) words += ", ";
    words += show_value(values[i]);
  }
  if (values.size() > kMostShown) words += fmt::format(" and {} more", values.size() - kMostShown);
  return words;
}

std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural) {
  return fmt::format("{} {}", count, count == 1 ? singular : plural);
}

}  // namespace slogate
