// What the command line makes of a profile.
#include <gtest/gtest.h>

#include "runner/app/run_setup.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

Suite with_shares(std::vector<Share> shares) {
  Profile load;
  load.name = "load";
  load.model = Model::arrivals;
  load.stages = {{0, 10s}};
  load.shares = std::move(shares);
  Suite suite;
  suite.profiles = {load};
  return suite;
}

RunArguments load() {
  RunArguments arguments;
  arguments.profile = "load";
  return arguments;
}

TEST(ChooseProfile, TakesTheRatesOfAllFlowsAsWeightsOfUsers) {
  RunArguments arguments = load();
  arguments.users = 6;
  const auto chosen =
      choose_profile(with_shares({{"read", 1, 40.0, {}}, {"write", 1, 20.0, {}}}), arguments);
  ASSERT_TRUE(chosen);
  const LoadPlan plan = make_plan(*chosen, {"read", "write", "unnamed"});
  ASSERT_EQ(plan.streams.size(), 1U);
  EXPECT_EQ(plan.streams[0].deal.turns_of(0, 300), 200U);
  EXPECT_EQ(plan.streams[0].deal.turns_of(1, 300), 100U);
  EXPECT_FALSE(plan.deals(2));
}

TEST(ChooseProfile, LeavesARateBesideWeightsOutOfAClosedModel) {
  RunArguments arguments = load();
  arguments.users = 6;
  const auto chosen = choose_profile(
      with_shares({{"read", 3, std::nullopt, {}}, {"sign-in", 1, 0.1, {}}}), arguments);
  ASSERT_TRUE(chosen);
  ASSERT_EQ(chosen->shares.size(), 1U);
  EXPECT_EQ(chosen->shares[0].flow, "read");
}

TEST(ChooseProfile, RefusesARateWhereEachFlowHasItsOwn) {
  RunArguments arguments = load();
  arguments.rate = 50;
  EXPECT_FALSE(choose_profile(with_shares({{"read", 1, 2.0, {}}}), arguments));
  EXPECT_TRUE(choose_profile(with_shares({{"read", 1, 2.0, {}}, {"write", 1, std::nullopt, {}}}),
                             arguments));
}

}  // namespace
}  // namespace slogate
