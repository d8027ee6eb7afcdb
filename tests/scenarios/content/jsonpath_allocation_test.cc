// Evaluating a query costs no memory once the list of nodes has grown: counted with a global
// operator new of this binary's own.
#include <gtest/gtest.h>

#include <vector>

#include <nlohmann/json.hpp>

#include "scenarios/content/jsonpath.h"
#include "tests/support/allocations.h"

namespace slogate {
namespace {

using support::allocations;

using nlohmann::json;

// How often memory was asked for in 100 evaluations after two to warm up.
std::size_t allocations_of(std::string_view query) {
  const json document = json::parse(R"json({
      "items": [{"id": 1, "name": "a name that is longer than a small string", "tags": ["x", "y"]},
                {"id": 2.5, "name": "b", "tags": []}],
      "name": "a name that is longer than a small string", "pattern": "a name.*"})json");
  JsonPath::Fault fault;
  const auto path = JsonPath::parse(query, fault);
  EXPECT_TRUE(path.has_value()) << fault.message;
  std::vector<const json*> nodes;
  std::size_t before = 0;
  for (int i = -2; i < 100; ++i) {
    if (i == 0) before = allocations();
    nodes.clear();
    EXPECT_TRUE(path->select(document, nodes));
    EXPECT_FALSE(nodes.empty()) << query;
  }
  return allocations() - before;
}

TEST(JsonPathAllocation, SelectorsAndDescendantsCostNone) {
  EXPECT_EQ(allocations_of("$.items[0]['name']"), 0U);
  EXPECT_EQ(allocations_of("$..name"), 0U);
  EXPECT_EQ(allocations_of("$.items[::-1].tags[*, 0, 0:1]"), 0U);
}

TEST(JsonPathAllocation, FiltersCostNone) {
  EXPECT_EQ(allocations_of("$.items[?@.id > 1 && !(@.name == 'a')].id"), 0U);
  EXPECT_EQ(allocations_of("$.items[?@.name == $.name || @.tags == $.items[0].tags]"), 0U);
  EXPECT_EQ(allocations_of("$.items[?length(@.name) >= 1 && count(@.tags[*]) == 2]"), 0U);
  EXPECT_EQ(allocations_of("$.items[?value(@..id) == 1]"), 0U);
}

TEST(JsonPathAllocation, PatternsOfTheQueryItselfCostNone) {
  EXPECT_EQ(allocations_of("$.items[?match(@.name, 'a .*') || search(@.name, '[^a]')]"), 0U);
}

TEST(JsonPathAllocation, TheCounterSeesAPatternFromTheDocument) {
  EXPECT_GT(allocations_of("$.items[?match(@.name, $.pattern)]"), 0U);
}

}  // namespace
}  // namespace slogate
