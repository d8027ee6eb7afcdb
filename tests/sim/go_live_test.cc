// Verdicts to the letter: what a release manager reads after a deploy, on a machine that is never busy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/go_live_run.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What holds of every run, whatever its verdict.
void expect_sums_hold(const GoLiveRun& run) {
  EXPECT_EQ(run.requests(), run.sent);
  for (std::size_t i = 0; i < run.result.totals.flows.size(); ++i) {
    const FlowCounts& flow = run.result.totals.flows[i];
    EXPECT_EQ(flow.started, flow.succeeded + flow.failed + flow.aborted)
        << run.result.header.flows[i].name;
    EXPECT_EQ(flow.dropped, 0U);
  }
  std::uint64_t in_series = 0;
  std::int64_t end = 0;
  for (const SeriesPoint& point : run.result.series) {
    EXPECT_EQ(point.begin_ns, end);
    end = point.end_ns;
    for (std::size_t i = 0; i < point.finished.size(); ++i) {
      if (!run.result.header.rows[i].step.empty()) in_series += point.finished[i];
    }
  }
  EXPECT_EQ(in_series, run.sent);
  EXPECT_EQ(end, run.result.end.duration_ns);
}

void expect_objective(const GoLiveRun& run, const std::string& name, Judgement judgement,
                      const std::string& evidence) {
  EXPECT_EQ(run.objective(name).judgement, judgement) << name;
  EXPECT_EQ(run.objective(name).evidence, evidence) << name;
}

TEST(GoLiveSmoke, PassesInFrontOfAnAppThatKeepsTheContract) {
  GoLiveRun run("smoke");
  run.run();
  EXPECT_EQ(run.verdict.sentence, "PASS: all 5 flows work and 11 of 11 judged objectives hold.");
  EXPECT_EQ(run.exit, 0);
  EXPECT_EQ(run.sent, 31U);
  EXPECT_EQ(run.result.totals.exchanges.size(), 31U);
  EXPECT_TRUE(run.result.totals.findings.empty());
  expect_objective(
      run, "error-rate", Judgement::pass,
      "17 requests: shows that the flows work, says nothing about 0.5 % (598 without a "
      "failure would prove it)");
  expect_objective(
      run, "api-p99", Judgement::pass,
      "17 requests: shows that the flows work, says nothing about p99 (299 under 2 s would "
      "prove it)");
  expect_objective(run, "availability", Judgement::not_applicable, "judged in: soak");
  expect_sums_hold(run);
}

TEST(GoLiveSmoke, SaysThatASignInWasNotCompletedWhereTheAnswerHoldsNoCode) {
  GoLiveRun run("smoke");
  run.faults.gives_codes = false;
  run.run();
  EXPECT_EQ(run.exit, 0);
  EXPECT_EQ(run.sent, 27U);
  std::vector<std::string> notes;
  for (const Note& note : run.result.totals.notes)
    notes.push_back(note.flow + "/" + note.step + ": " + note.text);
  EXPECT_THAT(notes, Contains("auth/me: sign-in started, not completed: no code in the answer "
                              "(sent by mail, switched off, or "
                              "over the request limit)"));
}

TEST(GoLiveSmoke, FailsInFrontOfAnAppThatIsDown) {
  GoLiveRun run("smoke");
  run.faults.outage_from = run.wall;
  run.faults.outage_until = run.wall + 1h;
  run.run();
  EXPECT_EQ(run.exit, 1);
  EXPECT_EQ(run.sent, 5U);
  EXPECT_EQ(run.failed(), 5U);
  EXPECT_EQ(run.verdict.reasons.front(),
            "flow home, step shell: expected status is 200, got 503 (1 of 1 request failed)");
  EXPECT_THAT(run.verdict.reasons,
              Contains("flow health, step health: the proxy answers, the backend behind it does "
                       "not: it is down, starting, or "
                       "overloaded: expected status is 200, got 503 (1 of 1 request failed)"));
}

TEST(GoLiveLoad, PassesInTenSecondsWithEveryJudgedObjectiveDecided) {
  GoLiveRun run("load");
  run.run();
  EXPECT_EQ(run.verdict.sentence, "PASS: all 5 flows work and 9 of 9 judged objectives hold.");
  EXPECT_EQ(run.exit, 0);
  EXPECT_EQ(run.sent, 4'008U);
  expect_objective(run, "api-p99", Judgement::pass, "1,545 requests: proves p99 < 2 s (95 %)");
  expect_objective(run, "api-p99-qr", Judgement::pass, "420 requests: proves p99 < 2 s (95 %)");
  expect_objective(run, "api-p99-admin", Judgement::pass, "700 requests: proves p99 < 2 s (95 %)");
  expect_objective(run, "api-p99-health", Judgement::pass, "420 requests: proves p99 < 2 s (95 %)");
  expect_objective(run, "page-p99", Judgement::pass, "541 requests: proves p99 < 3 s (95 %)");
  expect_objective(run, "error-rate", Judgement::pass,
                   "1,545 requests, 0 failures: proves error rate < 0.5 % (95 %)");
  expect_objective(run, "alert-5xx", Judgement::pass,
                   "4,008 requests, 0 5xx or failed: proves 5xx rate < 1 % (95 %)");
  expect_objective(run, "rollback-5xx", Judgement::not_applicable, "judged in: soak");
  expect_sums_hold(run);
}

TEST(GoLiveLoad, FailsWithTheExactCountWhereEveryFiftiethAnswerIsA500) {
  GoLiveRun run("load");
  run.faults.every_nth_500 = 50;
  run.run();
  EXPECT_EQ(run.sent, 3'814U);
  EXPECT_EQ(run.spoiled, 76U);  // 3,814 / 50
  EXPECT_EQ(run.failed(), 76U);
  EXPECT_EQ(
      run.verdict.sentence,
      "FAIL: error rate of API requests is 2.2 %, limit 0.5 %; most failures in flow qr, step "
      "script: expected status is 200, got 500 (14 of 407 requests failed). Of the rest: all "
      "5 flows work, 4 of them with failures, 6 of 9 judged objectives hold.");
  EXPECT_EQ(run.exit, 1);
  expect_objective(run, "error-rate-all", Judgement::fail,
                   "3,814 requests, 76 failures: error rate is at least 1.63 % (95 %)");
  expect_objective(run, "alert-5xx", Judgement::fail,
                   "3,814 requests, 76 5xx or failed: 5xx rate is at least 1.63 % (95 %)");
  EXPECT_THAT(
      run.verdict.reasons,
      Contains("flow qr, step light: expected status is 200, got 500 (10 of 387 requests failed)"));
  EXPECT_THAT(run.files.at("report.json"), HasSubstr("3,814 requests, 76 failures"));
  EXPECT_THAT(run.files.at("report.html"), HasSubstr("3,814 requests, 76 failures"));
  expect_sums_hold(run);
}

TEST(GoLiveLoad, CannotTellWhereItWasTooShort) {
  GoLiveRun run("load");
  run.arguments.length = 1s;
  run.run();
  EXPECT_EQ(run.verdict.sentence,
            "CANNOT TELL: p99 of API requests < 2 s is not decided: 299 requests prove p99 < 2 s; "
            "there were 159: at this rate 2 s more. Of the "
            "rest: all 5 flows work, 2 of 9 judged objectives hold.");
  EXPECT_EQ(run.exit, 3);
  expect_objective(
      run, "error-rate", Judgement::inconclusive,
      "598 requests without a failure prove error rate < 0.5 %; there were 159: at this rate "
      "4 s more");
  expect_sums_hold(run);
}

TEST(GoLiveLoad, SaysWhatWasNotChecked) {
  GoLiveRun run("load");
  run.arguments.skip = {"admin"};
  run.run();
  EXPECT_EQ(run.verdict.sentence,
            "PASS: all 4 flows work and 8 of 8 judged objectives hold; not checked: admin "
            "(--skip-flow).");
  EXPECT_EQ(run.objective("api-p99-admin").judgement, Judgement::not_applicable);
  EXPECT_EQ(run.exit, 0);
}

TEST(GoLiveLoad, IsTheSameLoadForAnyNumberOfWorkers) {
  for (const std::size_t workers : {2U, 7U}) {
    GoLiveRun run("load");
    run.workers = workers;
    run.run();
    EXPECT_EQ(run.verdict.sentence, "PASS: all 5 flows work and 9 of 9 judged objectives hold.");
    EXPECT_EQ(run.sent, 4'008U) << workers;
    expect_sums_hold(run);
  }
}

TEST(GoLiveLoad, GivesTheSameReportsToTheByteForTheSameSeed) {
  const auto reports = [](std::uint64_t seed) {
    GoLiveRun run("load");
    run.arguments.seed = seed;
    run.faults.every_nth_500 = 50;
    run.run();
    return run.files;
  };
  const auto first = reports(1);
  const auto again = reports(1);
  ASSERT_EQ(first.size(), 4U);
  for (const auto& [name, bytes] : first) {
    EXPECT_FALSE(bytes.empty()) << name;
    EXPECT_TRUE(again.at(name) == bytes) << name;
  }
  EXPECT_FALSE(reports(2) == first);
}

TEST(GoLiveReports, ShowNoneOfTheGivenSecrets) {
  for (const char* plan : {"smoke", "load"}) {
    GoLiveRun run(plan);
    run.faults.every_nth_500 = 7;
    run.run();
    for (const auto& [name, bytes] : run.files) {
      for (const char* secret : {ContractApp::kAdminToken, ContractApp::kUserToken,
                                 ContractApp::kEmail, "session-token-", "step-up-grant-"}) {
        EXPECT_EQ(bytes.find(secret), std::string::npos) << name << " shows " << secret;
      }
    }
  }
}

}  // namespace
}  // namespace slogate::support
