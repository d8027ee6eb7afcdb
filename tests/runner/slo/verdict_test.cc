#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/slo/run_builder.h"

namespace slogate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

RunBuilder good_smoke() {
  return RunBuilder(true).requests(0, 3, 5ms).requests(1, 3, 5ms);
}
RunBuilder good_load() {
  return RunBuilder(false)
      .requests(0, 600, 5ms)
      .requests(1, 600, 5ms)
      .claims(api_p99())
      .claims(objective(Measure::error_rate, 0.005));
}

TEST(Verdict, AGoodSmokePasses) {
  const Verdict v = good_smoke().claims(api_p99()).verdict();
  EXPECT_EQ(v.overall, Judgement::pass);
  EXPECT_EQ(v.sentence, "PASS: all 2 flows work and 1 of 1 judged objective holds.");
  EXPECT_THAT(v.reasons, ElementsAre("all 2 flows work", "p99 of API requests is 5 ms, limit 2 s"));
}

TEST(Verdict, AGoodLoadPasses) {
  const Verdict v = good_load().verdict();
  EXPECT_EQ(v.overall, Judgement::pass);
  EXPECT_EQ(v.sentence, "PASS: all 2 flows work and 2 of 2 judged objectives hold.");
}

TEST(Verdict, SaysWhatWasNotChecked) {
  RunBuilder run = good_smoke();
  run.result.header.not_checked.push_back({"billing", "--skip-flow billing"});
  EXPECT_EQ(run.verdict().sentence,
            "PASS: all 2 flows work and no objective was judged; not checked: billing (--skip-flow "
            "billing).");
}

TEST(Verdict, ObjectivesThatDoNotApplyHaveNoInfluence) {
  Objective elsewhere = api_p99();
  elsewhere.in = {"soak"};
  EXPECT_EQ(good_smoke().claims(elsewhere).verdict().overall, Judgement::pass);
}

TEST(Verdict, OneFailedRequestFailsASmokeAndIsNamed) {
  const Verdict v = good_smoke()
                        .requests(1, 3, 1ms, Outcome::check_failed, 502)
                        .finding(1, "status is 200", "502")
                        .iterations(1, 0, 3)
                        .verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_THAT(
      v.reasons,
      ElementsAre(
          "flow admin, step grant: expected status is 200, got 502 (3 of 6 requests failed)"));
  EXPECT_EQ(v.sentence,
            "FAIL: flow admin, step grant: expected status is 200, got 502 (3 of 6 requests "
            "failed). Of the rest: "
            "1 of 2 flows works, no objective was judged.");
}

TEST(Verdict, AFindingWithoutAFailedRequestFailsASmoke) {
  const Verdict v = good_smoke().finding(0, "the exact disclaimer", "another text").verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_THAT(
      v.reasons,
      ElementsAre("flow public, step read: expected the exact disclaimer, got another text"));
}

TEST(Verdict, AFindingsOwnWordsComeFirst) {
  RunBuilder run = good_smoke().finding(0, "status is 200", "502");
  run.result.totals.findings[0].because = "the backend is stopped";
  EXPECT_THAT(
      run.verdict().reasons,
      ElementsAre(
          "flow public, step read: the backend is stopped: expected status is 200, got 502"));
}

TEST(Verdict, AFailedRequestWithoutAFindingIsNamedByItsOutcome) {
  const Verdict v = good_smoke().requests(0, 1, 1ms, Outcome::connect_refused, 0).verdict();
  EXPECT_THAT(v.reasons,
              ElementsAre("flow public, step read: connect.refused (1 of 4 requests failed)"));
}

TEST(Verdict, AFailedIterationFailsASmokeEvenWithoutAFailedRequest) {
  const Verdict v = good_smoke().iterations(1, 2, 1).verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_THAT(v.reasons, ElementsAre("flow admin: 1 of 3 iterations failed"));
}

TEST(Verdict, TheReadyStepsFailuresAreNotTheRuns) {
  EXPECT_EQ(good_smoke().requests(4, 20, 1ms, Outcome::connect_refused, 0).verdict().overall,
            Judgement::pass);
}

TEST(Verdict, WhatFailedTheRunAsAWholeComesFirst) {
  RunBuilder run = good_load();
  run.result.end.failures = {"the target was not ready within 5 min"};
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_EQ(v.reasons.front(), "the target was not ready within 5 min");
}

TEST(Verdict, UnderLoadAFailedRequestAloneIsNoFail) {
  const Verdict v = good_load().requests(0, 1, 1ms, Outcome::check_failed, 500).verdict();
  EXPECT_EQ(v.overall, Judgement::pass);
}

TEST(Verdict, ALoadThatNoObjectiveJudgesFailsByAFailedRequest) {
  const Verdict v = RunBuilder(false)
                        .requests(0, 600, 5ms)
                        .requests(1, 600, 5ms)
                        .requests(1, 1, 1ms, Outcome::check_failed, 502)
                        .finding(1, "status is 200", "502")
                        .verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_THAT(v.reasons.front(), ::testing::HasSubstr("status is 200"));
}

TEST(Verdict, AFlowThatNeverWorkedFailsALoadWhateverItsObjectivesSay) {
  Objective lenient = objective(Measure::error_rate, 0.9);
  const Verdict v = RunBuilder(false)
                        .requests(0, 6000, 5ms)
                        .requests(1, 600, 1ms, Outcome::check_failed, 500)
                        .finding(1, "status is 200", "500")
                        .iterations(1, 0, 600)
                        .claims(lenient)
                        .verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_THAT(v.reasons.front(), ::testing::HasSubstr("none of 600 iterations succeeded"));
}

TEST(Verdict, AFailedObjectiveFailsTheRunAndTheStepsBehindItFollow) {
  const Verdict v = good_load()
                        .requests(1, 24, 1ms, Outcome::check_failed, 500)
                        .finding(1, "status is 200", "500")
                        .verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_THAT(
      v.reasons,
      ElementsAre(
          "error rate of all requests is 1.96 %, limit 0.5 %",
          "flow admin, step grant: expected status is 200, got 500 (24 of 624 requests failed)"));
}

TEST(Verdict, ASlowTargetFailsInWords) {
  const Verdict v = good_load().requests(0, 100, 2400ms).verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_EQ(v.reasons.front(), "p99 of API requests is 2.4 s, limit 2 s");
}

TEST(Verdict, AnUndecidedObjectiveIsInconclusive) {
  const Verdict v =
      RunBuilder(false).requests(0, 120, 5ms).requests(1, 1, 5ms).claims(api_p99()).verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_EQ(v.sentence,
            "CANNOT TELL: p99 of API requests < 2 s is not decided: 299 requests prove p99 < 2 s; "
            "there were 121: at this rate 15 s more. "
            "Of the rest: all 2 flows work, 0 of 1 judged objectives hold.");
}

TEST(Verdict, NoRequestIsInconclusive) {
  const Verdict v = RunBuilder(false).iterations(0, 0, 0).iterations(1, 0, 0).verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_THAT(v.reasons, ElementsAre("no request is recorded"));
}

TEST(Verdict, RequestsWithoutAnAnswerAreNoneThatAreRecorded) {
  RunBuilder run = RunBuilder(false).iterations(0, 0, 0).iterations(1, 0, 0);
  run.result.totals.rows[0].unanswered = 1'200;
  run.result.totals.flows[0].started = 1'200;
  run.result.totals.flows[0].aborted = 1'200;
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_EQ(
      v.sentence,
      "CANNOT TELL: no request is recorded: 1,200 requests had no answer when the run ended. "
      "Of the rest: no flow was walked to its end, no objective was judged; not tried: admin; "
      "not walked to the end: public.");
}

TEST(Verdict, RequestsWithoutAnAnswerChangeNothingElse) {
  RunBuilder run = RunBuilder(false).requests(0, 300, 5ms).requests(1, 300, 5ms);
  run.result.totals.rows[0].unanswered = 50;
  EXPECT_EQ(run.verdict().overall, Judgement::pass);
}

TEST(Verdict, ASmokeThatDidNotWalkEveryFlowIsInconclusive) {
  const Verdict v = RunBuilder(true).requests(0, 3, 5ms).iterations(1, 0, 0).verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_EQ(v.sentence,
            "CANNOT TELL: flow admin was not walked to its end. Of the rest: the flow works, no "
            "objective was judged; not tried: admin.");
}

TEST(Verdict, MoreThanOnePercentOfDroppedIterationsIsInconclusive) {
  RunBuilder run = good_load().iterations(0, 990, 0).iterations(1, 0, 0);
  run.result.totals.flows[0].dropped = 10;
  EXPECT_EQ(run.verdict().overall, Judgement::pass);
  run.result.totals.flows[0].dropped = 110;
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_THAT(v.reasons, ElementsAre("110 of 1,100 iterations were dropped (10 %, at most 1 %): "
                                     "allow more users, or lower the rate"));
  run.result.end.kind = RunEndKind::sigint;
  EXPECT_THAT(run.verdict().reasons.back(), ::testing::HasSubstr("were dropped (10 %"));
  run.point(0s, 1s, 10, 0).result.series.back().flows[0].dropped = 110;
  EXPECT_THAT(run.verdict().reasons.back(),
              ::testing::HasSubstr("were due and not started when the run ended"));
}

TEST(GeneratorTrouble, LateStartsTurnAPassIntoInconclusive) {
  RunBuilder run = good_load();
  for (int i = 0; i < 100; ++i) run.result.totals.dispatch_lag.record(35ms);
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_THAT(
      v.reasons,
      ElementsAre(
          "the generator started iterations late (dispatch lag p99 35 ms, at most 20 ms): use "
          "a faster or less busy machine, more workers, or a lower rate"));
}

TEST(GeneratorTrouble, TheTightestJudgedLatencyLimitSaysHowLateIsTooLate) {
  RunBuilder run = good_load();
  for (int i = 0; i < 100; ++i) run.result.totals.dispatch_lag.record(15ms);
  EXPECT_EQ(run.verdict().overall, Judgement::pass);  // 1 % of 2 s
  Objective tight = api_p99();
  tight.limit = 1;
  EXPECT_EQ(run.claims(tight).verdict().overall, Judgement::inconclusive);  // 10 ms at least
}

TEST(GeneratorTrouble, AFailByLateStartsAloneIsInconclusive) {
  RunBuilder run = good_load().requests(0, 200, 5ms, Outcome::ok, 200, 3s);
  for (int i = 0; i < 100; ++i) run.result.totals.dispatch_lag.record(3s);
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_EQ(v.objectives[0].judgement, Judgement::inconclusive);
  EXPECT_EQ(v.objectives[0].evidence,
            "1,400 requests: p99 is at least 3.01 s (95 %); over the limit, but the generator "
            "started iterations late, and "
            "service time alone does not show it");
}

TEST(GeneratorTrouble, AFailThatServiceTimeShowsTooStands) {
  RunBuilder run = good_load().requests(0, 200, 3s);
  for (int i = 0; i < 100; ++i) run.result.totals.dispatch_lag.record(3s);
  EXPECT_EQ(run.verdict().overall, Judgement::fail);
}

TEST(GeneratorTrouble, StoppedTimeTurnsAPassIntoInconclusive) {
  RunBuilder run = good_load();
  run.result.totals.stopped_ns = 3'000'000'000;
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_THAT(v.reasons, ElementsAre("the generator stood still for 3 s (stopped or starved): let "
                                     "it run on a machine that has "
                                     "a core to spare"));
}

TEST(GeneratorTrouble, AFailByLatencyAloneInAStoppedRunIsInconclusive) {
  RunBuilder run = good_load().requests(0, 200, 3s);
  run.result.totals.stopped_ns = 3'000'000'000;
  EXPECT_EQ(run.verdict().overall, Judgement::inconclusive);
}

TEST(GeneratorTrouble, AnErrorRateThatFailsOutsideStoppedTimeStands) {
  RunBuilder run = good_load().requests(0, 100, 1ms, Outcome::check_failed, 500);
  run.point(0s, 5s, 650, 50).point(5s, 5s, 650, 50, 3'000'000'000);
  run.result.totals.stopped_ns = 3'000'000'000;
  EXPECT_EQ(run.verdict().overall, Judgement::fail);
}

TEST(GeneratorTrouble, RequestsWithoutADescriptorNeverFailARun) {
  const Verdict v = good_load().requests(0, 100, 1ms, Outcome::connect_exhausted, 0).verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_EQ(v.reasons.front(),
            "100 requests found no free descriptor or port on the generator: raise its limit of "
            "open files, or use "
            "fewer users");
  EXPECT_EQ(good_smoke().requests(0, 1, 1ms, Outcome::connect_exhausted, 0).verdict().overall,
            Judgement::inconclusive);
}

TEST(GeneratorTrouble, NeverTurnsAFailIntoAPass) {
  RunBuilder run = good_load().requests(0, 100, 1ms, Outcome::check_failed, 500);
  for (int i = 0; i < 100; ++i) run.result.totals.dispatch_lag.record(3s);
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_EQ(v.reasons.front(), "error rate of all requests is 7.69 %, limit 0.5 %");
}

TEST(UnfinishedRun, WithoutAnEndRecordIsAtBestInconclusiveAndSaysWhy) {
  RunBuilder run = good_load();
  run.result.end = {};
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_THAT(
      v.reasons,
      ElementsAre(
          "the run file has no end record: the run was killed, or run.db was copied without "
          "its run.db-wal"));
  EXPECT_EQ(exit_code(v, run.result.end, false), 3);
}

TEST(UnfinishedRun, AFailStaysAFail) {
  RunBuilder run = good_load().requests(0, 200, 3s);
  run.result.end.kind = RunEndKind::sigterm;
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_EQ(v.reasons.back(), "the run was ended by SIGTERM before its plan was over");
  EXPECT_EQ(exit_code(v, run.result.end, true), 143);
  EXPECT_EQ(exit_code(v, run.result.end, false), 1);
}

TEST(UnfinishedRun, SaysWhatBrokeItOff) {
  RunBuilder run = good_load();
  run.result.end.kind = RunEndKind::failed;
  run.result.end.error = "no space left on the disk";
  const Verdict v = run.verdict();
  EXPECT_THAT(v.reasons, ElementsAre("the run broke off: no space left on the disk"));
  EXPECT_EQ(exit_code(v, run.result.end, true), 4);
}

TEST(ExitCode, FollowsTheVerdictOfACompleteRun) {
  RunEnd end;
  end.kind = RunEndKind::complete;
  Verdict v;
  v.overall = Judgement::pass;
  EXPECT_EQ(exit_code(v, end, true), 0);
  v.overall = Judgement::fail;
  EXPECT_EQ(exit_code(v, end, true), 1);
  v.overall = Judgement::inconclusive;
  EXPECT_EQ(exit_code(v, end, true), 3);
}

TEST(ExitCode, OfAnInterruptedRunIsTheSignalsWhileLive) {
  RunEnd end;
  end.kind = RunEndKind::sigint;
  EXPECT_EQ(exit_code(Verdict{}, end, true), 130);
  EXPECT_EQ(exit_code(Verdict{}, end, false), 3);
}

TEST(Verdict, TheSameResultGivesTheSameVerdict) {
  const RunBuilder run = good_load().requests(1, 24, 1ms, Outcome::check_failed, 500);
  EXPECT_EQ(run.verdict().sentence, run.verdict().sentence);
  EXPECT_EQ(run.verdict().reasons, run.verdict().reasons);
}

TEST(Verdict, AnEmptyResultIsJudgedAndNotAPass) {
  const Verdict v = judge(RunResult{});
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_THAT(v.objectives, IsEmpty());
}

// The good load with a setup whose only request failed and a teardown that took an hour.
RunBuilder load_with_outside() {
  RunBuilder run = good_load();
  run.result.header.rows.push_back(RunBuilder::row("setup", "make", "", {"api"}));
  run.result.header.rows.push_back(RunBuilder::row("teardown", "drop", "", {"api"}));
  run.result.totals.rows.resize(7);
  run.requests(5, 600, 5ms, Outcome::check_failed, 503).requests(6, 600, 1h);
  return run;
}

TEST(Verdict, LooksAtNoRequestOfSetupAndTeardown) {
  const Verdict v = load_with_outside().verdict();
  EXPECT_EQ(v.overall, Judgement::pass);
  EXPECT_EQ(v.sentence, "PASS: all 2 flows work and 2 of 2 judged objectives hold.");
}

TEST(Verdict, FailsByASetupOrTeardownThatFailed) {
  RunBuilder run = load_with_outside();
  run.result.end.failures = {"teardown, step drop: expected status is under 400, got 409"};
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_EQ(v.reasons.front(), "teardown, step drop: expected status is under 400, got 409");
  EXPECT_EQ(exit_code(v, run.result.end, true), 1);
}

TEST(Verdict, SaysWhereAllRequestsWereOfTheWarmUp) {
  RunBuilder run(false);
  run.iterations(0, 0, 0).iterations(1, 0, 0);
  run.result.warm_up = Interval(5, 2);
  run.result.warm_up.end_ns = 5'000'000'000;
  EXPECT_EQ(run.verdict().overall, Judgement::inconclusive);
  EXPECT_EQ(run.verdict().reasons.front(), "no request is recorded behind the warm-up");
}

}  // namespace
}  // namespace slogate
