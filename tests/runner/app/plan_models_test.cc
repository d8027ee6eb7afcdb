// What `check` says of the ways to load a target.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/app/plan_counts.h"
#include "runner/app/plan_text.h"
#include "tests/runner/app/compiled_suite.h"

namespace slogate {
namespace {

using test::compiled;
using test::said;
using ::testing::HasSubstr;

constexpr const char* kStep = R"({"name": "a", "request": "GET /"})";
constexpr const char* kP99 = R"(, "objectives": [{"name": "p", "measure": "p99", "below": "1s"}])";
constexpr const char* kUserSession =
    R"(, "session": {"shared_by": "user", "steps": [{"name": "in", "request": "POST /in"}]})";

std::string plan(const std::string& profile, const std::string& members = "",
                 const std::string& flow_members = "") {
  return plan_text(compiled(kStep, members, flow_members, profile), {}, 0);
}

TEST(PlanText, NamesPoissonArrivalsAndCountsThemAsEvenOnes) {
  const std::string text = plan(
      R"({"rate": "10/s", "for": "30s", "arrivals": "poisson"})",
      std::string(R"(, "limits": [{"over": {"step": "a"}, "at_most": 200, "per": "10s"}])") + kP99);
  EXPECT_THAT(text,
              HasSubstr("  load: 10/s for 30 s, Poisson arrivals\n    walks home 300 times\n"));
  EXPECT_THAT(text, HasSubstr("p99 < 1 s (all requests): 300 samples, 299 are needed\n"));
  EXPECT_THAT(text,
              HasSubstr("    200 allowed in 10 s (requests of step a): on average 100 sent\n"));
}

TEST(PlanText, CountsTheIterationsThatUsersShareAndTheirSamples) {
  const std::string text = plan(R"({"users": 20, "iterations": 5000, "for": "5m"})", kP99);
  EXPECT_THAT(text, HasSubstr("  load: 5,000 iterations shared by 20 users, 5 min at most\n"
                              "    walks home 5,000 times\n"));
  EXPECT_THAT(text, HasSubstr(": at most 5,000 samples, 299 are needed\n"));
}

TEST(PlanText, CountsTheIterationsOfEachUser) {
  EXPECT_THAT(plan(R"({"users": 20, "iterations_per_user": 3, "for": "5m"})"),
              HasSubstr("  load: 3 iterations by each of 20 users, 5 min at most\n"
                        "    walks home 60 times\n"));
}

TEST(Doubts, TellThatTooFewIterationsAreSharedToDecide) {
  EXPECT_EQ(
      said(compiled(kStep, kP99, "", R"({"users": 20, "iterations": 50, "for": "5m"})")),
      "the objective \"p\" can never be decided in the profile \"load\": it sends at most 50 such "
      "requests, and p99 < 1 s at 95 % confidence needs 299\n");
}

TEST(PlanText, CountsNoSampleOfTheWarmUp) {
  const std::string text =
      plan(R"({"rate": "10/s", "for": "40s", "warm_up": "10s", "max_requests": 900})", kP99,
           kUserSession);
  EXPECT_THAT(text,
              HasSubstr("  load: 10/s for 40 s, the first 10 s warm up, 900 requests at most\n"
                        "    walks home 400 times\n"));
  // Sessions may all be opened in it.
  EXPECT_THAT(text, HasSubstr(": at least 300 samples, 299 are needed\n"));
}

TEST(PlanText, LooksForAWindowBehindTheWarmUp) {
  const std::string window = R"(, "objectives": [{"name": "p", "measure": "rate_5xx", "below": "1%",
      "window": "15m"}])";
  EXPECT_THAT(plan(R"({"rate": "10/s", "for": "20m", "warm_up": "6m"})", window),
              HasSubstr(", never judged: its window is longer than 14 min\n"));
}

TEST(PlanText, PromisesNoSamplesThatTheCapMayLeaveOut) {
  EXPECT_THAT(plan(R"({"rate": "10/s", "for": "40s", "max_requests": 399})", kP99),
              HasSubstr(": at most 400 samples, 299 are needed\n"));
  EXPECT_THAT(plan(R"({"rate": "10/s", "for": "40s", "max_requests": 400})", kP99),
              HasSubstr(": 400 samples, 299 are needed\n"));
}

}  // namespace
}  // namespace slogate
