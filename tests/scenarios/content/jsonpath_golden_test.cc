// JSONPath held against an oracle and against the compliance cases of RFC 9535: files in jsonpath/,
// whose README.md says how they are made.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/content/jsonpath.h"

namespace slogate {
namespace {

using nlohmann::json;

constexpr std::size_t kMostTold = 10;

std::vector<json> lines_of(const std::string& name) {
  std::ifstream file(std::string(SLOGATE_SOURCE_DIR) + "/tests/scenarios/content/jsonpath/" + name);
  std::vector<json> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(json::parse(line));
  return lines;
}

// The values that a query finds, or "invalid".
json answer(const std::string& query, const json& document) {
  JsonPath::Fault fault;
  const auto path = JsonPath::parse(query, fault);
  if (!path) return "invalid";
  std::vector<const json*> nodes;
  if (!path->select(document, nodes)) return "cut short";
  json values = json::array();
  for (const json* node : nodes) values.push_back(*node);
  return values;
}

bool same_in_any_order(json left, json right) {
  if (!left.is_array() || !right.is_array()) return false;
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  return left == right;
}

// RFC 9535 leaves the order of an object's members open, and a part of the order of descendants.
bool order_is_free(const std::string& query) {
  return query.find("..") != std::string::npos;
}
bool order_of_members_is_free(const std::string& query) {
  return order_is_free(query) || query.find_first_of("*?") != std::string::npos;
}

class Differences {
 public:
  void add(const std::string& query, const json& document, const json& expected,
           const json& found) {
    if (++count_ <= kMostTold) {
      told_ += fmt::format("{}\n  of {}\n  finds {}\n  not   {}\n", query, document.dump(),
                           found.dump(), expected.dump());
    }
  }
  [[nodiscard]] std::string told() const {
    return count_ == 0 ? "" : fmt::format("{} differences:\n{}", count_, told_);
  }

 private:
  std::size_t count_ = 0;
  std::string told_;
};

// The documents of golden.jsonl have their members in the order of their names.
TEST(JsonPathGolden, FindsWhatTheOracleFinds) {
  Differences differences;
  json document;
  std::size_t queries = 0;
  for (const json& line : lines_of("golden.jsonl")) {
    if (line.is_object()) {
      document = line.at("document");
      continue;
    }
    ++queries;
    const std::string& query = line.at(0).get_ref<const std::string&>();
    const json found = answer(query, document);
    const json& expected = line.at(1);
    if (found == expected) continue;
    if (order_is_free(query) && same_in_any_order(found, expected)) continue;
    differences.add(query, document, expected, found);
  }
  EXPECT_GT(queries, 5000U);
  EXPECT_EQ(differences.told(), "");
}

TEST(JsonPathGolden, HoldsTheComplianceCases) {
  Differences differences;
  std::size_t queries = 0;
  for (const json& line : lines_of("compliance.jsonl")) {
    ++queries;
    const std::string& query = line.at(0).get_ref<const std::string&>();
    const bool invalid = line.size() == 2;
    const json document = invalid ? json() : line.at(1);
    const json found = answer(query, document);
    const bool right =
        std::any_of(line.begin() + (invalid ? 1 : 2), line.end(), [&](const json& expected) {
          return found == expected ||
                 (order_of_members_is_free(query) && same_in_any_order(found, expected));
        });
    if (!right) differences.add(query, document, line, found);
  }
  EXPECT_GT(queries, 600U);
  EXPECT_EQ(differences.told(), "");
}

}  // namespace
}  // namespace slogate
