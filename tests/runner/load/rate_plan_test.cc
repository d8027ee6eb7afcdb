#include "runner/load/rate_plan.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

using namespace std::chrono_literals;

const std::vector<std::string> kFlows = {"home", "auth", "qr"};

Profile open_profile() {
  Profile profile;
  profile.model = Model::arrivals;
  profile.from = 90;
  profile.stages = {{90, 10s}};
  profile.shares = {
      {"home", 1, std::nullopt, {}}, {"auth", 1, 10.0, {}}, {"qr", 2, std::nullopt, {}}};
  return profile;
}

double rate_of(const LoadPlan& plan, std::size_t flow) {
  return static_cast<double>(*plan.planned_iterations(flow)) /
         std::chrono::duration<double>(plan.duration).count();
}

TEST(PeakRate, IsThatOfAllStreamsTogether) {
  EXPECT_EQ(peak_rate(make_plan(open_profile(), kFlows)), 100);
}

TEST(PeakRate, OfStagesIsWhereTheyAreHighest) {
  Profile profile = open_profile();
  profile.from = 0;
  profile.stages = {{50, 10s}, {300, 1s}, {0, 10s}};
  EXPECT_DOUBLE_EQ(*peak_rate(make_plan(profile, kFlows)), 310);
}

TEST(PeakRate, LeavesOutFlowsThatAreNotWalked) {
  EXPECT_DOUBLE_EQ(*peak_rate(make_plan(open_profile(), {"home"})), 30);
}

TEST(PeakRate, IsNoneOfAClosedModelOrOfNothing) {
  Profile profile = open_profile();
  profile.stages = {{0, 10s}};
  profile.from = 0;
  profile.shares.clear();
  EXPECT_FALSE(peak_rate(make_plan(profile, kFlows)));
  profile.model = Model::users;
  profile.from = 5;
  profile.stages = {{5, 10s}};
  EXPECT_FALSE(peak_rate(make_plan(profile, kFlows)));
  EXPECT_FALSE(peak_rate(make_plan(Profile(), kFlows)));
}

TEST(AtRate, KeepsTheMixOfAllStreams) {
  const LoadPlan plan = at_rate(make_plan(open_profile(), kFlows), 200, 60s);
  EXPECT_EQ(plan.duration, 60s);
  EXPECT_DOUBLE_EQ(*peak_rate(plan), 200);
  EXPECT_NEAR(rate_of(plan, 0), 60, 0.1);
  EXPECT_NEAR(rate_of(plan, 1), 20, 0.1);
  EXPECT_NEAR(rate_of(plan, 2), 120, 0.1);
}

TEST(AtRate, TakesTheSharesOfStagesAtTheirPeakAndIsConstant) {
  Profile profile = open_profile();
  profile.from = 0;
  profile.stages = {{30, 10s}, {0, 10s}};
  const LoadPlan plan = at_rate(make_plan(profile, kFlows), 80, 10s);
  EXPECT_DOUBLE_EQ(plan.streams[0].schedule.level_at(0s), 60);
  EXPECT_DOUBLE_EQ(plan.streams[0].schedule.level_at(9s), 60);
  EXPECT_DOUBLE_EQ(plan.streams[1].schedule.level_at(5s), 20);
}

TEST(AtRate, PutsTheWarmUpBeforeTheStep) {
  Profile profile = open_profile();
  profile.warm_up = 4s;
  const LoadPlan plan = at_rate(make_plan(profile, kFlows), 10, 6s);
  EXPECT_EQ(plan.duration, 10s);
  EXPECT_EQ(plan.warm_up, 4s);
}

TEST(AtRate, GivesAClosedModelsWeightsARate) {
  Profile profile;
  profile.model = Model::users;
  profile.from = 5;
  profile.stages = {{5, 10s}};
  profile.iterations_per_user = 3;
  profile.shares = {{"home", 1, std::nullopt, {}}, {"qr", 3, std::nullopt, {}}};
  const LoadPlan plan = at_rate(make_plan(profile, kFlows), 40, 10s);
  EXPECT_EQ(plan.model, Model::arrivals);
  EXPECT_EQ(plan.planned_iterations(0), 100U);
  EXPECT_EQ(plan.planned_iterations(1), 0U);
  EXPECT_EQ(plan.planned_iterations(2), 300U);
}

TEST(AtRate, GivesTheFlowsOfASmokeEqualParts) {
  const LoadPlan plan = at_rate(make_plan(Profile(), kFlows), 30, 10s);
  for (std::size_t flow = 0; flow < 3; ++flow) EXPECT_EQ(plan.planned_iterations(flow), 100U);
  EXPECT_EQ(plan.text(kFlows), "30/s for 10 s");
}

TEST(DueBefore, CountsTheArrivalsOfAllStreams) {
  LoadPlan plan = at_rate(make_plan(open_profile(), kFlows), 100, 10s);
  EXPECT_EQ(due_before(plan, -1s, 1), 0U);
  EXPECT_EQ(due_before(plan, 0s, 1), 0U);
  EXPECT_EQ(due_before(plan, 5s, 1), 500U);
  EXPECT_EQ(due_before(plan, 1h, 1), 1000U);
  plan.spacing = Spacing::poisson;
  std::uint64_t counted = 0;
  for (std::size_t stream = 0; stream < plan.streams.size(); ++stream) {
    for (std::uint64_t n = 0; const auto arrival = plan.arrival(stream, n, 9); ++n)
      counted += arrival->due < 5s ? 1U : 0U;
  }
  EXPECT_EQ(due_before(plan, 5s, 9), counted);
}

}  // namespace
}  // namespace slogate
