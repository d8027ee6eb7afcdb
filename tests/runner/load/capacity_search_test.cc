#include "runner/load/capacity_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "scenarios/data/random.h"

namespace slogate {
namespace {

using System = std::function<StepOutcome(double rate)>;

struct Searched {
  CapacitySearch search;
  std::vector<double> rates;
};

Searched searched(const SearchBounds& bounds, const System& system) {
  Searched out{CapacitySearch(bounds), {}};
  while (const auto rate = out.search.next()) {
    out.rates.push_back(*rate);
    out.search.record(system(*rate));
  }
  return out;
}

System holds_up_to(double capacity, StepOutcome then = StepOutcome::broke) {
  return [=](double rate) { return rate <= capacity ? StepOutcome::held : then; };
}

double draw(RandomStream& random) {
  return static_cast<double>(random.next() >> 11U) * 0x1p-53;
}

// One that holds a rate near its capacity the more rarely the higher it is, and a step in ten fails by accident.
System noisy(double capacity, RandomStream& random) {
  return [capacity, &random](double rate) {
    const double chance = 1 / (1 + std::exp((rate / capacity - 1) / 0.01));
    const bool accident = draw(random) < 0.1;
    return !accident && draw(random) < chance ? StepOutcome::held : StepOutcome::broke;
  };
}

TEST(CapacitySearch, FindsTheHighestRateThatHoldsWithinItsResolution) {
  RandomStream random({1}, 1);
  for (int i = 0; i < 2000; ++i) {
    const double start = std::pow(10, draw(random) * 4);
    const double capacity = start * std::pow(10, draw(random) * 3.5 - 1.5);
    const auto [search, rates] = searched({.start = start}, holds_up_to(capacity));
    ASSERT_TRUE(search.held()) << start << " " << capacity;
    EXPECT_LE(search.held()->rate, capacity);
    EXPECT_GE(search.held()->rate * 1.05 * (1 + 1e-6), std::min(capacity, 1e6));
    EXPECT_GE(search.held()->times, 2U);
    EXPECT_EQ(search.limit()->why, StepOutcome::broke);
    EXPECT_TRUE(search.is_settled());
    EXPECT_LE(rates.size(), 25U);
  }
}

TEST(CapacitySearch, DoublesThenHalvesTheGapThenTakesTheHighestOnceMore) {
  const auto [search, rates] = searched({.start = 100}, holds_up_to(500));
  const std::vector<double> expected = {100, 200, 400, 800, 800, 566, 566, 476, 519, 519, 497, 497};
  EXPECT_EQ(rates, expected);
}

TEST(CapacitySearch, GoesDownTwiceAsFarWhereTheStartDoesNotHold) {
  const auto [search, rates] = searched({.start = 100, .resolution = 0.5}, holds_up_to(10));
  const std::vector<double> expected = {100, 100, 25, 25, 6.25, 12.5, 12.5, 8.84, 8.84};
  EXPECT_EQ(rates, expected);
  EXPECT_EQ(search.held()->rate, 8.84);
}

TEST(CapacitySearch, EndsAtTheLeastRateWhereNothingHolds) {
  const auto [search, rates] = searched({.start = 64}, holds_up_to(0));
  const std::vector<double> expected = {64, 64, 16, 16, 4, 4, 1, 1};
  EXPECT_EQ(rates, expected);
  EXPECT_FALSE(search.held());
  EXPECT_EQ(search.limit()->rate, 1);
  EXPECT_TRUE(search.is_settled());
}

TEST(CapacitySearch, EndsAtTheMostRateWhereThatHoldsTwice) {
  const auto [search, rates] = searched({.start = 40, .most = 100}, holds_up_to(1000));
  const std::vector<double> expected = {40, 80, 100, 100};
  EXPECT_EQ(rates, expected);
  EXPECT_EQ(search.held()->rate, 100);
  EXPECT_FALSE(search.limit());
}

TEST(CapacitySearch, BeginsAtTheMostWhereTheStartIsAboveIt) {
  EXPECT_EQ(CapacitySearch({.start = 500, .most = 100}).next(), 100);
}

TEST(CapacitySearch, IsNotMisledByOneStepThatFailedByAccident) {
  for (std::size_t accident = 0; accident < 12; ++accident) {
    std::size_t step = 0;
    const auto [search, rates] = searched({.start = 100}, [&](double rate) {
      return step++ == accident ? StepOutcome::broke : holds_up_to(500)(rate);
    });
    EXPECT_EQ(search.held()->rate, 497) << accident;
  }
}

TEST(CapacitySearch, IsNotMisledByOneStepThatHeldByAccident) {
  for (std::size_t accident = 0; accident < 12; ++accident) {
    std::size_t step = 0;
    const auto [search, rates] = searched({.start = 100}, [&](double rate) {
      return step++ == accident ? StepOutcome::held : holds_up_to(500)(rate);
    });
    EXPECT_LE(search.held()->rate, 500) << accident;
    EXPECT_GE(search.held()->rate, 450) << accident;
  }
}

TEST(CapacitySearch, ComesWithinATenthOfANoisySystemNearlyAlways) {
  RandomStream random({7}, 1);
  const double capacity = 437;
  int near = 0;
  std::size_t longest = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto [search, rates] = searched({.start = 50}, noisy(capacity, random));
    if (search.held() && std::abs(search.held()->rate / capacity - 1) <= 0.1) ++near;
    longest = std::max(longest, rates.size());
  }
  EXPECT_GE(near, 900);
  EXPECT_LE(longest, 40U);
}

TEST(CapacitySearch, NamesTheGeneratorWhereItGaveInFirst) {
  const auto [search, rates] = searched({.start = 10}, holds_up_to(300, StepOutcome::generator));
  EXPECT_EQ(search.limit()->why, StepOutcome::generator);
  EXPECT_GE(search.held()->rate, 285);
}

TEST(CapacitySearch, NamesTheTargetWhereOneOfTwoStepsShowsItAtFault) {
  int step = 0;
  const auto [search, rates] = searched({.start = 10, .resolution = 0.5}, [&](double rate) {
    if (rate <= 10) return StepOutcome::held;
    return step++ % 2 == 0 ? StepOutcome::generator : StepOutcome::broke;
  });
  EXPECT_EQ(search.limit()->why, StepOutcome::broke);
}

TEST(CapacitySearch, GoesUpWhereThereIsTooLittleDataToTell) {
  const auto [search, rates] = searched({.start = 10, .resolution = 0.5}, [](double rate) {
    return rate < 30 ? StepOutcome::too_little : holds_up_to(100)(rate);
  });
  const std::vector<double> expected = {10, 20, 40, 80, 160, 160, 113, 113, 80};
  EXPECT_EQ(rates, expected);
  EXPECT_EQ(search.held()->rate, 80);
  EXPECT_FALSE(search.undecided());
}

TEST(CapacitySearch, DoesNotCallHeldWhatHadTooLittleData) {
  const auto [search, rates] = searched({.start = 10, .resolution = 0.5}, [](double rate) {
    return rate < 30 ? StepOutcome::too_little : StepOutcome::broke;
  });
  EXPECT_FALSE(search.held());
  EXPECT_EQ(search.undecided(), 28.3);
  EXPECT_EQ(search.limit()->rate, 40);
}

TEST(CapacitySearch, EndsAtOnceWhereTheDataIsOutOfReach) {
  CapacitySearch search({.start = 10});
  search.record(StepOutcome::too_little, 17);
  EXPECT_FALSE(search.next());
  EXPECT_EQ(search.undecided(), 10);
}

TEST(CapacitySearch, NeverTakesMoreStepsThanItMay) {
  RandomStream random({3}, 1);
  const std::vector<StepOutcome> all = {StepOutcome::held, StepOutcome::broke,
                                        StepOutcome::generator, StepOutcome::too_little,
                                        StepOutcome::unclear};
  for (int i = 0; i < 2000; ++i) {
    const auto [search, rates] =
        searched({.start = 10, .resolution = 0.01, .most_steps = 30}, [&](double rate) {
          EXPECT_GT(rate, 0);
          EXPECT_LE(rate, 1e6);
          return all[random.next() % all.size()];
        });
    EXPECT_LE(rates.size(), 30U);
    const auto limit = search.limit();
    if (search.held() && limit) {
      EXPECT_LT(search.held()->rate, limit->rate);
    }
  }
}

TEST(CapacitySearch, SaysThatItWasCutOff) {
  const auto [search, rates] = searched({.start = 10, .most_steps = 3}, holds_up_to(1000));
  EXPECT_EQ(rates.size(), 3U);
  EXPECT_FALSE(search.is_settled());
  EXPECT_EQ(search.held()->rate, 40);
  EXPECT_EQ(search.held()->times, 1U);
}

}  // namespace
}  // namespace slogate
