#include "runner/load/load_plan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace slogate {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

Profile arrivals(double rate, Duration length) {
  Profile profile;
  profile.model = Model::arrivals;
  profile.from = rate;
  profile.stages = {{rate, length}};
  return profile;
}

TEST(Schedule, AConstantRateIsEvenlySpacedAndEndsBeforeItsEnd) {
  const Schedule schedule(50, {{50, 10s}});
  EXPECT_EQ(schedule.starts(), 500U);
  EXPECT_EQ(schedule.start_of(0), nanoseconds(0));
  EXPECT_EQ(schedule.start_of(1), nanoseconds(20ms));
  EXPECT_EQ(schedule.start_of(499), nanoseconds(9980ms));
  EXPECT_FALSE(schedule.start_of(500));
}

TEST(Schedule, DoesNotDriftOverADay) {
  const Schedule schedule(3, {{3, 24h}});
  EXPECT_EQ(schedule.starts(), 3U * 86400U);
  EXPECT_EQ(schedule.start_of(3U * 86399U), nanoseconds(86399s));
}

TEST(Schedule, ARateUnderOneASecondStartsAtOnceAndThenRarely) {
  const Schedule schedule(24.0 / 3600, {{24.0 / 3600, 10s}});
  EXPECT_EQ(schedule.starts(), 1U);
  EXPECT_EQ(schedule.start_of(0), nanoseconds(0));
}

TEST(Schedule, ARampFollowsItsIntegral) {
  const Schedule schedule(0, {{100, 10s}});  // 5 t^2 starts up to t
  EXPECT_EQ(schedule.starts(), 500U);
  EXPECT_NEAR(std::chrono::duration<double>(*schedule.start_of(125)).count(), 5.0, 1e-6);
  EXPECT_NEAR(std::chrono::duration<double>(*schedule.start_of(499)).count(), std::sqrt(499.0 / 5),
              1e-6);
}

TEST(Schedule, StagesJoinWithoutAGap) {
  const Schedule schedule(0, {{10, 10s}, {10, 10s}, {0, 10s}});
  EXPECT_EQ(schedule.starts(), 200U);
  EXPECT_EQ(schedule.start_of(50), nanoseconds(10s));
  EXPECT_EQ(schedule.start_of(150), nanoseconds(20s));
  nanoseconds last{-1};
  for (std::uint64_t n = 0; n < schedule.starts(); ++n) {
    EXPECT_GE(*schedule.start_of(n), last);
    last = *schedule.start_of(n);
  }
  EXPECT_LT(last, 30s);
}

TEST(Schedule, UsersComeWhenTheLevelReachesThem) {
  const Schedule schedule(0, {{10, 10s}, {10, 5s}});
  EXPECT_EQ(schedule.user_from(0), nanoseconds(1s));
  EXPECT_EQ(schedule.user_from(9), nanoseconds(10s));
  EXPECT_FALSE(schedule.user_from(10));
  EXPECT_EQ(schedule.level_at(5s), 5);
}

TEST(Schedule, UsersComeAgainWhenTheLevelRisesAgain) {
  const Schedule spikes(10, {{10, 1s}, {1, 1s}, {1, 1s}, {10, 900ms}, {1, 1s}});
  EXPECT_EQ(spikes.user_from(4, 500ms), nanoseconds(500ms));
  // It falls through 5 at 1.555… s and rises through 5 in the fourth stage, after 4 of its 9 steps.
  EXPECT_EQ(spikes.user_from(4, 1500ms), nanoseconds(1500ms));
  EXPECT_EQ(spikes.user_from(4, 1600ms), nanoseconds(3400ms));
  EXPECT_EQ(spikes.user_from(4, 3500ms), nanoseconds(3500ms));
  EXPECT_FALSE(spikes.user_from(4, 4500ms));
  EXPECT_EQ(spikes.user_from(0, 4500ms), nanoseconds(4500ms));
}

TEST(Schedule, AUserIsWantedWhenItIsSaidToBe) {
  const Schedule ramp(0, {{997, 7s}, {3, 1s}, {997, 3s}});
  for (std::uint64_t user = 0; user < 997; ++user) {
    for (const nanoseconds after : {nanoseconds(0), nanoseconds(7900ms)}) {
      const auto from = ramp.user_from(user, after);
      ASSERT_TRUE(from) << user;
      if (*from == ramp.duration()) continue;  // the peak is its end
      EXPECT_EQ(ramp.user_from(user, *from), from) << user;
    }
  }
}

TEST(FlowDeal, DealsByWeightEvenly) {
  const FlowDeal deal({{0, 1}, {1, 3}, {2, 6}});
  std::map<std::size_t, std::uint64_t> counts;
  for (std::uint64_t n = 0; n < 1000; ++n) {
    const FlowDeal::Turn turn = deal.turn(n);
    EXPECT_EQ(turn.ordinal, counts[turn.flow]);
    ++counts[turn.flow];
    if (n % 10 == 9) {
      EXPECT_EQ(counts[1], (n + 1) / 10 * 3);
    }
  }
  EXPECT_EQ(counts[2], 600U);
}

TEST(FlowDeal, KeepsBrokenWeights) {
  const FlowDeal deal({{0, 0.25}, {1, 0.5}});
  std::map<std::size_t, int> counts;
  for (std::uint64_t n = 0; n < 3000; ++n) ++counts[deal.turn(n).flow];
  EXPECT_NEAR(counts[0], 1000, 1);
}

TEST(FlowDeal, KeepsAFlowThatIsWalkedRarely) {
  const FlowDeal whole({{0, 10'000}, {1, 1}});
  EXPECT_EQ(whole.turns_of(1, 100'010), 10U);
  const FlowDeal broken({{0, 9'999.5}, {1, 0.5}});
  EXPECT_EQ(broken.turns_of(1, 1'000'000), 50U);
}

TEST(LoadPlan, AFlowWithARateOfItsOwnHasAStreamOfItsOwn) {
  Profile profile = arrivals(40, 10s);
  profile.shares = {
      {"qr", 3, std::nullopt, {}}, {"health", 1, std::nullopt, {}}, {"auth", 1, 24.0 / 3600, {}}};
  const LoadPlan plan = make_plan(profile, {"auth", "qr", "health"});
  ASSERT_EQ(plan.streams.size(), 2U);
  EXPECT_EQ(plan.planned_iterations(0), 1U);
  EXPECT_EQ(plan.planned_iterations(1), 300U);
  EXPECT_EQ(plan.planned_iterations(2), 100U);
  EXPECT_EQ(plan.text({"auth", "qr", "health"}), "40/s over the other flows, 24/h auth for 10 s");
}

TEST(LoadPlan, ALeftOutFlowTakesItsShareOfTheRateWithIt) {
  Profile profile = arrivals(40, 10s);
  profile.shares = {{"qr", 3, std::nullopt, {}}, {"admin", 1, std::nullopt, {}}};
  const LoadPlan plan = make_plan(profile, {"qr"});
  EXPECT_EQ(plan.planned_iterations(0), 300U);
}

TEST(LoadPlan, TellsEachOfAFewStages) {
  Profile users;
  users.model = Model::users;
  users.stages = {{5, 20s}, {20, 40s}, {20, 1min}, {0, 20s}};
  EXPECT_EQ(
      make_plan(users, {"a"}).text({"a"}),
      "5 users over 20 s, then 20 users over 40 s, then 20 users for 1 min, then 0 over 20 s, "
      "2 min 20 s in all");
  Profile rates = arrivals(10, 10s);
  rates.stages = {{50, 30s}, {50, 1min}};
  EXPECT_EQ(make_plan(rates, {"a"}).text({"a"}),
            "10/s to 50/s over 30 s, then 50/s for 1 min, 1 min 30 s in all");
}

TEST(LoadPlan, CountsOneUserAsOne) {
  Profile users;
  users.model = Model::users;
  users.from = 1;
  users.stages = {{1, 1min}};
  EXPECT_EQ(make_plan(users, {"a"}).text({"a"}), "1 user for 1 min");
  users.stages = {{5, 1min}};
  EXPECT_EQ(make_plan(users, {"a"}).text({"a"}), "1 user to 5 users for 1 min");
}

TEST(LoadPlan, TellsTheStagesOfOneStreamApartFromTheOthers) {
  Profile profile = arrivals(10, 10s);
  profile.stages = {{20, 10s}, {0, 5s}};
  profile.shares = {{"qr", 1, std::nullopt, {}}, {"auth", 1, 1.0, {}}};
  EXPECT_EQ(make_plan(profile, {"qr", "auth"}).text({"qr", "auth"}),
            "10/s to 20/s over 10 s, then 0 over 5 s, qr, 1/s auth, 15 s in all");
}

TEST(LoadPlan, TellsTheFirstTheHighestAndTheLastOfManyStages) {
  Profile users;
  users.model = Model::users;
  users.stages = {{5, 10s}, {2, 10s}, {20, 10s}, {2, 10s}, {7, 10s}, {2, 10s}, {1, 10s}};
  EXPECT_EQ(make_plan(users, {"a"}).text({"a"}),
            "7 stages: 5 users first, 20 users at most, 1 user last for 1 min 10 s");
}

TEST(LoadPlan, TellsAHeldLevelAndOneRampShortly) {
  Profile held = arrivals(10, 10s);
  EXPECT_EQ(make_plan(held, {"a"}).text({"a"}), "10/s for 10 s");
  held.stages.push_back({10, 10s});
  EXPECT_EQ(make_plan(held, {"a"}).text({"a"}), "10/s for 20 s");
  held.stages = {{20, 10s}};
  EXPECT_EQ(make_plan(held, {"a"}).text({"a"}), "10/s to 20/s for 10 s");
}

TEST(LoadPlan, IterationNumbersAreUniqueOverAllStreams) {
  Profile profile = arrivals(10, 10s);
  profile.shares = {{"a", 1, std::nullopt, {}}, {"b", 1, 5.0, {}}};
  const LoadPlan plan = make_plan(profile, {"a", "b"});
  std::map<std::uint64_t, int> seen;
  for (std::size_t stream = 0; stream < 2; ++stream) {
    for (std::uint64_t n = 0; const auto arrival = plan.arrival(stream, n, 1); ++n)
      ++seen[arrival->iteration];
  }
  EXPECT_EQ(seen.size(), 150U);
}

Profile of_users(double count) {
  Profile profile;
  profile.model = Model::users;
  profile.from = count;
  profile.stages = {{count, 5min}};
  return profile;
}

TEST(LoadPlan, UsersShareANumberOfIterationsByWeight) {
  Profile profile = of_users(20);
  profile.shared_iterations = 50'002;
  profile.shares = {{"a", 3, std::nullopt, {}}, {"b", 1, std::nullopt, {}}};
  const LoadPlan plan = make_plan(profile, {"a", "b"});
  EXPECT_EQ(plan.users(), 20U);
  EXPECT_EQ(plan.iterations_of_users(), 50'002U);
  EXPECT_EQ(*plan.planned_iterations(0) + *plan.planned_iterations(1), 50'002U);
  EXPECT_NEAR(static_cast<double>(*plan.planned_iterations(0)), 37'501.5, 1);
  EXPECT_EQ(plan.text({"a", "b"}), "50,002 iterations shared by 20 users, 5 min at most");
}

TEST(LoadPlan, EachUserWalksANumberOfIterations) {
  Profile profile = of_users(20);
  profile.iterations_per_user = 3;
  const LoadPlan plan = make_plan(profile, {"a"});
  EXPECT_EQ(plan.iterations_of_users(), 60U);
  EXPECT_EQ(plan.planned_iterations(0), 60U);
  EXPECT_EQ(plan.text({"a"}), "3 iterations by each of 20 users, 5 min at most");
}

TEST(LoadPlan, OnlyTheTimeEndsUsersWithoutANumberOfIterations) {
  const LoadPlan plan = make_plan(of_users(20), {"a"});
  EXPECT_FALSE(plan.iterations_of_users());
  EXPECT_FALSE(plan.planned_iterations(0));
}

TEST(LoadPlan, TellsHowItStartsWarmsUpAndIsBounded) {
  Profile profile = arrivals(50, 10min);
  profile.spacing = Spacing::poisson;
  profile.warm_up = 30s;
  profile.max_requests = 10'000;
  EXPECT_EQ(make_plan(profile, {"a"}).text({"a"}),
            "50/s for 10 min, Poisson arrivals, the first 30 s warm up, 10,000 requests at most");
}

TEST(LoadPlan, HasAsManyPoissonArrivalsAsEvenOnes) {
  Profile profile = arrivals(40, 10s);
  profile.spacing = Spacing::poisson;
  profile.shares = {{"a", 1, std::nullopt, {}}, {"b", 1, 0.25, {}}};
  const LoadPlan plan = make_plan(profile, {"a", "b"});
  EXPECT_EQ(plan.planned_iterations(0), 400U);
  EXPECT_EQ(plan.planned_iterations(1), 3U);
  for (std::uint64_t n = 0; n < 3; ++n) {
    const auto arrival = plan.arrival(1, n, 7);
    EXPECT_LE(arrival->due, 10s);
    EXPECT_EQ(arrival->iteration, n * 2 + 1);
    EXPECT_EQ(arrival->ordinal, n);
  }
  EXPECT_FALSE(plan.arrival(1, 3, 7));
}

}  // namespace
}  // namespace slogate
