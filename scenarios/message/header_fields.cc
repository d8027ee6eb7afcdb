#include "scenarios/message/header_fields.h"

#include "scenarios/message/exchange.h"

namespace slogate {

std::optional<std::string_view> HeaderFields::find(std::string_view name) const {
  if (!may_have(name)) return std::nullopt;
  for (const auto& [field, value] : *this) {
    if (same_name(field, name)) return value;
  }
  return std::nullopt;
}

}  // namespace slogate
