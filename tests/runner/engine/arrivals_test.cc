#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr const char* kOneStep =
    R"("steps": [{"name": "page", "request": "GET /", "headers": {"x-request-id": "${request.id}"}}])";

Script after(std::chrono::nanoseconds delay) {
  return [delay](const Call&) { return answer(200, delay); };
}

std::vector<std::int64_t> starts_ms(Simulation& world) {
  std::vector<std::int64_t> out;
  for (const Call& call : world.network().calls()) {
    out.push_back(
        std::chrono::duration_cast<std::chrono::milliseconds>(call.at - world.start()).count());
  }
  return out;
}

void expect_sums_hold(const Simulation& world) {
  const FlowCounts sums = sum_of(world.totals());
  EXPECT_EQ(sums.started, sums.succeeded + sums.failed + sums.aborted);
  EXPECT_EQ(world.totals().wait_for_user.count(), sums.started);
  EXPECT_EQ(world.totals().dispatch_lag.count(), sums.started);
  EXPECT_EQ(world.end().error, "");
}

TEST(OpenModel, StartsIterationsEvenlySpacedToTheNanosecond) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(30ms));
  world.run(suite, plan_of(arrivals(8, 2s), suite));
  std::vector<SteadyTime> wanted;
  for (int n = 0; n < 16; ++n) wanted.push_back(world.start() + n * 125ms);
  std::vector<SteadyTime> seen;
  for (const Call& call : world.network().calls()) seen.push_back(call.at);
  EXPECT_EQ(seen, wanted);
  EXPECT_EQ(world.totals().dispatch_lag.max(), 1us);
  EXPECT_EQ(world.totals().wait_for_user.max(), 1us);
  expect_sums_hold(world);
}

TEST(OpenModel, KeepsItsScheduleWhateverTheTargetDoes) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(5s));
  world.run(suite, plan_of(arrivals(4, 1s), suite));
  EXPECT_THAT(starts_ms(world), ElementsAre(0, 250, 500, 750));
  EXPECT_EQ(world.end().duration, 5800ms);  // the first look after the last answer at 5.75 s
}

TEST(OpenModel, UsesTheLastIdleUserFirst) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(30ms));
  world.run(suite, plan_of(arrivals(20, 5s), suite));
  std::set<std::size_t> seen;
  for (const Call& call : world.network().calls()) seen.insert(call.user);
  EXPECT_EQ(seen.size(), 1U);
  EXPECT_EQ(world.totals().rows[0].new_connections, 1U);
}

TEST(OpenModel, LetsWhatIsDueWaitForAUserFirstComeFirstServed) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = arrivals(10, 500ms);
  profile.max_users = 1;
  Simulation world(after(300ms));
  world.run(suite, plan_of(profile, suite));
  // Due at 0, 100, 200, 300, 400; the only user takes 300 ms each.
  EXPECT_THAT(starts_ms(world), ElementsAre(0, 300, 600, 900, 1200));
  EXPECT_EQ(world.totals().wait_for_user.max(),
            std::chrono::microseconds(Histogram::highest_of(Histogram::index_of(800'000))));
  // Waiting for a user is the target's doing, not the generator's.
  EXPECT_EQ(world.totals().dispatch_lag.max(), 1us);
  EXPECT_EQ(world.totals().rows[0].service.max(),
            std::chrono::microseconds(Histogram::highest_of(Histogram::index_of(300'000))));
  EXPECT_EQ(world.totals().rows[0].response.max(),
            std::chrono::microseconds(Histogram::highest_of(Histogram::index_of(1'100'000))));
  expect_sums_hold(world);
}

TEST(OpenModel, DropsWhatFindsNoFreeUserWhereNothingMayWait) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = arrivals(10, 1s);
  profile.max_users = 1;
  profile.max_waiting = 0;
  Simulation world(after(250ms));
  world.run(suite, plan_of(profile, suite));
  EXPECT_THAT(starts_ms(world), ElementsAre(0, 300, 600, 900));
  EXPECT_EQ(sum_of(world.totals()).dropped, 6U);
  EXPECT_EQ(world.totals().wait_for_user.max(), 1us);
  expect_sums_hold(world);
}

TEST(OpenModel, DropsWhatFindsTooManyAheadOfIt) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = arrivals(10, 1s);
  profile.max_users = 1;
  profile.max_waiting = 2;
  Simulation world(after(10s));
  profile.drain = 60s;
  world.run(suite, plan_of(profile, suite));
  EXPECT_EQ(sum_of(world.totals()).started, 3U);
  EXPECT_EQ(sum_of(world.totals()).dropped, 7U);
}

TEST(OpenModel, DropsWhatStillWaitsAtTheDrainLimitAndAbortsWhatRuns) {
  const CompiledSuite suite =
      suite_of(R"("steps": [{"name": "page", "request": "GET /", "timeout": "1h"}])",
               R"("defaults": {"first_byte_timeout": "1h"})");
  Profile profile = arrivals(10, 1s);
  profile.max_users = 4;
  profile.drain = 5s;
  Simulation world([](const Call&) { return silent(); });
  world.run(suite, plan_of(profile, suite));
  const FlowCounts sums = sum_of(world.totals());
  EXPECT_EQ(sums.started, 4U);
  EXPECT_EQ(sums.aborted, 4U);
  EXPECT_EQ(sums.dropped, 6U);
  EXPECT_EQ(world.totals().rows[0].finished, 0U);
  EXPECT_EQ(world.end().duration, 6s);
  EXPECT_TRUE(world.ended());
  expect_sums_hold(world);
}

TEST(OpenModel, KeepsTheCapOnUsersForAnyNumberOfWorkers) {
  const CompiledSuite suite = suite_of(kOneStep);
  for (const std::size_t workers : {1U, 2U, 7U}) {
    Profile profile = arrivals(50, 1s);
    profile.max_users = 3;
    profile.drain = 1min;
    Simulation world(after(200ms));
    world.run(suite, plan_of(profile, suite), {.workers = workers});
    std::set<std::size_t> seen;
    for (const Call& call : world.network().calls()) seen.insert(call.user);
    EXPECT_EQ(seen.size(), 3U) << workers;
    EXPECT_EQ(sum_of(world.totals()).started, 50U) << workers;
    expect_sums_hold(world);
  }
}

// Two streams, weights and a feed: everything that decides what an iteration does.
CompiledSuite shop() {
  const char* item = R"("feeds": {"cars": "cars.csv"}, "steps": [
      {"name": "one", "request": "GET /NAME/${cars.id}", "headers": {"x-request-id": "${request.id}"}},
      {"name": "two", "request": "GET /NAME", "headers": {"x-request-id": "${request.id}"}}])";
  const auto flow = [item](const std::string& name) {
    std::string text = "{\"name\": \"" + name + "\", " + item + "}";
    for (std::size_t at = text.find("NAME"); at != std::string::npos; at = text.find("NAME"))
      text.replace(at, 4, name);
    return text;
  };
  return compiled(
      R"({"name": "s", "target": "http://app.example", "flows": ["a.json", "b.json", "c.json"]})",
      {{"a.json", flow("a")},
       {"b.json", flow("b")},
       {"c.json", flow("c")},
       {"cars.csv", "id\n1\n2\n3\n4\n5\n6\n7\n"}});
}

TEST(OpenModel, StartsTheSameIterationsForAnyNumberOfWorkers) {
  const CompiledSuite suite = shop();
  Profile profile = arrivals(37, 5s);
  profile.shares = {{"a", 3, std::nullopt, {}}, {"b", 2, std::nullopt, {}}, {"c", 1, 1.5, {}}};
  std::vector<std::multiset<std::string>> runs;
  for (const std::size_t workers : {1U, 2U, 7U}) {
    Simulation world(after(15ms));
    world.run(suite, plan_of(profile, suite), {.workers = workers, .seed = 99});
    std::multiset<std::string> requests;
    for (const Call& call : world.network().calls()) {
      requests.insert(std::to_string((call.at - world.start()).count()) + " " + call.target() +
                      " " + call.header("x-request-id"));
    }
    runs.push_back(std::move(requests));
    EXPECT_EQ(sum_of(world.totals()).started, 185U + 8U) << workers;
    expect_sums_hold(world);
  }
  EXPECT_EQ(runs[0].size(), 2 * 193U);
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_EQ(runs[0], runs[2]);
}

TEST(OpenModel, AnswersForTheRunsSumsInterval) {
  const CompiledSuite suite = shop();
  Simulation world(after(15ms));
  world.run(suite, plan_of(arrivals(40, 5s), suite), {.workers = 2});
  ASSERT_GE(world.intervals().size(), 5U);
  std::int64_t end = 0;
  std::uint64_t requests = 0;
  for (const Interval& interval : world.intervals()) {
    EXPECT_EQ(interval.begin_ns, end);
    end = interval.end_ns;
    for (const RowCounts& row : interval.rows) requests += row.finished;
  }
  EXPECT_EQ(end, world.end().duration.count());
  EXPECT_EQ(requests, world.network().count());
  EXPECT_EQ(requests, 400U);
}

}  // namespace
}  // namespace slogate::support
