// What is kept of an interval for the verdict.
#include <gtest/gtest.h>

#include "tests/runner/record/recorded_run.h"

namespace slogate {
namespace {

TEST(SeriesPoint, CountsTheSlowAnswersOfEachQuantile) {
  RunHeader header = a_header();
  Objective fast = header.objectives[0];
  fast.over = Scope{header.rows[1].flow, header.rows[1].step, "", ""};
  ASSERT_EQ(fast.measure, Measure::quantile);
  // In an_interval(3) the five answers of row 1 took 31 to 35 ms, and 250 us more with their lag.
  fast.limit = 0.0331;
  header.objectives = {header.objectives[1], fast};
  const SeriesPoint point = SeriesMaker(header).point(an_interval(3));
  ASSERT_EQ(point.slow.size(), 2U);
  EXPECT_EQ(point.slow[0].answers, 0U);
  EXPECT_EQ(point.slow[1].answers, 5U);
  EXPECT_EQ(point.slow[1].slow, 3U);
  EXPECT_EQ(point.slow[1].slow_service, 2U);
}

}  // namespace
}  // namespace slogate
