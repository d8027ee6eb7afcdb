#include <gtest/gtest.h>

#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;
using test::one_step;
using test::suite_with;
using test::SuiteFolder;

Suite suite_of(const std::string& members) {
  SuiteFolder folder;
  folder.write("suite.json", suite_with(members));
  folder.write("flow.json", one_step(R"(, "group": "shell", "tags": ["page"])"));
  const Result<Suite> suite = folder.load();
  EXPECT_TRUE(suite) << (suite ? "" : suite.error().text());
  return suite ? *suite : Suite{};
}

Profile profile_of(const std::string& members) {
  const Suite suite = suite_of(R"(, "profiles": {"load": {)" + members + "}}");
  return suite.profiles.empty() ? Profile{} : suite.profiles[0];
}

Objective objective_of(const std::string& members) {
  const Suite suite =
      suite_of(R"(, "profiles": {"load": {"iterations": 1}}, "objectives": [{"name": "a", )" +
               members + "}]");
  return suite.objectives.empty() ? Objective{} : suite.objectives[0];
}

TEST(Suite, HasItsMembers) {
  const Suite suite =
      suite_of(R"(, "title": "Shop", "load_hosts": ["staging.example", "10.0.0.1", "fd00::1"],
      "ready": {"name": "up", "request": "GET /up"}, "not_seen": ["backups"])");
  EXPECT_EQ(suite.name, "shop");
  EXPECT_EQ(suite.title, "Shop");
  EXPECT_EQ(suite.target.text, "http://127.0.0.1");
  EXPECT_EQ(suite.load_hosts, (std::vector<std::string>{"staging.example", "10.0.0.1", "fd00::1"}));
  ASSERT_TRUE(suite.ready);
  EXPECT_EQ(suite.ready->url.text, "/up");
  EXPECT_EQ(suite.not_seen, std::vector<std::string>{"backups"});
  EXPECT_EQ(suite.flows.size(), 1U);
}

TEST(Suite, TitleIsTheNameWhereThereIsNone) {
  EXPECT_EQ(suite_of("").title, "shop");
}

TEST(Suite, VariablesComeFromTextOrEnvironment) {
  const Suite suite = suite_of(
      R"(, "variables": {"api": "/api", 
      "key": {"env": "KEY", "default": "${api}", "secret": true}})");
  ASSERT_EQ(suite.variables.size(), 2U);
  EXPECT_EQ(suite.variables[0].value->text, "/api");
  EXPECT_FALSE(suite.variables[1].value);
  EXPECT_EQ(suite.variables[1].env, "KEY");
  EXPECT_EQ(suite.variables[1].fallback->text, "${api}");
  EXPECT_TRUE(suite.variables[1].secret);
}

TEST(Suite, DefaultsAreThoseOfTheLanguage) {
  const Defaults defaults = suite_of("").defaults;
  EXPECT_EQ(defaults.timeout, 10s);
  EXPECT_EQ(defaults.connect_timeout, 5s);
  EXPECT_EQ(defaults.first_byte_timeout, 10s);
  EXPECT_EQ(defaults.max_body, 16777216U);
}

TEST(Suite, DefaultsCanBeSet) {
  const Defaults defaults =
      suite_of(
          R"(, "defaults": {"timeout": "9s", "connect_timeout": "2s", "first_byte_timeout": "3s",
      "max_body": 1000, "headers": {"accept": "*/*"}})")
          .defaults;
  EXPECT_EQ(defaults.timeout, 9s);
  EXPECT_EQ(defaults.connect_timeout, 2s);
  EXPECT_EQ(defaults.first_byte_timeout, 3s);
  EXPECT_EQ(defaults.max_body, 1000U);
  EXPECT_EQ(defaults.headers.at(0).second.text, "*/*");
}

TEST(Profile, IterationsWalkEachFlow) {
  const Profile profile = profile_of(R"("iterations": 3)");
  EXPECT_EQ(profile.model, Model::iterations);
  EXPECT_EQ(profile.iterations, 3U);
  EXPECT_TRUE(profile.stages.empty());
}

TEST(Profile, ConstantUsersAreOneStage) {
  const Profile profile = profile_of(R"("users": 20, "for": "30s")");
  EXPECT_EQ(profile.model, Model::users);
  EXPECT_EQ(profile.from, 20);
  ASSERT_EQ(profile.stages.size(), 1U);
  EXPECT_EQ(profile.stages[0].to, 20);
  EXPECT_EQ(profile.stages[0].duration, 30s);
}

TEST(Profile, ConstantRateIsOneStage) {
  const Profile profile = profile_of(
      R"("rate": "600/m", "for": "1h", "max_users": 5, "max_waiting": 0, "drain": "0s")");
  EXPECT_EQ(profile.model, Model::arrivals);
  EXPECT_EQ(profile.from, 10);
  EXPECT_EQ(profile.stages.at(0).to, 10);
  EXPECT_EQ(profile.max_users, 5U);
  EXPECT_EQ(profile.max_waiting, 0U);
  EXPECT_EQ(profile.drain, 0s);
}

TEST(Profile, UsersMayShareANumberOfIterations) {
  const Profile profile = profile_of(R"("users": 20, "iterations": 50000, "for": "5m")");
  EXPECT_EQ(profile.model, Model::users);
  EXPECT_EQ(profile.from, 20);
  EXPECT_EQ(profile.shared_iterations, 50'000U);
  EXPECT_EQ(profile.iterations_per_user, 0U);
  EXPECT_EQ(profile.length(), 5min);
}

TEST(Profile, UsersMayWalkANumberOfIterationsEach) {
  const Profile profile = profile_of(R"("users": 20, "iterations_per_user": 3, "for": "5m")");
  EXPECT_EQ(profile.model, Model::users);
  EXPECT_EQ(profile.shared_iterations, 0U);
  EXPECT_EQ(profile.iterations_per_user, 3U);
}

TEST(Profile, ALoadMayHavePoissonArrivalsAWarmUpAndACap) {
  const Profile profile = profile_of(
      R"("rate": "9/s", "arrivals": "poisson", "for": "5m", "warm_up": "30s", "max_requests": 1e6)");
  EXPECT_EQ(profile.spacing, Spacing::poisson);
  EXPECT_EQ(profile.warm_up, 30s);
  EXPECT_EQ(profile.max_requests, 1'000'000U);
}

TEST(Profile, HasTheLimitsOfTheLanguage) {
  const Profile profile = profile_of(R"("rate": "1/s", "for": "1h")");
  EXPECT_EQ(profile.spacing, Spacing::even);
  EXPECT_EQ(profile.max_requests, 0U);
  EXPECT_EQ(profile.warm_up, 0s);
  EXPECT_EQ(profile.max_users, 1000U);
  EXPECT_EQ(profile.max_waiting, 10'000U);
  EXPECT_EQ(profile.drain, 10s);
}

TEST(Profile, StagesBeginAtZero) {
  const Profile users =
      profile_of(R"("stages": [{"to": 20, "over": "30s"}, {"to": 0, "over": "5s"}])");
  EXPECT_EQ(users.model, Model::users);
  EXPECT_EQ(users.from, 0);
  EXPECT_EQ(users.stages.size(), 2U);
  const Profile rate =
      profile_of(R"("stages": [{"to": "50/s", "over": "30s"}, {"to": "0/s", "over": "5s"}])");
  EXPECT_EQ(rate.model, Model::arrivals);
  EXPECT_EQ(rate.stages.at(0).to, 50);
  EXPECT_EQ(rate.stages.at(1).to, 0);
}

TEST(Profile, StagesBeginWhereRateOrUsersSay) {
  EXPECT_EQ(profile_of(R"("rate": "10/s", "stages": [{"to": "50/s", "over": "30s"}])").from, 10);
  EXPECT_EQ(profile_of(R"("users": 7, "stages": [{"to": 0, "over": "30s"}])").from, 7);
}

TEST(Profile, FlowsHaveWeightsOrRates) {
  const Profile weight = profile_of(R"("rate": "1/s", "for": "1s", "flows": {"home": 2.5})");
  EXPECT_EQ(weight.shares.at(0).weight, 2.5);
  EXPECT_FALSE(weight.shares.at(0).rate);
  const Profile own = profile_of(R"("rate": "1/s", "for": "1s", "flows": {"home": "36/h"})");
  EXPECT_EQ(own.shares.at(0).rate, 0.01);
}

TEST(Objective, HasItsMembers) {
  const Objective objective = objective_of(R"("title": "API", "measure": "p99", "below": "2s",
      "over": {"flow": "home", "tag": "page", "group": "shell"}, "in": ["load"],
      "decision": "confident")");
  EXPECT_EQ(objective.name, "a");
  EXPECT_EQ(objective.title, "API");
  EXPECT_EQ(objective.measure, Measure::quantile);
  EXPECT_EQ(objective.quantile, 0.99);
  EXPECT_EQ(objective.limit, 2);
  EXPECT_EQ(objective.over, (Scope{"home", "", "page", "shell"}));
  EXPECT_EQ(objective.in, std::vector<std::string>{"load"});
  EXPECT_EQ(objective.decision, Decision::confident);
}

TEST(Objective, KnowsEveryMeasure) {
  EXPECT_EQ(objective_of(R"("measure": "p50", "below": "1ms")").quantile, 0.5);
  EXPECT_EQ(objective_of(R"("measure": "p99.99", "below": "1ms")").quantile, 0.9999);
  EXPECT_EQ(objective_of(R"("measure": "max", "below": "5s")").measure, Measure::max);
  EXPECT_EQ(objective_of(R"("measure": "error_rate", "below": "0.5%")").limit, 0.005);
  EXPECT_EQ(objective_of(R"("measure": "rate_5xx", "below": "1%", "window": "15m")").window, 15min);
  EXPECT_EQ(objective_of(R"("measure": "availability", "at_least": "99%")").limit, 0.99);
}

TEST(Objective, WithoutADecisionLeavesItToTheProfile) {
  const Objective objective = objective_of(R"("measure": "max", "below": "5s")");
  EXPECT_FALSE(objective.decision);
  EXPECT_EQ(objective.title, "a");
  EXPECT_TRUE(objective.in.empty());
}

TEST(LoadSuite, TellsEverythingThatIsWrongInTheFilesOrder) {
  SuiteFolder folder;
  folder.write("suite.json", R"({
"name": "shop", "titel": "Shop",
"flows": ["flow.json", "none.json"],
"profiles": {"a": {"users": 0, "for": "x"}},
"objectives": [{"measure": "p9", "name": "b"}],
"load_hosts": 7
})");
  folder.write("flow.json", R"({"name": "home",
"stesp": [],
"steps": [{"request": "GTE /", "checks": [{"status": 2}]}]})");
  EXPECT_EQ(folder.problems(),
            "suite.json:2:17: unknown key \"titel\", did you mean \"title\"?\n"
            "suite.json:3:24: the flow file \"none.json\" does not exist in the suite's folder\n"
            "suite.json:4:29: \"users\" is 0, it must be a whole number from 1 to 100000\n"
            "suite.json:4:39: \"for\" is \"x\", it must be a duration such as \"250ms\", \"30s\", "
            "\"5m\" or \"24h\"\n"
            "suite.json:5:28: unknown measure \"p9\", did you mean \"p99\"?\n"
            "suite.json:6:15: \"load_hosts\" is a number, it must be an array\n"
            "flow.json:2:1: unknown key \"stesp\", did you mean \"steps\"?\n"
            "flow.json:3:11: a step without \"name\", it is required\n"
            "flow.json:3:23: unknown method \"GTE\", did you mean \"GET\"?\n"
            "flow.json:3:54: \"status\" is 2, a status is a whole number from 100 to 599, a class "
            "such as \"2xx\", an array of both, or true with a predicate\n");
}

TEST(LoadSuite, TellsAtMostAHundredProblems) {
  SuiteFolder folder;
  folder.write("suite.json", suite_with(""));
  std::string steps;
  for (int i = 0; i < 150; ++i)
    steps += (i > 0 ? "," : "") + std::string("{\"name\": \"s") + std::to_string(i) + "\"}";
  folder.write("flow.json", "{\"name\": \"home\", \"steps\": [" + steps + "]}");
  const Result<Suite> suite = folder.load();
  ASSERT_FALSE(suite);
  EXPECT_EQ(suite.error().list.size(), 101U);
  EXPECT_EQ(suite.error().list.back().text(), "and 50 more");
}

TEST(LoadSuite, TellsAFileThatIsNotThere) {
  EXPECT_EQ(load_suite("no/such.json").error().text(),
            "no/such.json: the suite file does not exist\n");
}

TEST(LoadSuite, TellsAFolder) {
  SuiteFolder folder;
  EXPECT_EQ(load_suite(folder.path()).error().list.at(0).message,
            "the suite file is a folder, name the file in it");
}

TEST(LoadSuite, ReadsEveryShippedSuite) {
  const std::filesystem::path scenarios = std::filesystem::path(SLOGATE_SOURCE_DIR) / "scenarios";
  for (const char* name :
       {"go-live/suite.json", "go-live/go-live-first-hours.json", "form-login/suite.json"}) {
    const Result<Suite> suite = load_suite(scenarios / name);
    EXPECT_TRUE(suite) << (suite ? "" : suite.error().text());
  }
}

}  // namespace
}  // namespace slogate
