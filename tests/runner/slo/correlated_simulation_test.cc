// What "95 % confidence" promises where failures come in bursts: many runs against a target that
// sits exactly on its limit, and fails by a two-state process (Gilbert's): good, or for a few
// seconds bad. Each claim is tried twice, with the effective size and as if answers were
// independent, so that it shows what the effective size is for. Fixed seeds.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "runner/slo/evidence.h"
#include "tests/runner/slo/run_builder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

constexpr int kRuns = 2'000;
// 5 % of 2,000 are 100; the count itself spreads by about 10, so 130 is three times that away.
constexpr int kMost = 130;

// 20 requests a second; in a bad state, which lasts 3 s on average, one of ten fails.
constexpr std::uint64_t kPerSecond = 20;
constexpr double kBadSeconds = 3;
constexpr double kFailsWhileBad = 0.1;

// How long the run is and its intervals are; an hour has 60 bursts of failures at 0.5 %.
struct Span {
  int seconds = 3'600;
  int interval = 10;

  [[nodiscard]] std::uint64_t all() const {
    return static_cast<std::uint64_t>(seconds) * kPerSecond;
  }
  [[nodiscard]] std::uint64_t in_interval() const {
    return static_cast<std::uint64_t>(interval) * kPerSecond;
  }
};
constexpr Span kHour;
constexpr Span kQuarter{900, 1};

// Failures by interval. In truth `share` of all requests fail.
std::vector<std::uint64_t> gilbert(std::mt19937_64& random, double share, const Span& span) {
  const double bad_share = share / kFailsWhileBad;
  std::exponential_distribution<double> bad_for(1 / kBadSeconds);
  std::exponential_distribution<double> good_for(bad_share / (1 - bad_share) / kBadSeconds);
  std::bernoulli_distribution starts_bad(bad_share);
  std::bernoulli_distribution fails(kFailsWhileBad);
  std::vector<std::uint64_t> failures(span.all() / span.in_interval());
  bool bad = starts_bad(random);
  for (double at = 0; at < span.seconds; bad = !bad) {
    const double until = at + (bad ? bad_for(random) : good_for(random));
    if (bad) {
      // Requests are sent at 0, 1/20 s, 2/20 s …
      auto request = static_cast<std::uint64_t>(std::ceil(at * kPerSecond));
      for (; request < span.all() && static_cast<double>(request) < until * kPerSecond; ++request) {
        if (fails(random)) ++failures[request / span.in_interval()];
      }
    }
    at = until;
  }
  return failures;
}

struct Tally {
  int passed = 0;
  int failed = 0;
};

struct Tallies {
  Tally told;         // as the verdict says
  Tally independent;  // as it would be if answers were independent
};

void count(Judgement judgement, Tally& tally) {
  if (judgement == Judgement::pass) ++tally.passed;
  if (judgement == Judgement::fail) ++tally.failed;
}

RunBuilder a_run(const Objective& claim, const Span& span) {
  RunBuilder run(false);
  run.lasts(span.seconds * 1s).claims(claim);
  for (int at = 0; at < span.seconds; at += span.interval)
    run.point(at * 1s, span.interval * 1s, span.in_interval(), 0)
        .slow({{span.in_interval(), 0, 0}});
  return run;
}

// `fill` puts the failures of the series into the totals.
template <class Fill>
Tallies simulate(std::uint64_t seed, double share, const Objective& claim, Fill fill,
                 const Span& span = kHour) {
  std::mt19937_64 random(seed);
  RunBuilder run = a_run(claim, span);
  const std::vector<SeriesPoint> none;
  Tallies tallies;
  for (int i = 0; i < kRuns; ++i) {
    const std::vector<std::uint64_t> failures = gilbert(random, share, span);
    std::uint64_t sum = 0;
    for (std::size_t k = 0; k < failures.size(); ++k) {
      run.result.series[k].failed[0] = failures[k];
      run.result.series[k].slow[0].slow = failures[k];
      sum += failures[k];
    }
    run.result.totals.rows[0].clear();
    fill(run, span.all(), sum);
    count(run.first().judgement, tallies.told);
    std::vector<SeriesPoint> series;
    series.swap(run.result.series);
    count(run.first().judgement, tallies.independent);
    series.swap(run.result.series);
  }
  return tallies;
}

void as_failures(RunBuilder& run, std::uint64_t all, std::uint64_t bad) {
  run.counts(0, all, bad);
}
void as_slow_answers(RunBuilder& run, std::uint64_t all, std::uint64_t bad) {
  run.timed(0, 1s, all - bad).timed(0, 3s, bad);
}

void expect_at_most_five_percent(const Tallies& tallies) {
  testing::Test::RecordProperty("passed", tallies.told.passed);
  testing::Test::RecordProperty("failed", tallies.told.failed);
  testing::Test::RecordProperty("passed_as_if_independent", tallies.independent.passed);
  testing::Test::RecordProperty("failed_as_if_independent", tallies.independent.failed);
  EXPECT_LE(tallies.told.passed, kMost);
  EXPECT_LE(tallies.told.failed, kMost);
  // Without it a good fifth of the runs would be called a pass, and as many a fail.
  EXPECT_GT(tallies.independent.passed, kRuns / 5);
  EXPECT_GT(tallies.independent.failed, kRuns / 5);
}

TEST(CorrelatedSimulation, ATargetExactlyAtTheErrorLimitPassesOrFailsInAtMostFivePercentOfRuns) {
  const Tallies tallies =
      simulate(20'261'101, 0.005, objective(Measure::error_rate, 0.005), as_failures);
  expect_at_most_five_percent(tallies);
}

// A quarter of an hour has 15 bursts: the fewer there are, the less they tell of what did not come.
TEST(CorrelatedSimulation, AShortRunWithFewBurstsKeepsThePromise) {
  expect_at_most_five_percent(
      simulate(20'261'106, 0.005, objective(Measure::error_rate, 0.005), as_failures, kQuarter));
}

TEST(CorrelatedSimulation, ATargetWhoseP99IsExactlyTheLimitPassesOrFailsInAtMostFivePercentOfRuns) {
  const Tallies tallies = simulate(20'261'102, 0.01, api_p99(), as_slow_answers);
  expect_at_most_five_percent(tallies);
}

TEST(CorrelatedSimulation, AGoodTargetAndABadOneAreStillTold) {
  const Objective claim = objective(Measure::error_rate, 0.005);
  EXPECT_GT(simulate(20'261'103, 0.002, claim, as_failures).told.passed, kRuns * 9 / 10);
  EXPECT_GT(simulate(20'261'104, 0.012, claim, as_failures).told.failed, kRuns * 9 / 10);
}

// What the estimate costs where there is nothing to estimate: the claim holds, and a good target
// still passes.
TEST(CorrelatedSimulation, IndependentFailuresKeepThePromiseToo) {
  std::mt19937_64 random(20'261'105);
  const auto tally = [&](double share) {
    std::binomial_distribution<std::uint64_t> bad(kHour.in_interval(), share);
    RunBuilder run = a_run(objective(Measure::error_rate, 0.005), kHour);
    Tally out;
    for (int i = 0; i < kRuns; ++i) {
      run.result.totals.rows[0].clear();
      std::uint64_t sum = 0;
      for (SeriesPoint& point : run.result.series) sum += point.failed[0] = bad(random);
      as_failures(run, kHour.all(), sum);
      count(run.first().judgement, out);
    }
    return out;
  };
  const Tally at_the_limit = tally(0.005);
  RecordProperty("passed", at_the_limit.passed);
  RecordProperty("failed", at_the_limit.failed);
  EXPECT_LE(at_the_limit.passed, kMost);
  EXPECT_LE(at_the_limit.failed, kMost);
  EXPECT_GT(tally(0.004).passed, kRuns * 8 / 10);
}

}  // namespace
}  // namespace slogate
