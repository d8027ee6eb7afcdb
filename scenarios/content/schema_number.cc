#include "scenarios/content/schema_number.h"

#include <cmath>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "scenarios/content/schema_program.h"

namespace slogate {

std::uint8_t types_of(const nlohmann::json& value) {
  switch (value.type()) {
    case nlohmann::json::value_t::null:
      return SchemaType::kNull;
    case nlohmann::json::value_t::boolean:
      return SchemaType::kBoolean;
    case nlohmann::json::value_t::object:
      return SchemaType::kObject;
    case nlohmann::json::value_t::array:
      return SchemaType::kArray;
    case nlohmann::json::value_t::string:
      return SchemaType::kString;
    case nlohmann::json::value_t::number_integer:
    case nlohmann::json::value_t::number_unsigned:
      return SchemaType::kNumber | SchemaType::kInteger;
    default: {
      const double number = value.get<double>();
      return number == std::trunc(number) ? SchemaType::kNumber | SchemaType::kInteger
                                          : SchemaType::kNumber;
    }
  }
}

bool less_than(const nlohmann::json& a, const nlohmann::json& b) {
  if (a.is_number_float() || b.is_number_float()) return a.get<double>() < b.get<double>();
  if (a.is_number_unsigned()) {
    const auto left = a.get<std::uint64_t>();
    return b.is_number_unsigned() ? left < b.get<std::uint64_t>()
                                  : std::cmp_less(left, b.get<std::int64_t>());
  }
  const auto left = a.get<std::int64_t>();
  return b.is_number_unsigned() ? std::cmp_less(left, b.get<std::uint64_t>())
                                : left < b.get<std::int64_t>();
}

bool is_multiple(const nlohmann::json& value, const nlohmann::json& divisor) {
  if (value.is_number_unsigned() && divisor.is_number_unsigned()) {
    return value.get<std::uint64_t>() % divisor.get<std::uint64_t>() == 0;
  }
  const double number = value.get<double>();
  const double by = divisor.get<double>();
  const double quotient = number / by;
  constexpr double kExact = 1125899906842624.0;  // 2^50: over it the tolerance below is a whole one
  if (!(std::abs(quotient) < kExact)) return std::fmod(number, by) == 0;
  // Both were rounded when they were read, and the quotient once more.
  constexpr double kRoundings = 4 * std::numeric_limits<double>::epsilon();
  return std::abs(quotient - std::nearbyint(quotient)) <= kRoundings * std::abs(quotient);
}

}  // namespace slogate
