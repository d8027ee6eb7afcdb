// Poisson arrivals, numbers of iterations for users, and the cap on requests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kOneStep = R"("steps": [{"name": "page", "request": "GET /"}])";
constexpr const char* kThreeSteps = R"("steps": [{"name": "a", "request": "GET /a"},
    {"name": "b", "request": "GET /b"}, {"name": "c", "request": "GET /c"}])";

Script after(std::chrono::nanoseconds delay) {
  return [delay](const Call&) { return answer(200, delay); };
}

Profile shared(std::uint64_t users_count, std::uint64_t iterations, std::chrono::nanoseconds most) {
  Profile out = users(static_cast<double>(users_count), static_cast<double>(users_count), most);
  out.shared_iterations = iterations;
  return out;
}

Profile per_user(std::uint64_t users_count, std::uint64_t each, std::chrono::nanoseconds most) {
  Profile out = users(static_cast<double>(users_count), static_cast<double>(users_count), most);
  out.iterations_per_user = each;
  return out;
}

std::map<std::size_t, std::size_t> calls_by_user(Simulation& world) {
  std::map<std::size_t, std::size_t> out;
  for (const Call& call : world.network().calls()) ++out[call.user];
  return out;
}

std::vector<std::chrono::nanoseconds> starts(std::size_t workers, std::uint64_t seed) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = arrivals(40, 10s);
  profile.spacing = Spacing::poisson;
  Simulation world(after(30ms));
  world.run(suite, plan_of(profile, suite), {.workers = workers, .seed = seed});
  std::vector<std::chrono::nanoseconds> out;
  for (const Call& call : world.network().calls()) out.push_back(call.at - world.start());
  std::sort(out.begin(), out.end());
  EXPECT_EQ(world.totals().dispatch_lag.max(), 1us);
  EXPECT_EQ(world.end().error, "");
  return out;
}

TEST(PoissonArrivals, StartAtTheSameTimesWithOneTwoAndSevenWorkers) {
  const auto one = starts(1, 1);
  EXPECT_THAT(one, SizeIs(400));
  EXPECT_EQ(starts(2, 1), one);
  EXPECT_EQ(starts(7, 1), one);
}

TEST(PoissonArrivals, FollowTheSeed) {
  EXPECT_NE(starts(1, 1), starts(1, 2));
}

TEST(SharedIterations, AreWalkedOnceEachByAnyNumberOfWorkers) {
  const CompiledSuite suite = suite_of(R"("generate": {"n": {"counter": {"from": 0, "step": 1}}},
      "steps": [{"name": "page", "request": "GET /${n}"}])");
  for (const std::size_t workers : {1U, 2U, 7U}) {
    Simulation world(after(100ms));
    world.run(suite, plan_of(shared(10, 95, 1h), suite), {.workers = workers});
    const std::vector<std::string> lines = world.network().lines();
    EXPECT_THAT(lines, SizeIs(95)) << workers;
    EXPECT_THAT(std::set<std::string>(lines.begin(), lines.end()), SizeIs(95)) << workers;
    EXPECT_THAT(calls_by_user(world), SizeIs(10)) << workers;
    EXPECT_EQ(sum_of(world.totals()).succeeded, 95U) << workers;
    // The run ends with the last one, and as it was planned.
    EXPECT_LE(world.end().duration, 1200ms) << workers;
    EXPECT_EQ(world.end().early, "") << workers;
    EXPECT_EQ(world.end().not_walked, "") << workers;
    EXPECT_EQ(world.end().error, "") << workers;
  }
}

TEST(SharedIterations, AreTakenByWhoeverIsFree) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world([](const Call& call) { return answer(200, call.user == 0 ? 1s : 100ms); });
  world.run(suite, plan_of(shared(2, 22, 1h), suite));
  EXPECT_EQ(calls_by_user(world)[0], 2U);
  EXPECT_EQ(calls_by_user(world)[1], 20U);
}

TEST(SharedIterations, EndWithTheirTimeAndSayHowManyAreMissing) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(1s));
  world.run(suite, plan_of(shared(10, 1'000, 5s), suite));
  EXPECT_EQ(sum_of(world.totals()).started, 50U);
  EXPECT_EQ(world.end().not_walked,
            "the 5 s of the profile were over after 50 of 1,000 iterations");
  EXPECT_FALSE(world.end().interrupted);
}

TEST(SharedIterations, SayHowManyAreMissingAlsoWhereAFlowHasNoRowsLeft) {
  const CompiledSuite suite = compiled(
      R"({"name": "test", "target": "http://app.example", "flows": ["fed.json", "shop.json"]})",
      {{"fed.json", R"({"name": "fed", "feeds": {"row": {"file": "rows.csv", "order": "unique"}},
                       "steps": [{"name": "use", "request": "GET /${row.id}"}]})"},
       {"rows.csv", "id\na\nb\n"},
       {"shop.json", R"({"name": "shop", "steps": [{"name": "page", "request": "GET /"}]})"}});
  Simulation world(after(1s));
  world.run(suite, plan_of(shared(1, 1'000, 6s), suite));
  ASSERT_THAT(world.end().retired, SizeIs(1));
  EXPECT_TRUE(world.end().not_walked.starts_with("the 6 s of the profile were over after "))
      << world.end().not_walked;
}

TEST(SharedIterations, AreDealtByWeight) {
  const CompiledSuite suite = suite_of(kOneStep);
  LoadPlan plan = plan_of(shared(3, 40, 1h), suite);
  EXPECT_EQ(plan.planned_iterations(0), 40U);
}

TEST(IterationsPerUser, AreWalkedByEachUser) {
  const CompiledSuite suite = suite_of(kOneStep);
  for (const std::size_t workers : {1U, 2U, 7U}) {
    Simulation world([](const Call& call) { return answer(200, (call.user + 1) * 50ms); });
    world.run(suite, plan_of(per_user(9, 4, 1h), suite), {.workers = workers});
    std::vector<std::size_t> counts;
    for (const auto& [user, count] : calls_by_user(world)) counts.push_back(count);
    EXPECT_THAT(counts, SizeIs(9)) << workers;
    EXPECT_THAT(counts, Each(4U)) << workers;
    EXPECT_LE(world.end().duration, 2s) << workers;
    EXPECT_EQ(world.end().not_walked, "") << workers;
  }
}

TEST(IterationsPerUser, EndWithTheirTimeAndSayHowManyAreMissing) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(1s));
  world.run(suite, plan_of(per_user(2, 9, 5s), suite));
  EXPECT_EQ(world.end().not_walked, "the 5 s of the profile were over after 10 of 18 iterations");
}

// Whether a stop at that time leaves something of the plan out, whose answers take 4 s. Not its time is to blame.
bool interrupts(const Profile& profile, std::chrono::nanoseconds at) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(4s));
  StopKind kind = StopKind::none;
  world.at(at, [&kind] { kind = StopKind::drain; });
  world.run(suite, plan_of(profile, suite), {.stop = [&kind] { return kind; }});
  EXPECT_EQ(world.end().not_walked, "");
  return world.end().interrupted;
}

TEST(NumbersOfIterations, AreCompleteWhereAStopComesBehindTheLastStart) {
  EXPECT_TRUE(interrupts(shared(2, 4, 1h), 3s));
  EXPECT_FALSE(interrupts(shared(2, 4, 1h), 5s));
  EXPECT_TRUE(interrupts(per_user(2, 2, 1h), 3s));
  EXPECT_FALSE(interrupts(per_user(2, 2, 1h), 5s));
}

TEST(RequestCap, EndsAnOpenLoadEarlyAndSaysSo) {
  const CompiledSuite suite = suite_of(kOneStep);
  for (const std::size_t workers : {1U, 2U, 7U}) {
    Profile profile = arrivals(10, 1h);
    profile.max_requests = 51;
    Simulation world(after(30ms));
    world.run(suite, plan_of(profile, suite), {.workers = workers});
    EXPECT_EQ(world.totals().rows[0].finished, 51U) << workers;
    EXPECT_EQ(sum_of(world.totals()).dropped, 0U) << workers;
    EXPECT_THAT(world.end().early,
                StartsWith("the 51 requests that the profile allows were sent after 5"));
    EXPECT_LE(world.end().duration, 6s) << workers;
    EXPECT_FALSE(world.end().interrupted) << workers;
  }
}

TEST(RequestCap, StartsNothingThatWaitsAndDropsNothing) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = arrivals(100, 1h);
  profile.max_users = 2;
  profile.max_requests = 10;
  Simulation world(after(1s));
  world.run(suite, plan_of(profile, suite));
  EXPECT_EQ(sum_of(world.totals()).started, 10U);
  EXPECT_EQ(sum_of(world.totals()).succeeded, 10U);
  EXPECT_EQ(sum_of(world.totals()).dropped, 0U);
  EXPECT_EQ(world.end().error, "");
}

TEST(RequestCap, IsNotExceededByWhatIsDueAtOnce) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = arrivals(1'000'000, 1ms);
  profile.max_users = 1'000;
  profile.max_requests = 10;
  Simulation world(after(1s));
  world.run(suite, plan_of(profile, suite));
  EXPECT_EQ(world.totals().rows[0].finished, 10U);
  EXPECT_EQ(sum_of(world.totals()).started, 10U);
}

// 60 are due, 10 have been walked when the time is over, and 2 more come before the cap.
TEST(RequestCap, IsToldAlsoWhereItIsReachedInTheDrain) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = arrivals(12, 5s);
  profile.max_users = 2;
  profile.max_requests = 12;
  Simulation world(after(1s));
  world.run(suite, plan_of(profile, suite));
  EXPECT_EQ(sum_of(world.totals()).started, 12U);
  EXPECT_EQ(sum_of(world.totals()).dropped, 0U);
  EXPECT_THAT(world.end().early,
              StartsWith("the 12 requests that the profile allows were sent after 6"));
}

TEST(RequestCap, LetsIterationsUnderWayComeToTheirEnd) {
  const CompiledSuite suite = suite_of(kThreeSteps);
  for (const std::size_t workers : {1U, 7U}) {
    Profile profile = users(10, 10, 1h);
    profile.max_requests = 100;
    Simulation world([](const Call& call) { return answer(200, (call.user + 1) * 10ms); });
    world.run(suite, plan_of(profile, suite), {.workers = workers});
    std::uint64_t requests = 0;
    for (const RowCounts& row : world.totals().rows) requests += row.finished;
    EXPECT_GE(requests, 100U) << workers;
    EXPECT_LE(requests, 120U) << workers;
    EXPECT_EQ(sum_of(world.totals()).started, sum_of(world.totals()).succeeded) << workers;
    EXPECT_THAT(world.end().early,
                StartsWith("the 100 requests that the profile allows were sent after "));
  }
}

TEST(RequestCap, SaysNothingWhereItIsNotReached) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = arrivals(10, 2s);
  profile.max_requests = 21;
  Simulation world(after(30ms));
  world.run(suite, plan_of(profile, suite));
  EXPECT_EQ(world.totals().rows[0].finished, 20U);
  EXPECT_EQ(world.end().early, "");
}

struct Span {
  std::chrono::nanoseconds begin, end;
  bool warm_up;
  std::uint64_t requests;
  bool operator==(const Span&) const = default;
};

// The intervals of a run, those of one kind joined.
std::vector<Span> spans(const Simulation& world) {
  std::vector<Span> out;
  for (const Interval& interval : world.intervals()) {
    std::uint64_t requests = 0;
    for (const RowCounts& row : interval.rows) requests += row.finished;
    const std::chrono::nanoseconds begin(interval.begin_ns), end(interval.end_ns);
    if (out.empty() || out.back().warm_up != interval.warm_up)
      out.push_back({begin, end, interval.warm_up, 0});
    EXPECT_TRUE(begin == out.back().begin || begin == out.back().end);
    out.back().end = end;
    out.back().requests += requests;
  }
  return out;
}

TEST(WarmUp, EndsAtAnIntervalOfItsOwn) {
  const CompiledSuite suite = suite_of(kOneStep);
  for (const std::size_t workers : {1U, 2U, 7U}) {
    for (const auto interval : {1s, 10s}) {
      Profile profile = arrivals(40, 30s);
      profile.warm_up = 3250ms;
      Simulation world(after(1ms));
      world.run(suite, plan_of(profile, suite), {.workers = workers, .interval = interval});
      // The start at 3.25 s itself is answered behind it.
      EXPECT_THAT(spans(world), ::testing::ElementsAre(Span{0s, 3250ms, true, 130},
                                                       Span{3250ms, 30100ms, false, 1'070}))
          << workers;
      EXPECT_EQ(world.end().error, "");
    }
  }
}

TEST(WarmUp, BeginsWithTheLoadAndNotWithSetup) {
  const CompiledSuite suite =
      suite_of(kOneStep, R"("setup": [{"name": "seed", "request": "POST /seed"}])");
  Profile profile = arrivals(10, 20s);
  profile.warm_up = 5s;
  Simulation world(
      [](const Call& call) { return answer(200, call.target() == "/seed" ? 2500ms : 1ms); });
  world.run(suite, plan_of(profile, suite));
  const std::vector<Span> seen = spans(world);
  ASSERT_THAT(seen, SizeIs(3));
  EXPECT_EQ(seen[0], (Span{0s, 2500ms, false, 1}));
  EXPECT_EQ(seen[1], (Span{2500ms, 7500ms, true, 50}));
  EXPECT_EQ(seen[2].requests, 150U);
  EXPECT_FALSE(seen[2].warm_up);
}

TEST(WarmUp, HoldsForUsersToo) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = users(2, 2, 10s);
  profile.warm_up = 4s;
  Simulation world(after(400ms));
  world.run(suite, plan_of(profile, suite));
  const std::vector<Span> seen = spans(world);
  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_EQ(seen[0].end, 4s);
  EXPECT_EQ(seen[0].requests + seen[1].requests, 50U);
  EXPECT_GE(seen[0].requests, 18U);
  EXPECT_LE(seen[0].requests, 20U);
}

TEST(WarmUp, IsAllOfALoadThatEndsWithinIt) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = arrivals(10, 20s);
  profile.warm_up = 10s;
  profile.max_requests = 30;
  Simulation world(after(1ms));
  world.run(suite, plan_of(profile, suite));
  ASSERT_THAT(spans(world), SizeIs(1));
  EXPECT_TRUE(spans(world)[0].warm_up);
  EXPECT_EQ(spans(world)[0].requests, 30U);
}

TEST(ClosedUsers, ComeAgainWithASecondSpike) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = users(10, 10, 1s);
  profile.stages = {{10, 1s}, {1, 200ms}, {1, 1s}, {10, 100ms}, {10, 400ms}, {1, 100ms}, {1, 1s}};
  Simulation world(after(50ms));
  world.run(suite, plan_of(profile, suite));
  std::map<std::int64_t, int> sent;  // by tenth of a second
  for (const Call& call : world.network().calls()) ++sent[(call.at - world.start()) / 100ms];
  EXPECT_EQ(sent[5], 20);
  EXPECT_EQ(sent[15], 2);
  EXPECT_EQ(sent[24], 20);
  EXPECT_EQ(sent[26], 20);
  EXPECT_EQ(sent[33], 2);
}

TEST(ClosedUsers, ComeWhenASteepRampReachesThem) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = users(0, 1'000, 100ms);
  profile.stages.push_back({1'000, 50ms});
  Simulation world(after(1s));
  world.run(suite, plan_of(profile, suite));
  EXPECT_THAT(world.network().calls(), SizeIs(1'000));
}

}  // namespace
}  // namespace slogate::support
