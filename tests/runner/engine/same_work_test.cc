// The same seed does the same work with 1, 2 and 7 workers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::SizeIs;

std::string csv(int rows) {
  std::string text = "id\n";
  for (int i = 0; i < rows; ++i) text += fmt::format("r{}\n", i);
  return text;
}

CompiledSuite fed(const std::string& feed, int rows) {
  return suite_of(R"("feeds": {"accounts": )" + feed +
                      R"(}, "steps": [{"name": "use", "request": "GET /${accounts.id}"}])",
                  {}, {}, {{"accounts.csv", csv(rows)}});
}

Script quick() {
  return [](const Call&) { return answer(200, 10ms); };
}

TEST(UniqueRows, AreSharedByNoTwoIterations) {
  const CompiledSuite suite = fed(R"({"file": "accounts.csv", "order": "unique"})", 1'000);
  for (const auto& profile : {arrivals(100, 5s), users(10, 10, 800ms)}) {
    for (const std::size_t workers : {1U, 7U}) {
      Simulation world(quick());
      world.run(suite, plan_of(profile, suite), {.workers = workers});
      const std::vector<std::string> lines = world.network().lines();
      EXPECT_GE(lines.size(), 500U);
      EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()).size(), lines.size());
      EXPECT_TRUE(world.end().retired.empty());
    }
  }
}

TEST(UniqueRows, AreAllUsedBeforeTheFlowIsLeft) {
  const CompiledSuite suite = fed(R"({"file": "accounts.csv", "order": "unique"})", 1'000);
  for (const auto& profile : {arrivals(1000, 5s), users(10, 10, 5s)}) {
    Simulation world(quick());
    world.run(suite, plan_of(profile, suite), {.workers = 7});
    const std::vector<std::string> lines = world.network().lines();
    EXPECT_THAT(std::set<std::string>(lines.begin(), lines.end()), SizeIs(1'000));
    EXPECT_THAT(lines, SizeIs(1'000));
    ASSERT_THAT(world.end().retired, SizeIs(1));
    EXPECT_EQ(world.end().retired[0].flow, "shop");
    EXPECT_EQ(world.end().retired[0].reason, "feed \"accounts\": all 1,000 rows are used");
    EXPECT_EQ(sum_of(world.totals()).started, 1'000U);
    EXPECT_EQ(sum_of(world.totals()).aborted, 0U);
  }
}

std::multiset<std::string> sent_by(const CompiledSuite& suite, const Profile& profile,
                                   std::size_t workers) {
  Simulation world([](const Call& call) {
    return json_answer(200, fmt::format(R"({{"n": {}}})", call.target().size()), 10ms);
  });
  world.run(suite, plan_of(profile, suite), {.workers = workers});
  std::multiset<std::string> out;
  for (const Call& call : world.network().calls()) {
    std::string text = call.request.method + " " + call.target();
    for (const Header& header : call.request.headers)
      text += "\n" + header.name + ": " + header.value;
    out.insert(text + "\n" + call.request.body);
  }
  return out;
}

TEST(Generators, SendTheSameBytesWithOneTwoAndSevenWorkers) {
  const CompiledSuite suite = suite_of(R"(
      "feeds": {"accounts": {"file": "accounts.csv", "order": "random"}},
      "generate": {"order": {"uuid": true}, "n": {"counter": {"from": 1, "step": 1}},
                   "amount": {"random_float": [1, 50]}, "size": {"choice": ["S", "M"]},
                   "word": {"random_string": 12, "from": "a-z0-9"}, "dice": {"random_int": [1, 6]}},
      "steps": [{"name": "buy", "request": "POST /buy/${accounts.id}",
                 "headers": {"x-request-id": "${request.id}"},
                 "json": {"order": "${order}", "n": "${n}", "amount": "${amount}", "size": "${size}",
                          "word": "${word}", "dice": "${dice}"}},
                {"repeat": 2, "steps": [{"name": "look", "request": "GET /orders/${order}/${index}"}]}])",
                                       {}, {}, {{"accounts.csv", csv(50)}});
  const auto one = sent_by(suite, arrivals(50, 4s), 1);
  EXPECT_EQ(one.size(), 600U);
  EXPECT_EQ(sent_by(suite, arrivals(50, 4s), 2), one);
  EXPECT_EQ(sent_by(suite, arrivals(50, 4s), 7), one);
}

// When each iteration's second request goes out after its first: what was thought between them.
std::map<std::string, std::chrono::nanoseconds> thought_by(std::size_t workers) {
  const CompiledSuite suite = suite_of(R"(
      "generate": {"n": {"counter": {"from": 0, "step": 1}}},
      "steps": [{"name": "a", "request": "GET /a/${n}", "think": {"uniform": ["1s", "5s"]}},
                {"name": "b", "request": "GET /b/${n}", "think": {"exponential": "2s"}},
                {"name": "c", "request": "GET /c/${n}"}])");
  Profile profile = arrivals(50, 4s);
  profile.drain = 10min;
  Simulation world(quick());
  world.run(suite, plan_of(profile, suite), {.workers = workers});
  std::map<std::string, SteadyTime> at;
  for (const Call& call : world.network().calls()) at[call.target()] = call.at;
  std::map<std::string, std::chrono::nanoseconds> out;
  for (const auto& [target, time] : at) {
    if (target.starts_with("/b/")) out[target] = time - at["/a/" + target.substr(3)];
    if (target.starts_with("/c/")) out[target] = time - at["/b/" + target.substr(3)];
  }
  return out;
}

TEST(ThinkTimes, AreTheSameWithOneTwoAndSevenWorkers) {
  const auto one = thought_by(1);
  EXPECT_EQ(one.size(), 400U);
  EXPECT_EQ(thought_by(2), one);
  EXPECT_EQ(thought_by(7), one);
  std::set<std::chrono::nanoseconds> different;
  for (const auto& [target, time] : one) different.insert(time);
  EXPECT_GT(different.size(), 390U);
}

TEST(UserScope, LivesInEachPooledUser) {
  const CompiledSuite suite = suite_of(R"("steps": [
      {"name": "sign-in", "request": "POST /in", "when": {"variable": "token", "exists": false},
       "captures": {"token": {"json": "/token", "scope": "user"}}},
      {"name": "me", "request": "GET /me?t=${token}"}])");
  Simulation world([](const Call& call) {
    return json_answer(200, fmt::format(R"({{"token": "t{}"}})", call.user), 250ms);
  });
  Profile profile = arrivals(10, 5s);
  world.run(suite, plan_of(profile, suite), {.workers = 2});
  std::set<std::size_t> users;
  for (const Call& call : world.network().calls()) {
    users.insert(call.user);
    if (call.target() == "/in") continue;
    EXPECT_EQ(call.target(), fmt::format("/me?t=t{}", call.user));
  }
  const std::vector<std::string> lines = world.network().lines();
  EXPECT_EQ(static_cast<std::size_t>(std::count(lines.begin(), lines.end(), "POST /in")),
            users.size());
  EXPECT_LT(users.size(), 12U);
}

}  // namespace
}  // namespace slogate::support
