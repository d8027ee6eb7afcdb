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
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kOneStep = R"("steps": [{"name": "page", "request": "GET /"}])";

Script after(std::chrono::nanoseconds delay) {
  return [delay](const Call&) { return answer(200, delay); };
}

CompiledSuite three_flows(const std::string& b_members = {}) {
  const auto flow = [](const std::string& name, const std::string& members) {
    return R"({"name": ")" + name + "\", " + members +
           R"("steps": [{"name": "one", "request": "GET /)" + name +
           R"(/1"}, {"name": "two", "request": "GET /)" + name + R"(/2"}]})";
  };
  return compiled(
      R"({"name": "s", "target": "http://app.example", "flows": ["a.json", "b.json", "c.json"]})",
      {{"a.json", flow("a", {})}, {"b.json", flow("b", b_members)}, {"c.json", flow("c", {})}});
}

TEST(Smoke, WalksEveryFlowOnceInTheOrderOfTheSuite) {
  const CompiledSuite suite = three_flows();
  Simulation world(after(10ms));
  world.run(suite, plan_of(iterations(1), suite), {.workers = 3, .keep_exchanges = true});
  EXPECT_THAT(world.network().lines(),
              ElementsAre("GET /a/1", "GET /a/2", "GET /b/1", "GET /b/2", "GET /c/1", "GET /c/2"));
  EXPECT_EQ(world.totals().exchanges.size(), 6U);
  EXPECT_EQ(world.end().stopped, StopKind::none);
}

TEST(Smoke, GoesOnWithTheNextFlowWhereOneFails) {
  const CompiledSuite suite = three_flows();
  Simulation world(
      [](const Call& call) { return answer(call.target() == "/a/1" ? 500 : 200, 10ms); });
  world.run(suite, plan_of(iterations(2), suite));
  EXPECT_EQ(world.totals().flows[0].failed, 2U);
  EXPECT_EQ(world.totals().flows[1].succeeded, 2U);
  EXPECT_EQ(world.totals().flows[2].succeeded, 2U);
  EXPECT_EQ(world.network().count(), 10U);
}

TEST(ClosedModel, RampsItsUsersUpAndKeepsThemBusyToTheEnd) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(100ms));
  world.run(suite, plan_of(users(0, 4, 4s), suite));
  std::vector<std::int64_t> first(4, -1);
  for (const Call& call : world.network().calls()) {
    if (first[call.user] < 0) {
      first[call.user] =
          std::chrono::duration_cast<std::chrono::milliseconds>(call.at - world.start()).count();
    }
  }
  // User k is wanted when the level reaches k + 1; the fourth exactly at the end, and so never starts.
  EXPECT_THAT(first, ElementsAre(1000, 2000, 3000, -1));
  EXPECT_EQ(sum_of(world.totals()).started, 30U + 20U + 10U);
  EXPECT_EQ(sum_of(world.totals()).succeeded, 60U);
}

TEST(ClosedModel, SharesItsUsersOutAmongTheWorkers) {
  const CompiledSuite suite = suite_of(kOneStep);
  for (const std::size_t workers : {1U, 2U, 7U}) {
    Simulation world(after(100ms));
    world.run(suite, plan_of(users(5, 5, 2s), suite), {.workers = workers});
    EXPECT_EQ(sum_of(world.totals()).started, 100U) << workers;
    // The actual start is the intended one.
    EXPECT_EQ(world.totals().dispatch_lag.max(), 1us);
  }
}

TEST(ClosedModel, AbortsWhatRunsOverTheDrainLimit) {
  const CompiledSuite suite =
      suite_of(R"("steps": [{"name": "page", "request": "GET /", "timeout": "1h"}])",
               R"("defaults": {"first_byte_timeout": "1h"})");
  Profile profile = users(3, 3, 2s);
  profile.drain = 4s;
  Simulation world([](const Call&) { return silent(); });
  world.run(suite, plan_of(profile, suite));
  EXPECT_EQ(sum_of(world.totals()).aborted, 3U);
  EXPECT_EQ(world.end().duration, 6s);
}

TEST(Stop, DrainsWhatRunsAndStartsNoMore) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(1s));
  SimulationOptions options;
  options.stop = [&world] {
    return world.clock().now() >= world.start() + 2s ? StopKind::drain : StopKind::none;
  };
  world.run(suite, plan_of(arrivals(10, 1h), suite), options);
  const FlowCounts sums = sum_of(world.totals());
  EXPECT_EQ(world.end().stopped, StopKind::drain);
  EXPECT_EQ(sums.started, sums.succeeded);
  EXPECT_EQ(sums.aborted + sums.dropped, 0U);
  EXPECT_THAT(sums.started, ::testing::AllOf(::testing::Ge(20U), ::testing::Le(21U)));
  EXPECT_LE(world.end().duration, 3200ms);
}

TEST(Stop, EndsWhatRunsAtOnceWhereAskedTo) {
  const CompiledSuite suite = suite_of(kOneStep);
  for (const auto& profile : {arrivals(10, 1h), users(10, 10, 1h), iterations(1'000)}) {
    Simulation world([](const Call&) { return answer(200, 9s); });
    SimulationOptions options;
    options.workers = 2;
    options.stop = [&world] {
      return world.clock().now() >= world.start() + 2s ? StopKind::now : StopKind::none;
    };
    world.run(suite, plan_of(profile, suite), options);
    const FlowCounts sums = sum_of(world.totals());
    EXPECT_TRUE(world.ended());
    EXPECT_EQ(world.end().stopped, StopKind::now);
    EXPECT_GT(sums.aborted, 0U);
    EXPECT_EQ(sums.started, sums.aborted);
    EXPECT_LE(world.end().duration, 2300ms);
  }
}

TEST(Stop, DropsWhatWaitsForAUser) {
  const CompiledSuite suite = suite_of(kOneStep);
  Profile profile = arrivals(10, 1h);
  profile.max_users = 1;
  Simulation world(after(3s));
  SimulationOptions options;
  options.stop = [&world] {
    return world.clock().now() >= world.start() + 2s ? StopKind::drain : StopKind::none;
  };
  world.run(suite, plan_of(profile, suite), options);
  const FlowCounts sums = sum_of(world.totals());
  EXPECT_EQ(sums.started, 1U);
  EXPECT_EQ(sums.succeeded, 1U);
  EXPECT_GE(sums.dropped, 19U);
}

TEST(Stop, ComesWhereAnIntervalCouldNotBeKept) {
  const CompiledSuite suite = suite_of(kOneStep);
  Simulation world(after(10ms));
  SimulationOptions options;
  int kept = 0;
  options.keep = [&kept](const Interval&) { return ++kept < 3; };
  world.run(suite, plan_of(arrivals(10, 1h), suite), options);
  EXPECT_TRUE(world.end().sink_failed);
  EXPECT_EQ(kept, 3);
  EXPECT_LE(world.end().duration, 3200ms);
}

constexpr const char* kShared = R"("session": {"shared_by": "OWNER", "steps": [
    {"name": "sign-in", "request": "POST /sign-in", "captures": {"token": {"json": "/token"}}}]},
    "steps": [{"name": "me", "request": "GET /me", "headers": {"authorization": "Bearer ${token}"}}])";

CompiledSuite shared_by(const std::string& owner) {
  std::string flow = kShared;
  flow.replace(flow.find("OWNER"), 5, owner);
  return suite_of(flow);
}

Answer sign_in(const Call& call) {
  if (call.target() != "/sign-in") return answer(200, 250ms);
  return json_answer(200, R"({"token": "t)" + std::to_string(call.number) + "\"}", 100ms);
}

TEST(SharedSession, IsOpenedOnceForAllUsersOfARun) {
  const CompiledSuite suite = shared_by("run");
  Simulation world(sign_in);
  world.run(suite, plan_of(arrivals(20, 2s), suite), {.workers = 2});
  const std::vector<std::string> lines = world.network().lines();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "POST /sign-in"), 1);
  EXPECT_EQ(lines.front(), "POST /sign-in");
  EXPECT_EQ(lines.size(), 41U);
  for (const Call& call : world.network().calls()) {
    EXPECT_EQ(call.header("authorization"), call.target() == "/me" ? "Bearer t0" : "");
  }
  EXPECT_THAT(world.end().failures, IsEmpty());
}

TEST(SharedSession, IsOpenedOnceByEachUserWhereItIsTheUsers) {
  const CompiledSuite suite = shared_by("user");
  Simulation world(sign_in);
  world.run(suite, plan_of(users(4, 4, 5s), suite));
  const std::vector<std::string> lines = world.network().lines();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "POST /sign-in"), 4);
  std::map<std::size_t, std::set<std::string>> tokens;
  for (const Call& call : world.network().calls()) {
    if (call.target() == "/me") tokens[call.user].insert(call.header("authorization"));
  }
  ASSERT_EQ(tokens.size(), 4U);
  for (const auto& [user, seen] : tokens) EXPECT_EQ(seen.size(), 1U) << user;
}

TEST(SharedSession, FailsTheRunWhereItCannotBeOpened) {
  const CompiledSuite suite = shared_by("run");
  Simulation world(
      [](const Call& call) { return answer(call.target() == "/sign-in" ? 503 : 200, 10ms); });
  world.run(suite, plan_of(arrivals(20, 2s), suite));
  EXPECT_THAT(world.end().failures,
              ElementsAre("flow shop: the sign-in that all its users share failed"));
  EXPECT_EQ(world.network().count(), 1U);
  EXPECT_EQ(sum_of(world.totals()).failed, 40U);
  EXPECT_EQ(world.totals().findings.size(), 1U);
}

TEST(SharedSession, LeavesTheCapOnUsersToTheIterations) {
  const CompiledSuite suite = shared_by("run");
  Profile profile = arrivals(2, 3s);
  profile.max_users = 1;
  Simulation world(sign_in);
  world.run(suite, plan_of(profile, suite));
  EXPECT_EQ(sum_of(world.totals()).succeeded, 6U);
  EXPECT_EQ(sum_of(world.totals()).dropped, 0U);
}

TEST(SharedSession, DoesNotKeepARunFromStopping) {
  const CompiledSuite suite = shared_by("run");
  for (const auto& profile : {arrivals(10, 1h), users(0, 10, 1h), iterations(5)}) {
    Simulation world([](const Call&) { return silent(); });
    SimulationOptions options;
    options.workers = 2;
    options.stop = [&world] {
      return world.clock().now() >= world.start() + 2s ? StopKind::now : StopKind::none;
    };
    world.run(suite, plan_of(profile, suite), options);
    EXPECT_EQ(world.end().stopped, StopKind::now);
    EXPECT_LE(world.end().duration, 2300ms);
    EXPECT_EQ(world.network().count(), 1U);
    EXPECT_THAT(world.end().failures, IsEmpty());
  }
}

TEST(ClosedModel, PausesAfterAnIterationThatSentNothing) {
  Simulation no_session([](const Call&) { return answer(503, 10ms); });
  const CompiledSuite shared = shared_by("run");
  no_session.run(shared, plan_of(users(2, 2, 1s), shared));
  EXPECT_EQ(sum_of(no_session.totals()).failed, 20U);
  const CompiledSuite skipped =
      suite_of(R"("steps": [{"name": "a", "request": "GET /a", "when": {"variable": "extra"}}])",
               R"("variables": {"extra": {"env": "EXTRA", "default": ""}})");
  Simulation nothing(after(10ms));
  nothing.run(skipped, plan_of(users(2, 2, 1s), skipped));
  EXPECT_EQ(sum_of(nothing.totals()).succeeded, 20U);
}

TEST(SharedSession, IsNotOpenedForAFlowThatAClosedProfileLeavesOut) {
  const CompiledSuite suite = three_flows(R"("session": {"shared_by": "run", "steps": [
      {"name": "sign-in", "request": "POST /sign-in"}]}, )");
  Profile profile = users(1, 1, 1s);
  profile.shares = {{"a", 1, std::nullopt, {}}};
  Simulation world(after(100ms));
  world.run(suite, plan_of(profile, suite));
  const std::vector<std::string> lines = world.network().lines();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "POST /sign-in"), 0);
  EXPECT_THAT(world.end().failures, IsEmpty());
}

TEST(OneTimeCodes, AreSentOnceATimeStepByAllUsersOfARun) {
  const CompiledSuite suite =
      suite_of(R"("steps": [{"name": "a", "request": "POST /a", "form": {"code": "${totp:key}"}}])",
               R"("variables": {"key": {"env": "TOTP_KEY"}})",
               {{"TOTP_KEY", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}});
  Profile profile = arrivals(1, 4s);
  profile.drain = 10min;
  Simulation world(after(10ms));
  world.run(suite, plan_of(profile, suite), {.workers = 2});
  std::set<std::string> codes;
  for (const Call& call : world.network().calls()) codes.insert(call.request.body);
  EXPECT_EQ(codes.size(), 4U);
  EXPECT_EQ(world.network().calls().back().at - world.start(), 90s);
}

}  // namespace
}  // namespace slogate::support
