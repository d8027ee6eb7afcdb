// Failures of which no objective says how many may be.
#include <gtest/gtest.h>

#include "tests/runner/slo/run_builder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

// A latency says nothing of how much may fail, nor does a share that counts something else.
TEST(Verdict, FailuresThatNoJudgedObjectiveBoundsFailALoad) {
  const auto judged = [](const Objective& claim, int status) {
    return RunBuilder(false)
        .requests(0, 600, 5ms)
        .requests(1, 600, 5ms)
        .requests(1, 20, 1ms, Outcome::check_failed, status)
        .finding(1, "status is 200", "other")
        .iterations(1, 600, 20)
        .claims(claim)
        .verdict();
  };
  const std::string reason =
      "flow admin, step grant: expected status is 200, got other (20 of 620 requests failed)";
  const Verdict latency = judged(objective(Measure::quantile, 2), 500);
  EXPECT_EQ(latency.overall, Judgement::fail);
  EXPECT_EQ(latency.reasons.front(), reason);
  Objective elsewhere = objective(Measure::error_rate, 0.5);
  elsewhere.over.flow = "public";
  EXPECT_EQ(judged(elsewhere, 500).reasons.front(), reason);
  EXPECT_EQ(judged(objective(Measure::rate_5xx, 0.5), 404).reasons.front(), reason);
  EXPECT_EQ(judged(objective(Measure::rate_5xx, 0.5), 500).overall, Judgement::pass);
  EXPECT_EQ(judged(objective(Measure::error_rate, 0.5), 404).overall, Judgement::pass);
}

}  // namespace
}  // namespace slogate
