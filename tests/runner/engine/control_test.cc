// Setup and teardown, sessions that are renewed and ended, and steps that end the run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kAround = R"(
    "setup": [{"name": "make", "request": "POST /tenants", "captures": {"tenant": {"json": "/id"}}}],
    "teardown": [{"name": "drop", "request": "DELETE /tenants/${tenant}", "when": {"variable": "tenant"}}])";

CompiledSuite around(
    const std::string& steps = R"({"name": "page", "request": "GET /${tenant}"})") {
  return suite_of("\"steps\": [" + steps + "]", kAround);
}

Answer tenant(const Call& call) {
  if (call.request.method == "POST") return json_answer(200, R"({"id": "t7"})", 100ms);
  return answer(200, 10ms);
}

std::uint64_t count_of(const Simulation& world, const std::string& line) {
  std::vector<std::string> lines = const_cast<Simulation&>(world).network().lines();
  return static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), line));
}

TEST(Setup, IsWalkedBeforeEverythingAndTeardownBehindIt) {
  const CompiledSuite suite = around();
  Simulation world(tenant);
  world.run(suite, plan_of(arrivals(10, 2s), suite), {.workers = 2});
  const std::vector<std::string> lines = world.network().lines();
  EXPECT_EQ(lines.front(), "POST /tenants");
  EXPECT_EQ(lines.back(), "DELETE /tenants/t7");
  EXPECT_EQ(count_of(world, "GET /t7"), 20U);
  EXPECT_EQ(lines.size(), 22U);
  EXPECT_THAT(world.end().failures, IsEmpty());
  EXPECT_EQ(sum_of(world.totals()).started, 20U);
}

TEST(Setup, HasRowsThatNoFlowHas) {
  const CompiledSuite suite = around();
  EXPECT_EQ(suite.rows.front().flow, "setup");
  EXPECT_EQ(suite.rows.back().flow, "teardown");
  Simulation world(tenant);
  world.run(suite, plan_of(iterations(1), suite));
  EXPECT_EQ(world.totals().rows.front().finished, 1U);
  EXPECT_EQ(world.totals().rows.back().finished, 1U);
}

TEST(Setup, ThatFailsEndsTheRunWithNothingElseSent) {
  const CompiledSuite suite = around();
  Simulation world([](const Call&) { return answer(503, 10ms); });
  world.run(suite, plan_of(arrivals(10, 2s), suite), {.workers = 2});
  EXPECT_THAT(world.network().lines(), ElementsAre("POST /tenants"));
  EXPECT_THAT(world.end().failures,
              ElementsAre("setup, step make: expected status is under 400, got 503"));
  EXPECT_EQ(world.end().early, "setup failed");
  EXPECT_EQ(sum_of(world.totals()).started, 0U);
}

TEST(Setup, ThatFailsHalfwayIsTornDown) {
  const CompiledSuite suite = suite_of(
      R"("steps": [{"name": "page", "request": "GET /"}])",
      R"("setup": [{"name": "make", "request": "POST /tenants", "captures": {"tenant": {"json": "/id"}}},
                   {"name": "fill", "request": "PUT /tenants/${tenant}"}],
         "teardown": [{"name": "drop", "request": "DELETE /tenants/${tenant}", "when": {"variable": "tenant"}}])");
  Simulation world([](const Call& call) {
    return call.request.method == "PUT" ? answer(500, 10ms) : tenant(call);
  });
  world.run(suite, plan_of(iterations(1), suite));
  EXPECT_THAT(world.network().lines(),
              ElementsAre("POST /tenants", "PUT /tenants/t7", "DELETE /tenants/t7"));
}

TEST(Teardown, IsAFailureOfTheRunWhereItFails) {
  const CompiledSuite suite = around();
  Simulation world([](const Call& call) {
    return call.request.method == "DELETE" ? answer(409, 10ms) : tenant(call);
  });
  world.run(suite, plan_of(iterations(1), suite));
  EXPECT_THAT(world.end().failures,
              ElementsAre("teardown, step drop: expected status is under 400, got 409"));
}

TEST(Teardown, IsWalkedAfterFailedIterations) {
  const CompiledSuite suite = around();
  Simulation world([](const Call& call) {
    return call.request.method == "GET" ? answer(500, 10ms) : tenant(call);
  });
  world.run(suite, plan_of(iterations(3), suite));
  EXPECT_EQ(sum_of(world.totals()).failed, 3U);
  EXPECT_EQ(world.network().lines().back(), "DELETE /tenants/t7");
  EXPECT_THAT(world.end().failures, IsEmpty());
}

TEST(Teardown, IsWalkedAfterAnInterruptedRun) {
  const CompiledSuite suite = around();
  Simulation world(tenant);
  SimulationOptions options;
  options.stop = [&world] {
    return world.clock().now() >= world.start() + 2s ? StopKind::drain : StopKind::none;
  };
  world.run(suite, plan_of(arrivals(10, 1h), suite), options);
  EXPECT_EQ(world.end().stopped, StopKind::drain);
  EXPECT_EQ(world.network().lines().back(), "DELETE /tenants/t7");
}

TEST(Teardown, IsLeftOutWhereTheRunIsToEndAtOnce) {
  const CompiledSuite suite = around();
  Simulation world(tenant);
  SimulationOptions options;
  options.stop = [&world] {
    return world.clock().now() >= world.start() + 2s ? StopKind::now : StopKind::none;
  };
  world.run(suite, plan_of(arrivals(10, 1h), suite), options);
  EXPECT_THAT(world.end().failures, IsEmpty());
  EXPECT_THAT(world.end().left_out,
              ElementsAre("teardown was not walked: the run was ended at once"));
}

TEST(Teardown, IsCutOffByItsTimeLimit) {
  const CompiledSuite suite = suite_of(
      R"("steps": [{"name": "page", "request": "GET /"}])",
      R"("teardown": [{"name": "drop", "request": "DELETE /", "timeout": "1h", "first_byte_timeout": "1h"}])");
  Profile profile = iterations(1);
  profile.drain = 30s;
  Simulation world([](const Call& call) {
    return call.request.method == "DELETE" ? silent() : answer(200, 1s);
  });
  world.run(suite, plan_of(profile, suite));
  EXPECT_THAT(world.end().failures, ElementsAre("teardown, cut off before its end"));
  EXPECT_LE(world.end().duration, 32s);
}

TEST(StopRun, EndsTheRunAsIfItsTimeWereOver) {
  const CompiledSuite suite =
      suite_of(R"("steps": [{"name": "pay", "request": "POST /pay", "on_failure": "stop_run"}])");
  for (const auto& profile : {arrivals(10, 1h), users(10, 10, 1h), iterations(1'000)}) {
    Simulation world(
        [&world](const Call& call) { return answer(call.number == 30 ? 500 : 200, 500ms); });
    world.run(suite, plan_of(profile, suite), {.workers = 2});
    EXPECT_EQ(world.end().stopped, StopKind::none);
    EXPECT_THAT(world.end().failures,
                ElementsAre("flow shop, step pay failed: the run ends with it (\"on_failure\": "
                            "\"stop_run\")"));
    EXPECT_EQ(world.end().early, world.end().failures.front());
    EXPECT_EQ(sum_of(world.totals()).failed, 1U);
    EXPECT_EQ(sum_of(world.totals()).aborted, 0U);
    EXPECT_LT(world.network().count(), 60U);
    EXPECT_LT(world.end().duration, 20s);
  }
}

std::string session(const std::string& owner, const std::string& renew) {
  return R"("session": {"shared_by": ")" + owner + R"(", "renew": )" + renew + R"(, "steps": [
      {"name": "sign-in", "request": "POST /in", "captures": {"token": {"json": "/token"}}}],
      "end": [{"name": "out", "request": "POST /out/${token}"}]},
    "steps": [{"name": "me", "request": "GET /me", "headers": {"authorization": "${token}"}}])";
}

// Signs in with a token of so many seconds.
Script app(std::chrono::nanoseconds life, std::chrono::nanoseconds sign_in = 200ms) {
  return [=](const Call& call) {
    if (call.target() == "/in")
      return json_answer(
          200, fmt::format(R"({{"token": "{}"}})", call.at.time_since_epoch().count()), sign_in);
    if (call.target() != "/me") return answer(200, 10ms);
    const std::chrono::nanoseconds signed_in{std::stoll(call.header("authorization"))};
    return answer(call.at.time_since_epoch() - signed_in < life ? 200 : 401, 10ms);
  };
}

TEST(Renewal, OfASharedSessionIsOneSignInForAllThatFindItOver) {
  const CompiledSuite suite = suite_of(session("run", R"({"on_status": [401]})"));
  for (const std::size_t workers : {1U, 2U, 7U}) {
    Simulation world(app(2s));
    world.run(suite, plan_of(users(20, 20, 7s), suite), {.workers = workers});
    // At 0, and each time when two seconds are over.
    EXPECT_EQ(count_of(world, "POST /in"), 4U) << workers;
    EXPECT_EQ(sum_of(world.totals()).failed, 0U) << workers;
    EXPECT_EQ(world.totals().findings.size(), 0U) << workers;
  }
}

TEST(Renewal, OfASharedSessionByTimeComesBeforeItIsOver) {
  const CompiledSuite suite =
      suite_of(session("run", R"({"after": "1500ms", "on_status": [401]})"));
  Simulation world(app(2s));
  world.run(suite, plan_of(users(20, 20, 7s), suite), {.workers = 2});
  EXPECT_EQ(count_of(world, "POST /in"), 5U);
  EXPECT_EQ(world.totals().rows[0].finished, 5U);
  for (std::size_t row = 0; row < suite.rows.size(); ++row) {
    if (suite.rows[row].step != "me") continue;
    EXPECT_EQ(world.totals().rows[row].by_class[4], 0U);
  }
}

TEST(Renewal, ThatFailsIsNotTriedByThoseThatWaitedForIt) {
  const CompiledSuite suite = suite_of(session("run", R"({"on_status": [401]})"));
  const Script good = app(2s);
  Simulation world([&](const Call& call) {
    return call.target() == "/in" && call.number > 0 ? answer(503, 10s) : good(call);
  });
  world.run(suite, plan_of(users(20, 20, 4s), suite));
  EXPECT_EQ(count_of(world, "POST /in"), 2U);
  EXPECT_EQ(sum_of(world.totals()).failed, 20U);
}

TEST(SessionEnd, IsWalkedOnceForTheRunBehindTheLastIteration) {
  const CompiledSuite suite = suite_of(session("run", R"({"after": "1h"})"));
  Simulation world(app(1h));
  world.run(suite, plan_of(arrivals(10, 2s), suite), {.workers = 2});
  const std::vector<std::string> lines = world.network().lines();
  EXPECT_TRUE(lines.back().starts_with("POST /out/"));
  EXPECT_EQ(lines.size(), 22U);
}

TEST(SessionEnd, IsWalkedByEachUserThatOpenedOne) {
  const CompiledSuite suite = suite_of(session("user", R"({"after": "1h"})"));
  for (const auto& profile : {users(5, 5, 2s), arrivals(10, 2s), iterations(3)}) {
    Simulation world(app(1h));
    world.run(suite, plan_of(profile, suite), {.workers = 2});
    std::multiset<std::string> opened;
    std::multiset<std::string> closed;
    for (const Call& call : world.network().calls()) {
      if (call.target() == "/me") opened.insert(call.header("authorization"));
      if (call.target().starts_with("/out/")) closed.insert(call.target().substr(5));
    }
    const std::set<std::string> tokens(opened.begin(), opened.end());
    EXPECT_EQ(std::set<std::string>(closed.begin(), closed.end()), tokens);
    EXPECT_GE(closed.size(), tokens.size());
  }
}

TEST(SessionEnd, IsLeftOutWhereTheRunIsToEndAtOnce) {
  const CompiledSuite suite = suite_of(session("user", R"({"after": "1h"})"));
  Simulation world(app(1h));
  SimulationOptions options;
  options.stop = [&world] {
    return world.clock().now() >= world.start() + 2s ? StopKind::now : StopKind::none;
  };
  world.run(suite, plan_of(users(3, 3, 1h), suite), options);
  EXPECT_FALSE(world.network().lines().back().starts_with("POST /out/"));
}

}  // namespace
}  // namespace slogate::support
