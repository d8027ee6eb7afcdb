#include "runner/app/unsent_steps.h"

#include <gtest/gtest.h>

#include "tests/runner/app/compiled_suite.h"

namespace slogate {
namespace {

std::string of(const CompiledSuite& suite, const std::string& step) {
  const std::vector<std::string> all = unsent_when(suite);
  for (std::size_t row = 0; row < suite.rows.size(); ++row) {
    if (suite.rows[row].step == step) return all[row];
  }
  return "(absent)";
}

TEST(UnsentSteps, TellTheirConditionTheirListAndTheStepThatMayEndTheFlow) {
  const CompiledSuite suite = test::compiled(R"(
      {"name": "a", "request": "GET /a", "captures": {
         "ids": {"jsonpath": "$.ids[*]", "list": true, "optional": true},
         "t": {"json": "/t", "optional": true}}},
      {"name": "b", "request": "GET /b", "when": {"variable": "t", "exists": true}},
      {"name": "c", "request": "GET /c", "when": {"variable": "t", "exists": true},
       "otherwise": "no t", "stop": true},
      {"name": "d", "request": "GET /${item}", "for_each": "ids"})");
  EXPECT_EQ(of(suite, "a"), "");
  EXPECT_EQ(of(suite, "b"), "its condition (\"when\") did not hold");
  EXPECT_EQ(of(suite, "d"),
            "the list that it is sent for (\"for_each\") was empty, or the condition of step c had "
            "ended the flow");
}

}  // namespace
}  // namespace slogate
