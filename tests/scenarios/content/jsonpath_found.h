// What a JSONPath query finds in a document, as one line of compact JSON for the tests beside this:
// "[1,2]"; "fault at 3: ..." where the text is no query; "cut short" where a cap was hit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/content/jsonpath.h"

namespace slogate {

inline std::string found_in(const nlohmann::json& document, std::string_view query) {
  JsonPath::Fault fault;
  const auto path = JsonPath::parse(query, fault);
  if (!path) return fmt::format("fault at {}: {}", fault.at, fault.message);
  std::vector<const nlohmann::json*> nodes;
  if (!path->select(document, nodes)) return "cut short";
  nlohmann::json values = nlohmann::json::array();
  for (const nlohmann::json* node : nodes) values.push_back(*node);
  return values.dump();
}

inline std::string found(std::string_view query, std::string_view document) {
  return found_in(nlohmann::json::parse(document), query);
}

}  // namespace slogate
