// A checker that never fails checks nothing: each is run on a violation of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/sim/violations.h"

namespace slogate::support {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StrEq;

std::vector<std::string> names_of(const std::vector<Checker>& checkers) {
  std::vector<std::string> out;
  for (const Checker& checker : checkers) out.emplace_back(checker.name);
  return out;
}

const Checker& checker_of(const std::vector<Checker>& checkers, const std::string& name) {
  return *std::find_if(checkers.begin(), checkers.end(),
                       [&](const Checker& checker) { return checker.name == name; });
}

TEST(Checkers, HaveAViolationEach) {
  const std::vector<Violation> violations = all_violations();
  for (const Checker& checker : all_checkers()) {
    EXPECT_TRUE(std::any_of(
        violations.begin(), violations.end(),
        [&](const Violation& each) { return std::string(each.checker) == checker.name; }))
        << "no violation shows that " << checker.name << " bites";
  }
}

TEST(Checkers, SeeTheirViolationsAndNothingElse) {
  const std::vector<Checker> checkers = all_checkers();
  const std::vector<std::string> names = names_of(checkers);
  for (const Violation& violation : all_violations()) {
    ASSERT_THAT(names, Contains(StrEq(violation.checker)));
    const Checker& checker = checker_of(checkers, violation.checker);
    EXPECT_THAT(checker.look(run(violation, true)), HasSubstr(violation.told))
        << violation.checker << ": " << violation.what;
    EXPECT_EQ(checker.look(run(violation, false)), "")
        << violation.checker << ", where nothing is violated: " << violation.what;
  }
}

}  // namespace
}  // namespace slogate::support
