#include "runner/demo/faults.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

namespace slogate {
namespace {

using std::chrono::microseconds;
using namespace std::chrono_literals;

TEST(FaultPlan, WithoutSettingsDisturbsNothing) {
  const FaultPlan plan({});
  EXPECT_FALSE(plan.status_of("/api/health"));
  EXPECT_FALSE(plan.is_error(0));
  EXPECT_EQ(plan.delay_of(0), 0us);
  EXPECT_EQ(plan.stall_left(1h), 0us);
}

TEST(FaultPlan, FailsARouteAndWhatIsBelowIt) {
  const FaultPlan plan({.fail = {{"/api/auth", 503}}});
  EXPECT_EQ(plan.status_of("/api/auth"), 503);
  EXPECT_EQ(plan.status_of("/api/auth/request"), 503);
  EXPECT_FALSE(plan.status_of("/api/authors"));
}

TEST(FaultPlan, TakesTheLongestRouteThatFits) {
  const FaultPlan plan({.fail = {{"/api/", 502}, {"/api/auth/request", 429}}});
  EXPECT_EQ(plan.status_of("/api/health"), 502);
  EXPECT_EQ(plan.status_of("/api/auth/request"), 429);
}

TEST(FaultPlan, FailsOnlyTheStartPageForTheRootRoute) {
  const FaultPlan plan({.fail = {{"/", 500}}});
  EXPECT_EQ(plan.status_of("/"), 500);
  EXPECT_FALSE(plan.status_of("/auth"));
}

TEST(FaultPlan, GivesTheSameErrorsForTheSameSeed) {
  const FaultPlan one({.error_rate = 0.1, .seed = 7});
  const FaultPlan two({.error_rate = 0.1, .seed = 7});
  const FaultPlan other({.error_rate = 0.1, .seed = 8});
  int different = 0;
  for (std::uint64_t n = 0; n < 1000; ++n) {
    EXPECT_EQ(one.is_error(n), two.is_error(n));
    different += one.is_error(n) != other.is_error(n);
  }
  EXPECT_GT(different, 0);
}

TEST(FaultPlan, KeepsTheShareOfErrors) {
  const FaultPlan plan({.error_rate = 0.02, .seed = 1});
  int errors = 0;
  for (std::uint64_t n = 0; n < 100'000; ++n) errors += plan.is_error(n);
  EXPECT_NEAR(errors, 2000, 200);  // over four standard deviations
}

TEST(FaultPlan, FailsEveryAnswerAtARateOfOne) {
  const FaultPlan plan({.error_rate = 1});
  for (std::uint64_t n = 0; n < 1000; ++n) EXPECT_TRUE(plan.is_error(n));
}

TEST(FaultPlan, SpreadsTheDelayByTheJitter) {
  const FaultPlan plan({.latency = 20ms, .jitter = 5ms});
  microseconds least = 1h;
  microseconds most{0};
  for (std::uint64_t n = 0; n < 1000; ++n) {
    least = std::min(least, plan.delay_of(n));
    most = std::max(most, plan.delay_of(n));
  }
  EXPECT_GE(least, 15ms);
  EXPECT_LT(least, 16ms);
  EXPECT_LE(most, 25ms);
  EXPECT_GT(most, 24ms);
}

TEST(FaultPlan, NeverDelaysByLessThanNothing) {
  const FaultPlan plan({.latency = 1ms, .jitter = 50ms});
  for (std::uint64_t n = 0; n < 1000; ++n) EXPECT_GE(plan.delay_of(n), 0us);
}

TEST(FaultPlan, HoldsAnswersUntilTheStallEnds) {
  const FaultPlan plan({.stall_every = 30s, .stall_for = 2s});
  EXPECT_EQ(plan.stall_left(1s), 0us);  // the first stall comes after one period
  EXPECT_EQ(plan.stall_left(30s), 2s);
  EXPECT_EQ(plan.stall_left(31500ms), 500ms);
  EXPECT_EQ(plan.stall_left(32s), 0us);
  EXPECT_EQ(plan.stall_left(61s), 1s);
}

TEST(FaultPlan, SaysWhatIsWrongWithTheSettings) {
  EXPECT_EQ(FaultPlan::complaint({}), "");
  EXPECT_EQ(FaultPlan::complaint({.latency = -1ms}), "the latency is negative");
  EXPECT_EQ(FaultPlan::complaint({.jitter = -1ms}), "the jitter is negative");
  EXPECT_EQ(FaultPlan::complaint({.error_rate = 2}),
            "the error rate 2 is no share, which lies from 0 to 1");
  EXPECT_EQ(FaultPlan::complaint({.fail = {{"api", 503}}}),
            "the route \"api\" that is to fail does not begin with \"/\"");
  EXPECT_EQ(FaultPlan::complaint({.fail = {{"/api/helth", 503}}}),
            "the demo answers nothing at /api/helth, did you mean /api/health?");
  EXPECT_EQ(FaultPlan::complaint({.fail = {{"/api/auth", 503}, {"/api/public/qr/1", 404}}}), "");
  EXPECT_EQ(FaultPlan::complaint({.fail = {{"/api", 99}}}),
            "the route /api cannot answer 99, a status from 200 to 599 is meant");
  EXPECT_EQ(FaultPlan::complaint({.stall_every = 1s}),
            "a stall needs both how often and for how long");
  EXPECT_EQ(FaultPlan::complaint({.stall_every = 1s, .stall_for = 1s}),
            "a stall must be shorter than the time from one to the next");
}

}  // namespace
}  // namespace slogate
