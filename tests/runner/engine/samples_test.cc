// Raw samples: what the engine hands over of every request, on virtual time, where every figure can
// be worked out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

constexpr const char* kTwoSteps = R"("steps": [
    {"name": "one", "request": "GET /1", "headers": {"x-request-id": "${request.id}"}},
    {"name": "two", "request": "GET /2", "headers": {"traceparent": "${request.traceparent}"}}])";

Script after(std::chrono::nanoseconds delay) {
  return [delay](const Call&) { return answer(200, delay); };
}

std::string id_of(const RawSample& sample) {
  return sample.request_id.front() == '\0'
             ? std::string()
             : std::string(sample.request_id.data(), sample.request_id.size());
}

TEST(RawSamples, AreOneForEachRequestWithItsIdentityAsItWasSent) {
  const CompiledSuite suite = suite_of(kTwoSteps);
  for (const std::size_t workers : {1U, 3U}) {
    Simulation world(after(7ms));
    world.run(suite, plan_of(arrivals(40, 3s), suite), {.workers = workers, .keep_samples = true});
    std::multiset<std::string> sent;
    std::multiset<std::string> kept;
    for (const Call& call : world.network().calls())
      sent.insert(call.target() + " " + call.header("x-request-id") + call.header("traceparent"));
    for (const RawSample& sample : world.samples()) {
      const bool first = sample.sample.row == 0;
      kept.insert((first ? "/1 " : "/2 ") +
                  (first ? id_of(sample)
                         : std::string(sample.traceparent.data(), sample.traceparent.size())));
      EXPECT_EQ(sample.request, sample.sample.row);
    }
    EXPECT_EQ(kept.size(), 240U);
    EXPECT_EQ(kept, sent) << workers;
  }
}

TEST(RawSamples, HaveTheTimesOfTheirIterationAndTheirOwn) {
  const CompiledSuite suite = suite_of(kTwoSteps);
  Profile profile =
      arrivals(10, 300ms);  // due at 0, 100 and 200 ms; the only user takes 300 ms each
  profile.max_users = 1;
  Simulation world(after(150ms));
  world.run(suite, plan_of(profile, suite), {.keep_samples = true});
  ASSERT_EQ(world.samples().size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) {
    const RawSample& sample = world.samples()[i];
    const std::size_t n = i / 2;
    ASSERT_TRUE(sample.started.has_value());
    EXPECT_EQ(sample.iteration, n);
    EXPECT_EQ(sample.started->intended(), world.start() + n * 100ms);
    EXPECT_EQ(sample.started->actual, world.start() + n * 300ms);
    EXPECT_EQ(sample.started->start.wait_for_user, n * 200ms);
    EXPECT_EQ(sample.started->start.dispatch_lag, 0ns);
    EXPECT_EQ(sample.begin, world.start() + n * 300ms + (i % 2) * 150ms);
    EXPECT_EQ(sample.sample.service_time, 150ms);
    // Only the first request of an iteration waited with it.
    EXPECT_EQ(sample.sample.schedule_lag, i % 2 == 0 ? n * 200ms : 0ns);
  }
}

TEST(RawSamples, AddUpToTheIntervalsAndHoldWhatTheEndCutOff) {
  const CompiledSuite suite = suite_of(kTwoSteps, R"("defaults": {"timeout": "1h"})");
  Profile profile = arrivals(20, 2s);
  profile.drain = 1s;
  Simulation world([](const Call& call) {
    return call.number % 5 == 0 ? silent() : call.number % 5 == 1 ? refused() : answer(503, 3ms);
  });
  world.run(suite, plan_of(profile, suite), {.keep_samples = true});
  std::map<std::size_t, std::uint64_t> finished;
  std::map<std::size_t, std::uint64_t> unanswered;
  for (const RawSample& sample : world.samples())
    ++(sample.unanswered ? unanswered : finished)[sample.sample.row];
  for (std::size_t row = 0; row < 2; ++row) {
    EXPECT_EQ(finished[row], world.totals().rows[row].finished) << row;
    EXPECT_EQ(unanswered[row], world.totals().rows[row].unanswered) << row;
  }
  EXPECT_GT(unanswered[0], 0U);
  EXPECT_EQ(world.samples().size(), world.network().count());
}

TEST(RawSamples, OfSessionsAndSetupBelongToNoIteration) {
  const CompiledSuite suite = suite_of(
      R"("session": {"shared_by": "user", "steps": [{"name": "in", "request": "POST /in"}]}, )" +
      std::string(R"("steps": [{"name": "page", "request": "GET /"}])"));
  Simulation world(after(2ms));
  world.run(suite, plan_of(arrivals(10, 1s), suite), {.keep_samples = true});
  std::size_t apart = 0;
  for (const RawSample& sample : world.samples()) {
    if (sample.started) continue;
    ++apart;
    EXPECT_EQ(suite.rows[sample.sample.row].step, "in");
  }
  EXPECT_EQ(apart, 1U);
  EXPECT_EQ(world.samples().size(), 11U);
}

TEST(RawSamples, AreNotKeptWhereNobodyAsks) {
  const CompiledSuite suite = suite_of(kTwoSteps);
  Simulation world(after(1ms));
  world.run(suite, plan_of(arrivals(10, 1s), suite));
  EXPECT_TRUE(world.samples().empty());
}

// The process stands still for 200 ms: the 2,000 iterations of that time are due at one moment when
// it goes on.
TEST(OpenModel, StartsAllThatIsDueInOneWakeUp) {
  const CompiledSuite suite = suite_of(R"("steps": [{"name": "page", "request": "GET /"}])");
  Profile profile = arrivals(10'000, 1s);
  profile.max_users = 5'000;
  Simulation world(after(60us));
  std::uint64_t before = 0;
  world.at(500ms, [&] {
    world.clock().jump(200ms);
    before = world.clock().fired();
  });
  std::uint64_t behind = 0;
  // The first answers come 60 us after the jump.
  world.at(700ms + 50us, [&] { behind = world.clock().fired(); });
  world.run(suite, plan_of(profile, suite));
  std::size_t together = 0;
  for (const Call& call : world.network().calls())
    together += call.at == world.start() + 700ms ? 1 : 0;
  EXPECT_GE(together, 2'000U);
  // The dispatcher's one; the control loop's ticks of 500, 600 and 700 ms; and this look itself.
  EXPECT_EQ(behind - before, 5U);
  EXPECT_EQ(world.totals().flows[0].started, 10'000U);
}

}  // namespace
}  // namespace slogate::support
