// How a run ends, and that nothing that was sent is left out of its counts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

RowCounts requests_of(const Simulation& world, const CompiledSuite& suite) {
  RowCounts sums;
  for (std::size_t row = 0; row < suite.rows.size(); ++row) {
    if (!suite.rows[row].is_group()) sums.add(world.totals().rows[row]);
  }
  return sums;
}

std::function<StopKind()> stop_at(Simulation& world, std::chrono::nanoseconds first,
                                  std::chrono::nanoseconds second = 24h) {
  return [&world, first, second] {
    const auto passed = world.clock().now() - world.start();
    return passed >= second ? StopKind::now : passed >= first ? StopKind::drain : StopKind::none;
  };
}

// Two requests an iteration; each seventh one of the whole run is never answered.
constexpr const char* kTwoSteps = R"("steps": [
    {"name": "list", "request": "GET /list", "timeout": "1h", "first_byte_timeout": "1h"},
    {"name": "item", "request": "GET /item", "timeout": "1h", "first_byte_timeout": "1h"}])";

Script forgetful() {
  return [](const Call& call) { return call.number % 7 == 6 ? silent() : answer(200, 30ms); };
}

TEST(CutOff, RequestsAreCountedSoThatNothingThatWasSentIsMissing) {
  const CompiledSuite suite = suite_of(kTwoSteps);
  for (Profile profile : {arrivals(20, 5s), users(200, 200, 5s)}) {
    profile.drain = 1s;
    for (const std::size_t workers : {1U, 2U, 7U}) {
      Simulation world(forgetful());
      world.run(suite, plan_of(profile, suite), {.workers = workers});
      const RowCounts sums = requests_of(world, suite);
      EXPECT_EQ(sums.finished + sums.unanswered, world.network().count());
      EXPECT_EQ(sums.unanswered, world.network().count() / 7);
      EXPECT_EQ(sums.failed, 0U);
      const FlowCounts flows = sum_of(world.totals());
      EXPECT_EQ(flows.started, flows.succeeded + flows.failed + flows.aborted);
      EXPECT_EQ(flows.aborted, sums.unanswered);
    }
  }
}

TEST(CutOff, RequestsAreInNoHistogramAndNoRate) {
  const CompiledSuite suite = suite_of(kTwoSteps);
  Profile profile = arrivals(20, 5s);
  profile.drain = 1s;
  Simulation world(forgetful());
  world.run(suite, plan_of(profile, suite));
  const RowCounts sums = requests_of(world, suite);
  EXPECT_EQ(sums.response.count(), sums.finished);
  EXPECT_EQ(sums.failures.count(), 0U);
  EXPECT_EQ(sums.bad_5xx, 0U);
  EXPECT_LE(sums.response.max(), 31ms);
  EXPECT_EQ(world.end().error, "");
}

TEST(CutOff, RequestsAreCountedByStep) {
  const CompiledSuite suite = suite_of(kTwoSteps);
  Profile profile = arrivals(10, 2s);
  profile.drain = 1s;
  Simulation world(
      [](const Call& call) { return call.target() == "/item" ? silent() : answer(200, 30ms); });
  world.run(suite, plan_of(profile, suite), {.workers = 2});
  EXPECT_EQ(world.totals().rows[0].unanswered, 0U);
  EXPECT_EQ(world.totals().rows[1].unanswered, 20U);
  EXPECT_EQ(world.totals().rows[1].finished, 0U);
}

TEST(CutOff, RequestsAreCountedAfterASecondSignal) {
  const CompiledSuite suite = suite_of(kTwoSteps);
  for (const auto& profile : {arrivals(20, 1h), users(50, 50, 1h), iterations(1'000)}) {
    Simulation world(forgetful());
    SimulationOptions options;
    options.workers = 2;
    options.stop = stop_at(world, 3s, 4s);
    world.run(suite, plan_of(profile, suite), options);
    const RowCounts sums = requests_of(world, suite);
    EXPECT_EQ(sums.finished + sums.unanswered, world.network().count());
    EXPECT_GT(sums.unanswered, 0U);
  }
}

TEST(CutOff, ASetupThatHangsCountsItsRequest) {
  const CompiledSuite suite = suite_of(
      R"("steps": [{"name": "page", "request": "GET /"}])",
      R"("setup": [{"name": "make", "request": "POST /", "timeout": "1h", "first_byte_timeout": "1h"}])");
  Simulation world([](const Call&) { return silent(); });
  SimulationOptions options;
  options.stop = stop_at(world, 3s);
  world.run(suite, plan_of(iterations(1), suite), options);
  EXPECT_EQ(world.network().count(), 1U);
  EXPECT_EQ(world.totals().rows.front().unanswered, 1U);
}

TEST(NeverSent, RequestsFailAndAreToldApart) {
  const CompiledSuite suite = suite_of(R"("steps": [
      {"name": "ask", "request": "GET /ask", "captures": {"word": {"json": "/word"}}},
      {"name": "tell", "request": "GET /tell", "headers": {"x-word": "${word}"}}])");
  Simulation world([](const Call& call) {
    return json_answer(200, call.number % 5 == 0 ? R"({"word": "a\r\nb"})" : R"({"word": "ab"})",
                       10ms);
  });
  world.run(suite, plan_of(arrivals(10, 3s), suite));
  const RowCounts sums = requests_of(world, suite);
  EXPECT_GT(sums.never_sent, 0U);
  EXPECT_EQ(sums.failed, sums.never_sent);
  EXPECT_EQ(sums.finished - sums.never_sent, world.network().count());
}

TEST(FirstSignal, GivesWhatRunsTheDrainLimitOfTheProfile) {
  const CompiledSuite suite = suite_of(
      R"("steps": [{"name": "export", "request": "GET /", "timeout": "1h", "first_byte_timeout": "1h"}])");
  for (auto profile : {arrivals(2, 1h), users(5, 5, 1h), iterations(100)}) {
    for (const auto drain : {5s, 60s}) {
      profile.drain = drain;
      Simulation world([](const Call&) { return answer(200, 25s); });
      SimulationOptions options;
      options.stop = stop_at(world, 10s);
      world.run(suite, plan_of(profile, suite), options);
      const FlowCounts flows = sum_of(world.totals());
      EXPECT_EQ(flows.aborted == 0, drain == 60s);
      EXPECT_EQ(flows.succeeded == 0, drain == 5s);
      EXPECT_LT(world.end().duration, drain == 5s ? 17s : 40s);
    }
  }
}

TEST(SecondSignal, ThatCutsTeardownOffIsNoFailureOfTheTarget) {
  const CompiledSuite suite = suite_of(
      R"("steps": [{"name": "page", "request": "GET /"}])",
      R"("teardown": [{"name": "drop", "request": "DELETE /", "timeout": "1h", "first_byte_timeout": "1h"}])");
  Simulation world([](const Call& call) {
    return call.request.method == "DELETE" ? silent() : answer(200, 10ms);
  });
  SimulationOptions options;
  options.stop = stop_at(world, 3s, 5s);
  world.run(suite, plan_of(arrivals(2, 1h), suite), options);
  EXPECT_THAT(world.end().failures, IsEmpty());
  EXPECT_THAT(world.end().left_out,
              ElementsAre("teardown was not walked to its end: the run was ended at once"));
  EXPECT_EQ(world.totals().rows.back().unanswered, 1U);
}

std::string csv(int rows) {
  std::string text = "id\n";
  for (int i = 0; i < rows; ++i) text += fmt::format("r{}\n", i);
  return text;
}

constexpr const char* kFed = R"("feeds": {"rows": {"file": "rows.csv", "order": "unique"}},
    "steps": [{"name": "use", "request": "GET /${rows.id}"}])";

CompiledSuite fed(int rows) {
  return suite_of(kFed, {}, {}, {{"rows.csv", csv(rows)}});
}

TEST(SpentRows, EndTheRunWhenNoFlowHasAnyLeft) {
  const CompiledSuite suite = fed(120);
  for (const auto& profile : {arrivals(10, 1h), users(3, 3, 1h)}) {
    for (const std::size_t workers : {1U, 2U, 7U}) {
      Simulation world([](const Call&) { return answer(200, 300ms); });
      world.run(suite, plan_of(profile, suite), {.workers = workers});
      EXPECT_EQ(world.network().count(), 120U);
      EXPECT_EQ(sum_of(world.totals()).succeeded, 120U);
      EXPECT_EQ(sum_of(world.totals()).dropped, 0U);
      EXPECT_LT(world.end().duration, 14s);
      EXPECT_EQ(world.end().stopped, StopKind::none);
      EXPECT_EQ(world.end().early, "the only flow had come to the end of its rows after 12 s");
    }
  }
}

TEST(SpentRows, AreAllUsedWhereIterationsWaitForAUser) {
  const CompiledSuite suite = fed(50);
  for (const std::size_t workers : {1U, 2U, 3U}) {
    Profile profile = arrivals(1'000, 1h);
    profile.max_users = 3;
    profile.max_waiting = 60;  // no row at the end must take a place here
    profile.drain = 1h;
    Simulation world([](const Call&) { return answer(200, 2s); });
    world.run(suite, plan_of(profile, suite), {.workers = workers});
    EXPECT_EQ(sum_of(world.totals()).succeeded, 50U);
    EXPECT_EQ(sum_of(world.totals()).dropped, 0U);
    EXPECT_LT(world.end().duration, 60s);
  }
}

TEST(SpentRows, LeaveWhatRunsTheDrainLimit) {
  const CompiledSuite suite = suite_of(
      R"("feeds": {"rows": {"file": "rows.csv", "order": "unique"}},
         "steps": [{"name": "use", "request": "GET /${rows.id}", "timeout": "1h", "first_byte_timeout": "1h"}])",
      {}, {}, {{"rows.csv", csv(5)}});
  for (auto profile : {arrivals(10, 1h), users(9, 9, 1h)}) {
    profile.drain = 20s;
    Simulation world(
        [](const Call& call) { return call.number == 4 ? silent() : answer(200, 10s); });
    world.run(suite, plan_of(profile, suite));
    EXPECT_EQ(sum_of(world.totals()).succeeded, 4U);
    EXPECT_EQ(sum_of(world.totals()).aborted, 1U);
    EXPECT_LT(world.end().duration, 23s);
  }
}

TEST(SpentRows, OfOneFlowDoNotEndTheOthers) {
  const CompiledSuite suite = compiled(
      R"({"name": "test", "target": "http://app.example", "flows": ["shop.json", "open.json"]})",
      {{"shop.json", std::string(R"({"name": "shop", )") + kFed + "}"},
       {"open.json", R"({"name": "open", "steps": [{"name": "page", "request": "GET /page"}]})"},
       {"rows.csv", csv(20)}});
  for (const auto& profile : {arrivals(20, 10s), users(4, 4, 10s)}) {
    Simulation world([](const Call&) { return answer(200, 50ms); });
    world.run(suite, plan_of(profile, suite), {.workers = 2});
    EXPECT_EQ(world.totals().flows[0].started, 20U);
    EXPECT_GE(world.end().duration, 10s);
    EXPECT_EQ(world.end().early, "");
  }
}

TEST(SpentRows, OfEveryFlowEndTheRunWithTheLast) {
  const std::string other =
      R"({"name": "other", "feeds": {"more": {"file": "more.csv", "order": "unique"}},
      "steps": [{"name": "use", "request": "GET /more/${more.id}"}]})";
  const CompiledSuite suite = compiled(
      R"({"name": "test", "target": "http://app.example", "flows": ["shop.json", "other.json"]})",
      {{"shop.json", std::string(R"({"name": "shop", )") + kFed + "}"},
       {"other.json", other},
       {"rows.csv", csv(20)},
       {"more.csv", csv(60)}});
  for (const std::size_t workers : {1U, 2U}) {
    Simulation world([](const Call&) { return answer(200, 50ms); });
    world.run(suite, plan_of(arrivals(20, 1h), suite), {.workers = workers});
    EXPECT_EQ(world.totals().flows[0].succeeded, 20U);
    EXPECT_EQ(world.totals().flows[1].succeeded, 60U);
    EXPECT_EQ(world.end().early, "every flow had come to the end of its rows after 6.05 s");
    EXPECT_LT(world.end().duration, 7s);
  }
}

TEST(SpentRows, ThatLastUntilTheEndOfTheTimeLeaveItAsItWas) {
  const CompiledSuite suite = fed(50);
  Simulation world([](const Call&) { return answer(200, 10ms); });
  world.run(suite, plan_of(arrivals(10, 5s), suite));
  EXPECT_EQ(world.end().early, "");
  EXPECT_TRUE(world.end().retired.empty());
  EXPECT_GE(world.end().duration, 5s);
}

TEST(SpentRows, WakeUsersThatAreNotWantedYet) {
  const CompiledSuite suite = fed(10);
  Simulation world([](const Call&) { return answer(200, 100ms); });
  world.run(suite, plan_of(users(1, 100, 10h), suite), {.workers = 2});
  EXPECT_EQ(world.network().count(), 10U);
  EXPECT_LT(world.end().duration, 3s);
}

TEST(RetiredFlows, EndTheRunWhenNoneIsLeft) {
  const CompiledSuite suite = suite_of(R"("steps": [
      {"name": "me", "request": "GET /me", "checks": [{"status": 200}],
       "expires": [{"if": {"status": 401}, "say": "the given token has run out"}]}])");
  Simulation world([](const Call& call) { return answer(call.number < 50 ? 200 : 401, 10ms); });
  world.run(suite, plan_of(arrivals(10, 1h), suite), {.workers = 2});
  EXPECT_EQ(world.end().early, "the only flow had come to its end after 5.01 s");
  EXPECT_LT(world.end().duration, 7s);
  EXPECT_EQ(world.totals().rows[0].finished, world.network().count());
  EXPECT_EQ(world.totals().rows[0].failed, 0U);
}

}  // namespace
}  // namespace slogate::support
