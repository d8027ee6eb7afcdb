#include "scenarios/suite/objective.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

using namespace std::chrono_literals;

Objective objective(Measure measure, double limit, double quantile = 0) {
  Objective out;
  out.measure = measure;
  out.limit = limit;
  out.quantile = quantile;
  return out;
}

TEST(Objective, ClaimNamesMeasureAndLimit) {
  EXPECT_EQ(objective(Measure::quantile, 2, 0.99).claim(), "p99 < 2 s");
  EXPECT_EQ(objective(Measure::quantile, 0.25, 0.5).claim(), "p50 < 250 ms");
  EXPECT_EQ(objective(Measure::quantile, 2, 0.9999).claim(), "p99.99 < 2 s");
  EXPECT_EQ(objective(Measure::max, 5).claim(), "slowest < 5 s");
  EXPECT_EQ(objective(Measure::error_rate, 0.005).claim(), "error rate < 0.5 %");
  EXPECT_EQ(objective(Measure::availability, 0.99).claim(), "availability >= 99 %");
}

TEST(Objective, ClaimNamesTheWindow) {
  Objective rolling = objective(Measure::rate_5xx, 0.01);
  EXPECT_EQ(rolling.claim(), "5xx rate < 1 %");
  rolling.window = 15min;
  EXPECT_EQ(rolling.claim(), "5xx rate < 1 % in any 15 min");
}

TEST(Scope, TextIsForPeople) {
  EXPECT_EQ(Scope{}.text(), "all requests");
  EXPECT_EQ((Scope{"", "", "api", ""}).text(), "API requests");
  EXPECT_EQ((Scope{"admin", "", "api", ""}).text(), "API requests of flow admin");
  EXPECT_EQ((Scope{"admin", "", "", ""}).text(), "requests of flow admin");
  EXPECT_EQ((Scope{"", "grant", "", ""}).text(), "requests of step grant");
  EXPECT_EQ((Scope{"admin", "grant", "page", ""}).text(),
            "page requests of step grant in flow admin");
  EXPECT_EQ((Scope{"", "", "", "page"}).text(), "group page");
  EXPECT_EQ((Scope{"home", "", "", "page"}).text(), "group page of flow home");
}

}  // namespace
}  // namespace slogate
