// What a plan never sends: how it is counted, and what is told of objectives over it.
#include <gtest/gtest.h>

#include "runner/app/doubts.h"
#include "runner/app/plan_counts.h"
#include "runner/app/plan_text.h"
#include "tests/runner/app/compiled_suite.h"

namespace slogate {
namespace {

using test::compiled;
using test::said;

std::string requests(const std::string& steps, const std::string& members = "") {
  const CompiledSuite suite = compiled(steps, members);
  return requests_in(suite.flows[0], suite.flows[0].steps).text();
}

constexpr const char* kStep = R"({"name": "a", "request": "GET /"})";
constexpr const char* kLinks =
    R"({"name": "l", "request": "GET /", "captures": {"links": {"xpath": "//a/@href", "list": true}}})";
constexpr const char* kNever =
    R"(, {"name": "b", "request": "GET /", "when": {"variable": "v", "equals": "y"}})";

// What is said of a suite with the never sent step b and an objective over it.
CompiledSuite unsent(const std::string& profile, const std::string& measure = "p99",
                     const std::string& members = R"(, "variables": {"v": "x"})") {
  return compiled(std::string(kStep) + kNever,
                  members + R"(, "objectives": [{"name": "p", "measure": ")" + measure +
                      R"(", "below": "1s", "over": {"step": "b"}}])",
                  "", profile);
}

TEST(PlanCounts, LeaveOutWhatStandsBehindAConditionThatEndsTheFlow) {
  const std::string variables = R"(, "variables": {"v": "x"})";
  const std::string ends = R"({"name": "e", "request": "GET /", "stop": true,
      "when": {"variable": "v", "equals": "y"}}, )";
  EXPECT_EQ(requests(ends + kStep, variables), "0");
  EXPECT_EQ(
      requests(R"({"steps": [)" + ends + kStep + "]}, " + R"({"name": "z", "request": "GET /"})",
               variables),
      "0");
  EXPECT_EQ(requests(R"({"stop": true, "when": {"variable": "v", "equals": "y"}, "steps": [
                     {"name": "e", "request": "GET /"}]}, )" +
                         std::string(kStep),
                     variables),
            "0");
}

TEST(PlanCounts, CountWhatStandsBehindAnEndThatMayNotBeReached) {
  EXPECT_EQ(requests(std::string(kLinks) + R"(, {"repeat": {"for_each": "links", "at_most": 5},
                     "steps": [{"name": "e", "request": "GET /", "stop": true,
                                "when": {"variable": "v", "equals": "y"}}]}, )" +
                         kStep,
                     R"(, "variables": {"v": "x"})"),
            "2");
}

TEST(Doubts, TellAnObjectiveOverWhatIsNeverSentInAnyKindOfProfile) {
  const std::string told =
      "the step \"b\" is never sent: variable v equals \"y\" does not hold\n"
      "the objective \"p\" can never be decided: nothing that it is about is ever sent in the "
      "profile \"load\"\n";
  EXPECT_EQ(said(unsent(R"({"users": 2, "for": "30s"})")), told);
  EXPECT_EQ(said(unsent(R"({"iterations": 3})")), told);
  EXPECT_EQ(said(unsent(R"({"rate": "10/s", "for": "30s"})")), told);
  EXPECT_EQ(said(unsent(R"({"users": 2, "for": "30s"})", "max")), told);
}

TEST(Doubts, TellAnObjectiveOverWhatIsNeverSentOnceForAllProfiles) {
  EXPECT_EQ(
      said(unsent(R"({"users": 2, "for": "30s"}, "smoke": {"iterations": 1})")),
      "the step \"b\" is never sent: variable v equals \"y\" does not hold\n"
      "the objective \"p\" can never be decided: nothing that it is about is ever sent in the "
      "profiles \"load\" and \"smoke\"\n");
}

TEST(Doubts, LeaveAnObjectiveOverWhatTheEnvironmentMaySend) {
  EXPECT_EQ(said(unsent(R"({"iterations": 3})", "p99",
                        R"(, "variables": {"v": {"env": "V", "default": "x"}})")),
            "");
}

TEST(Doubts, LeaveAnObjectiveOfWhichSomethingIsSent) {
  EXPECT_EQ(said(compiled(std::string(kStep) + kNever,
                          R"(, "variables": {"v": "x"}, "objectives": [
                             {"name": "p", "measure": "p99", "below": "1s"}])",
                          "", R"({"users": 2, "for": "30s"})")),
            "the step \"b\" is never sent: variable v equals \"y\" does not hold\n");
}

TEST(PlanText, SaysThatNothingOfAnObjectiveIsSent) {
  const auto line = [](const std::string& profile, const std::string& measure) {
    const std::string text = plan_text(unsent(profile, measure), {}, 0);
    const std::size_t at = text.find(" (requests of step b): ");
    return text.substr(at, text.find('\n', at) - at);
  };
  const std::string users = R"({"users": 2, "for": "30s"})";
  EXPECT_EQ(line(users, "max"), " (requests of step b): 0 samples");
  EXPECT_EQ(line(users, "p99"),
            " (requests of step b): 0 samples, too few to be confident: 299 are "
            "needed");
  EXPECT_EQ(line(R"({"iterations": 3})", "p99"), " (requests of step b): 0 samples, observed");
}

}  // namespace
}  // namespace slogate
