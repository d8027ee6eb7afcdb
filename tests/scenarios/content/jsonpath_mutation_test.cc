// Texts that are nearly queries, and texts that are nothing: none may crash, hang or be refused
// without a reason. The seeds are fixed, so that each run asks the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "scenarios/content/jsonpath.h"

namespace slogate {
namespace {

using nlohmann::json;

const json& document() {
  static const json value = json::parse(R"json({
      "store": {"book": [{"author": "A", "price": 8.95, "isbn": null}, {"author": "\u00e4", "price": 12}],
                "bicycle": {"color": "red", "price": 399}},
      "pattern": "[a-z]*", "list": [1, [2, [3, [4, {"a": "b", "": [true, false]}]]]], "x y": -0.5})json");
  return value;
}

const std::vector<std::string> kQueries = {
    "$",
    "$.store.book[*].author",
    "$..author",
    "$.store..price",
    "$..book[2:0:-1]",
    "$..book[?@.isbn]",
    "$..book[?@.price<10]",
    "$..*",
    "$['x y'][\"a\\u00e4\\uD834\\uDD1E\"]",
    "$..[?@.price >= 8.95e0 && !(@.author == 'A' || @.isbn == null)]",
    "$..[?match(@.author, $.pattern)]",
    "$.list..[?search(@.a, 'b|[c-e]{1,2}\\\\p{L}')]",
    "$[?count(@..*) > 2, ?length(@) == 2, 0:-1:2, -1, *]",
    "$[?value(@..a) == length('ab')]",
    "$[?@[?@[?@[?@ != -1.5E-2]]]]"};

// Taken or refused, but always with an answer.
void ask(const std::string& query) {
  JsonPath::Fault fault;
  const auto path = JsonPath::parse(query, fault);
  if (!path) {
    ASSERT_FALSE(fault.message.empty()) << query;
    ASSERT_LE(fault.at, query.size()) << query;
    return;
  }
  std::vector<const json*> nodes;
  const bool whole = path->select(document(), nodes);
  ASSERT_TRUE(whole) << query;
  if (path->singular()) {
    ASSERT_LE(nodes.size(), 1U) << query;
  }
  for (const json* node : nodes) ASSERT_NE(node, nullptr) << query;
}

TEST(JsonPathMutation, QueriesWithAFewCharactersChangedAreAnswered) {
  constexpr std::string_view kAlphabet = "$@.*[]()?:,'\"\\!=<>&|-+0123eEaulmtrfn _{}\n\xC3\xA4";
  std::mt19937 random(9535);  // NOLINT: the same texts in each run
  const auto below = [&random](std::size_t n) { return random() % n; };
  for (int i = 0; i < 6'000; ++i) {
    std::string query = kQueries[below(kQueries.size())];
    for (std::size_t changes = 1 + below(4); changes > 0 && !query.empty(); --changes) {
      const std::size_t at = below(query.size());
      const char c = kAlphabet[below(kAlphabet.size())];
      switch (below(4)) {
        case 0:
          query.erase(at, 1 + below(3));
          break;
        case 1:
          query.insert(at, 1, c);
          break;
        case 2:
          query[at] = c;
          break;
        default:
          query.insert(at, query.substr(below(query.size()), below(12)));
      }
    }
    ask(query);
    ASSERT_FALSE(testing::Test::HasFatalFailure());
  }
}

TEST(JsonPathMutation, QueriesCutOffAnywhereAreAnswered) {
  for (const std::string& query : kQueries) {
    for (std::size_t length = 0; length <= query.size(); ++length) ask(query.substr(0, length));
  }
}

TEST(JsonPathMutation, RandomBytesAreAnswered) {
  std::mt19937 random(6901);  // NOLINT: the same texts in each run
  for (int i = 0; i < 3'000; ++i) {
    std::string query = "$[?";
    for (std::size_t left = random() % 24; left > 0; --left) {
      query += static_cast<char>(random() % 256);
    }
    ask(query);
  }
}

}  // namespace
}  // namespace slogate
