// What comes behind a sign-in that failed: a pause before the next one, in which nothing vanishes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <vector>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CompiledSuite signed_in(const std::string& owner, const std::string& renew = R"({"after": "1h"})") {
  return suite_of(R"("session": {"shared_by": ")" + owner + R"(", "renew": )" + renew +
                  R"(, "steps": [{"name": "sign-in", "request": "POST /in"}]},
                     "steps": [{"name": "me", "request": "GET /me"}])");
}

// When a sign-in was sent, in whole seconds since the start.
std::vector<std::int64_t> sign_ins(const Simulation& world) {
  std::vector<std::int64_t> out;
  for (const Call& call : const_cast<Simulation&>(world).network().calls()) {
    if (call.target() == "/in") out.push_back((call.at - world.start()) / 1s);
  }
  return out;
}

const RowCounts& row_of(const Simulation& world, const CompiledSuite& suite,
                        const std::string& step) {
  for (std::size_t row = 0; row < suite.rows.size(); ++row) {
    if (suite.rows[row].step == step) return world.totals().rows[row];
  }
  throw std::runtime_error("the suite has no " + step);
}

Script refusing() {
  return [](const Call& call) { return answer(call.target() == "/in" ? 503 : 200, 10ms); };
}

// Signs in until `from`, and then no more.
Script refusing_from(std::chrono::nanoseconds from) {
  return [from, start = std::optional<SteadyTime>()](const Call& call) mutable {
    if (!start) start = call.at;
    return answer(call.target() == "/in" && call.at - *start >= from ? 503 : 200, 10ms);
  };
}

void expect_nothing_vanished(const Simulation& world) {
  const FlowCounts sums = sum_of(world.totals());
  EXPECT_EQ(sums.started, sums.succeeded + sums.failed + sums.aborted);
  EXPECT_EQ(world.end().error, "");
}

TEST(SignInPause, DoublesUpToHalfAMinuteForEachUserOfAClosedModel) {
  const CompiledSuite suite = signed_in("user");
  Simulation world(refusing());
  world.run(suite, plan_of(users(1, 1, 2min), suite));
  EXPECT_THAT(sign_ins(world), ElementsAre(0, 1, 3, 7, 15, 31, 61, 91));
  EXPECT_EQ(sum_of(world.totals()).started, 8U);
  EXPECT_EQ(sum_of(world.totals()).failed, 8U);
  EXPECT_EQ(row_of(world, suite, "sign-in").never_sent, 0U);
  ASSERT_THAT(world.totals().notes, SizeIs(1));
  EXPECT_EQ(world.totals().notes[0].text,
            "a user waited before it tried to sign in again: the attempt before had failed");
  EXPECT_EQ(world.totals().notes[0].count, 8U);
}

TEST(SignInPause, IsEachUsersOwn) {
  const CompiledSuite suite = signed_in("user");
  Simulation world([](const Call& call) {
    return answer(call.target() == "/in" && call.user < 3 ? 503 : 200, 100ms);
  });
  world.run(suite, plan_of(users(5, 5, 10s), suite), {.workers = 2});
  EXPECT_THAT(sign_ins(world), SizeIs(2 + 3 * 4));  // at 0, 1, 3 and 7
  EXPECT_GT(sum_of(world.totals()).succeeded, 190U);
  expect_nothing_vanished(world);
}

TEST(SignInPause, BeginsAnewBehindASignInThatSucceeded) {
  const CompiledSuite suite = signed_in("user", R"({"after": "5s"})");
  Simulation world([n = 0](const Call& call) mutable {
    if (call.target() != "/in") return answer(200, 500ms);
    ++n;
    return answer(n == 3 || n > 4 ? 200 : 503, 10ms);
  });
  world.run(suite, plan_of(users(1, 1, 14s), suite));
  // Failed at 0 and 1, good at 3; failed again when that was over, and good a second behind that.
  EXPECT_THAT(sign_ins(world), ElementsAre(0, 1, 3, 8, 9));
}

TEST(SignInPause, EndsWithTheRun) {
  const CompiledSuite suite = signed_in("user");
  Simulation world(refusing());
  world.run(suite, plan_of(users(3, 3, 20s), suite), {.workers = 2});
  EXPECT_LE(world.end().duration, 20'200ms);
  EXPECT_EQ(sum_of(world.totals()).aborted, 0U);
}

TEST(SignInPause, EndsWhereTheRunIsToDrain) {
  const CompiledSuite suite = signed_in("user");
  for (const auto& profile : {users(3, 3, 1h), iterations(100)}) {
    for (const StopKind kind : {StopKind::drain, StopKind::now}) {
      Simulation world(refusing());
      SimulationOptions options;
      options.stop = [&] {
        return world.clock().now() >= world.start() + 20s ? kind : StopKind::none;
      };
      world.run(suite, plan_of(profile, suite), options);
      EXPECT_LE(world.end().duration, 20'500ms);
      EXPECT_EQ(sum_of(world.totals()).aborted, 0U);
    }
  }
}

TEST(SignInPause, IsNoneInASmokeOfOneIteration) {
  const CompiledSuite suite = signed_in("user");
  Simulation world(refusing());
  world.run(suite, plan_of(iterations(1), suite));
  EXPECT_LT(world.end().duration, 500ms);
  EXPECT_EQ(sum_of(world.totals()).failed, 1U);
  EXPECT_THAT(world.totals().notes, IsEmpty());
}

TEST(SignInPause, LiesBetweenTheIterationsOfALongerSmoke) {
  const CompiledSuite suite = signed_in("user");
  Simulation world(refusing());
  world.run(suite, plan_of(iterations(3), suite));
  EXPECT_THAT(sign_ins(world), ElementsAre(0, 1, 3));
  EXPECT_EQ(sum_of(world.totals()).failed, 3U);
}

TEST(SignInPause, FailsWhatArrivesMeanwhileWithoutSendingIt) {
  const CompiledSuite suite = signed_in("user");
  Simulation world(refusing());
  Profile profile = arrivals(10, 20s);
  profile.max_users = 1;
  world.run(suite, plan_of(profile, suite));
  EXPECT_THAT(sign_ins(world), ElementsAre(0, 1, 3, 7, 15));
  EXPECT_EQ(sum_of(world.totals()).started, 200U);
  EXPECT_EQ(sum_of(world.totals()).failed, 200U);
  const RowCounts& row = row_of(world, suite, "sign-in");
  EXPECT_EQ(row.finished, 200U);
  EXPECT_EQ(row.failed, 200U);
  EXPECT_EQ(row.never_sent, 195U);
  EXPECT_EQ(world.network().count(), 5U);
  expect_nothing_vanished(world);
}

TEST(SignInPause, TellsWhatArrivesMeanwhileWithTheWordsOfTheLastFailure) {
  const CompiledSuite suite = signed_in("user");
  Simulation world(refusing());
  world.run(suite, plan_of(arrivals(10, 500ms), suite));
  ASSERT_THAT(world.totals().findings, SizeIs(4));
  const Finding& finding = world.totals().findings[1];
  EXPECT_EQ(finding.outcome, Outcome::scenario_render);
  EXPECT_EQ(finding.expected, "an open session");
  EXPECT_EQ(finding.got,
            "none, so nothing was sent: the last attempt to open it failed, and the next comes "
            "after a pause (step sign-in: expected status is under 400, got 503)");
  EXPECT_EQ(finding.curl, "");
  EXPECT_EQ(finding.iteration, 1U);
}

TEST(SignInPause, TellsTheLastFailureWithoutItsSecrets) {
  const CompiledSuite suite = suite_of(
      R"("session": {"shared_by": "user", "steps": [{"name": "sign-in", "request": "POST /in",
           "form": {"password": "${secret:PASS}"}, "checks": [{"json": "/state", "equals": "open"}]}]},
         "steps": [{"name": "me", "request": "GET /me"}])",
      {}, {{"PASS", "tops3cret-99"}});
  Simulation world(
      [](const Call&) { return json_answer(200, R"({"state": "no: tops3cret-99"})", 10ms); });
  world.run(suite, plan_of(arrivals(10, 500ms), suite));
  ASSERT_THAT(world.totals().findings, SizeIs(4));
  const std::string& got = world.totals().findings[1].got;
  EXPECT_TRUE(
      got.ends_with("(step sign-in: expected json /state equals \"open\", got \"no: ***\")"))
      << got;
}

// Users 0 and 1 have signed in, and user 1 loses its session after two seconds.
TEST(SignInPause, LeavesWhatArrivesToUsersThatHaveASession) {
  const CompiledSuite suite = signed_in("user", R"({"on_status": [401]})");
  Simulation world([&world](const Call& call) {
    const bool late = call.at - world.start() >= 2s;
    if (call.user != 1 || !late) return answer(200, late ? 50ms : 150ms);
    return answer(call.target() == "/in" ? 503 : 401, 10ms);
  });
  world.run(suite, plan_of(arrivals(10, 20s), suite));
  EXPECT_LE(sum_of(world.totals()).failed, 5U);
  expect_nothing_vanished(world);
}

TEST(SignInPause, LeavesWhatWaitsToTheUsersThatAreBusy) {
  const CompiledSuite suite = signed_in("user", R"({"after": "2s"})");
  Simulation world([&world](const Call& call) {
    const bool lost = call.user == 1 && call.at - world.start() >= 2s;
    return answer(call.target() == "/in" && lost ? 503 : 200, call.target() == "/in" ? 10ms : 1s);
  });
  Profile profile = arrivals(3, 10s);
  profile.max_users = 2;
  profile.max_waiting = 1'000;
  profile.drain = 5min;
  world.run(suite, plan_of(profile, suite));
  EXPECT_EQ(sum_of(world.totals()).started, 30U);
  EXPECT_LE(sum_of(world.totals()).failed, 20U);
  EXPECT_GE(sum_of(world.totals()).succeeded, 10U);
  EXPECT_EQ(sum_of(world.totals()).dropped, 0U);
  expect_nothing_vanished(world);
}

TEST(SignInPause, OfASharedSessionIsOneForAllUsers) {
  const CompiledSuite suite = signed_in("run", R"({"after": "2s"})");
  for (const std::size_t workers : {1U, 2U, 7U}) {
    for (Profile profile : {users(20, 20, 30s), arrivals(20, 30s)}) {
      Simulation failing(refusing_from(1s));
      failing.run(suite, plan_of(profile, suite), {.workers = workers});
      EXPECT_THAT(sign_ins(failing), ElementsAre(0, 2, 3, 5, 9, 17)) << workers;
      const RowCounts& row = row_of(failing, suite, "sign-in");
      EXPECT_EQ(row.finished - row.never_sent, 6U);
      if (profile.model == Model::arrivals) {
        EXPECT_EQ(sum_of(failing.totals()).started, 600U);
        EXPECT_EQ(row.failed, sum_of(failing.totals()).failed);
      }
      expect_nothing_vanished(failing);
    }
  }
}

TEST(SignInPause, LeavesAnAnswerThatAsksForARenewalAsItCame) {
  const CompiledSuite suite = signed_in("run", R"({"on_status": [401]})");
  Simulation world([&world](const Call& call) {
    const bool lost = call.at - world.start() >= 2s;
    return answer(!lost ? 200 : call.target() == "/in" ? 503 : 401, 10ms);
  });
  world.run(suite, plan_of(arrivals(10, 10s), suite));
  EXPECT_THAT(sign_ins(world), ElementsAre(0, 2, 3, 5, 9));
  EXPECT_EQ(sum_of(world.totals()).failed, 80U);
  const RowCounts& me = row_of(world, suite, "me");
  EXPECT_EQ(me.finished, 100U);
  EXPECT_EQ(me.by_class[4], 80U);
  EXPECT_EQ(me.failed, 76U);  // the other four asked for a sign-in, which failed
}

}  // namespace
}  // namespace slogate::support
