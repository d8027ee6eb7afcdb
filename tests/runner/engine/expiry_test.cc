// A given token that runs out in the middle of a long run.
#include <gtest/gtest.h>

#include "runner/engine/engine.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using support::Call;

constexpr const char* kSuite =
    R"({"name": "s", "target": "http://app.example", "flows": ["admin.json", "open.json"]})";
constexpr const char* kAdmin = R"({"name": "admin", "needs": ["TOKEN"], "steps": [
  {"name": "users", "request": "GET /users", "headers": {"authorization": "Bearer ${secret:TOKEN}"},
   "checks": [{"status": 200}],
   "expires": [{"if": {"status": 401}, "say": "the given TOKEN has run out"}]}]})";
constexpr const char* kOpen =
    R"({"name": "open", "steps": [{"name": "page", "request": "GET /"}]})";

CompiledSuite suite() {
  return support::compiled(kSuite, {{"admin.json", kAdmin}, {"open.json", kOpen}},
                           {{"TOKEN", "a-token-of-24-hours"}});
}

LoadPlan two_each_second(const CompiledSuite& compiled) {
  Profile profile;
  profile.model = Model::arrivals;
  profile.from = 2;
  profile.stages = {{2, 100s}};
  return make_plan(profile, {compiled.flows[0].name, compiled.flows[1].name});
}

// A token that is good until so long after the start of the run.
support::Script token_until(std::chrono::nanoseconds end) {
  return [end](const Call& call) {
    const bool dead = call.target() == "/users" && call.at - SteadyTime(1s) >= end;
    return support::answer(dead ? 401 : 200, 1ms);
  };
}

TEST(Expiry, AFlowWhoseTokenRunsOutIsLeftFromThenOnAndFailsNothing) {
  const CompiledSuite compiled = suite();
  support::Simulation world(token_until(50s));
  const EngineEnd& end = world.run(compiled, two_each_second(compiled));
  ASSERT_EQ(end.retired.size(), 1U);
  EXPECT_EQ(end.retired[0].flow, "admin");
  EXPECT_EQ(end.retired[0].reason, "the given TOKEN has run out");
  EXPECT_GE(end.retired[0].at, 50s);
  EXPECT_LT(end.retired[0].at, 52s);
  EXPECT_EQ(world.totals().rows[0].failed, 0U);
  EXPECT_LE(world.totals().flows[0].started, 52U);
  EXPECT_EQ(world.totals().flows[0].dropped, 0U);
  EXPECT_EQ(world.totals().flows[1].succeeded, 100U);
}

TEST(Expiry, ATokenThatNeverWorkedIsAFailure) {
  const CompiledSuite compiled = suite();
  support::Simulation world(token_until(0s));
  const EngineEnd& end = world.run(compiled, two_each_second(compiled));
  EXPECT_TRUE(end.retired.empty());
  EXPECT_EQ(world.totals().flows[0].failed, 100U);
}

TEST(Expiry, AnotherFailureThanTheStatedOneStaysAFailure) {
  const CompiledSuite compiled = suite();
  support::Simulation world([](const Call& call) {
    const bool broken = call.target() == "/users" && call.at - SteadyTime(1s) >= 50s;
    return support::answer(broken ? 500 : 200, 1ms);
  });
  const EngineEnd& end = world.run(compiled, two_each_second(compiled));
  EXPECT_TRUE(end.retired.empty());
  EXPECT_EQ(world.totals().flows[0].failed, 50U);
}

}  // namespace
}  // namespace slogate
