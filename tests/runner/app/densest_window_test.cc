#include "runner/app/densest_window.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

using namespace std::chrono_literals;

// A plan of one stream, which walks flow 0.
LoadPlan stages(double from, const std::vector<Stage>& all) {
  LoadPlan plan;
  plan.model = Model::arrivals;
  for (const Stage& stage : all) plan.duration += stage.duration;
  plan.streams.push_back({Schedule(from, all), FlowDeal({{0, 1}})});
  return plan;
}

std::uint64_t most(const LoadPlan& plan, std::chrono::nanoseconds window) {
  return densest_iterations(plan, {1}, window).front();
}

TEST(DensestWindow, IsTheSameEverywhereUnderAnEvenLoad) {
  EXPECT_EQ(most(stages(10, {{10, 5min}}), 1min), 600U);
  EXPECT_EQ(most(stages(1.0 / 150, {{1.0 / 150, 24h}}), 10min), 4U);
}

TEST(DensestWindow, HoldsTheWholePlanWhereItIsLonger) {
  EXPECT_EQ(most(stages(10, {{10, 30s}}), 10min), 300U);
}

// 0 to 10/s in 5 min: t^2 / 60 by t s, so 1500 in all and 960 by the fourth minute.
TEST(DensestWindow, IsTheEndOfARamp) {
  EXPECT_EQ(most(stages(0, {{10, 5min}}), 1min), 540U);
}

TEST(DensestWindow, IsTheBeginOfAFall) {
  EXPECT_EQ(most(stages(10, {{0, 5min}}), 1min), 540U);
}

// 20/s at 630 s. A minute that begins 3 s before it has 20 * 3 - 19 / 60 * 9 = 57.15 of the rise and
// 20 * 57 - 57^2 / 60 = 1085.85 of the fall.
TEST(DensestWindow, LiesOverAPeak) {
  EXPECT_EQ(most(stages(0, {{1, 10min}, {20, 30s}, {0, 10min}}), 1min), 1143U);
}

// Between the two steps nothing is denser than the hour at 5/s, of which each window holds 300.
TEST(DensestWindow, IsFoundBehindAJump) {
  EXPECT_EQ(most(stages(1, {{1, 1h}, {5, 1s}, {5, 1h}}), 1min), 300U);
}

TEST(DensestWindow, AddsTheStreams) {
  LoadPlan plan = stages(0, {{10, 5min}});
  plan.streams.push_back({Schedule(2, {{2, 5min}}), FlowDeal({{1, 1}})});
  EXPECT_EQ(densest_iterations(plan, {1, 1}, 1min), (std::vector<std::uint64_t>{540, 120}));
}

TEST(DensestWindow, LooksOnlyAtTheFlowsThatCount) {
  LoadPlan plan = stages(0, {{10, 5min}});
  plan.streams.push_back({Schedule(4, {{0, 5min}}), FlowDeal({{1, 1}})});
  // 4/s falling to 0: 4 * 60 - 60^2 / 150 = 216 in the first minute, while the other flow rises: 60.
  EXPECT_EQ(densest_iterations(plan, {0, 1}, 1min), (std::vector<std::uint64_t>{60, 216}));
}

TEST(DensestWindow, DealsTheFlowsOfAStreamByWeight) {
  LoadPlan plan;
  plan.model = Model::arrivals;
  plan.duration = 5min;
  plan.streams.push_back({Schedule(10, {{10, 5min}}), FlowDeal({{0, 1}, {1, 3}})});
  EXPECT_EQ(densest_iterations(plan, {1, 1}, 1min), (std::vector<std::uint64_t>{150, 450}));
}

TEST(DensestWindow, IsFoundInALoadOfADay) {
  EXPECT_EQ(most(stages(100'000, {{100'000, 24h}, {200'000, 1h}}), 1min), 11'950'000U);
}

}  // namespace
}  // namespace slogate
