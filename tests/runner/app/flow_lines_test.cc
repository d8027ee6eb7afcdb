#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/app/assemble.h"
#include "tests/runner/app/measured_run.h"

namespace slogate {
namespace {

using report::State;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

Verdict holds() {
  return a_verdict(Judgement::pass, Measure::error_rate, Judgement::pass);
}
Verdict breaks() {
  return a_verdict(Judgement::fail, Measure::error_rate, Judgement::fail);
}

TEST(FlowLines, AStepWithoutFailuresPasses) {
  RunResult run = a_smoke();
  send(run, kQr, 1);
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(step_of(report, "qr", "lights").state, State::pass);
  EXPECT_EQ(flow_of(report, "qr").state, State::pass);
}

TEST(FlowLines, AnUnmetCheckFailsItsStepAndFlow) {
  RunResult run = a_smoke();
  send(run, kQr, 1, Outcome::check_failed, 500);
  const report::Report report = assemble(run, holds(), 1);
  EXPECT_EQ(step_of(report, "qr", "lights").state, State::fail);
  EXPECT_EQ(flow_of(report, "qr").state, State::fail);
}

TEST(FlowLines, ATargetThatWasNeverReachedIsAnError) {
  for (Outcome outcome :
       {Outcome::dns_not_found, Outcome::connect_refused, Outcome::tls_cert_expired}) {
    RunResult run = a_smoke();
    send(run, kQr, 1, outcome);
    const report::Report report = assemble(run, holds(), 1);
    EXPECT_EQ(step_of(report, "qr", "lights").state, State::error) << word(outcome);
    EXPECT_EQ(flow_of(report, "qr").state, State::error) << word(outcome);
    EXPECT_TRUE(step_of(report, "qr", "lights").failures.at(0).is_error) << word(outcome);
  }
}

TEST(FlowLines, ABrokenOrLateAnswerWasMeasuredAndIsAFailure) {
  for (Outcome outcome : {Outcome::http_length, Outcome::io_deadline, Outcome::body_limit}) {
    RunResult run = a_smoke();
    send(run, kQr, 1, outcome);
    EXPECT_EQ(step_of(assemble(run, holds(), 1), "qr", "lights").state, State::fail)
        << word(outcome);
  }
}

TEST(FlowLines, OneMeasuredFailureAmongErrorsIsAFailure) {
  RunResult run = a_smoke();
  send(run, kQr, 5, Outcome::connect_refused);
  send(run, kQr, 1, Outcome::check_failed, 500);
  EXPECT_EQ(step_of(assemble(run, holds(), 1), "qr", "lights").state, State::fail);
}

TEST(FlowLines, UnderLoadFailuresWithinTheirObjectiveLeaveTheStepGreenAndCounted) {
  RunResult run = a_load();
  send(run, kQr, 999);
  send(run, kQr, 1, Outcome::check_failed, 500);
  const report::Report report = assemble(run, holds(), 0);
  const report::StepLine& step = step_of(report, "qr", "lights");
  EXPECT_EQ(step.state, State::pass);
  EXPECT_EQ(step.failed, 1U);
  EXPECT_EQ(step.requests, 1'000U);
  EXPECT_EQ(flow_of(report, "qr").state, State::pass);
}

TEST(FlowLines, UnderLoadABrokenObjectiveFailsTheStepsThatFailed) {
  RunResult run = a_load();
  send(run, kQr, 999);
  send(run, kQr, 1, Outcome::check_failed, 500);
  send(run, kAuthRequest, 10);
  const report::Report report = assemble(run, breaks(), 1);
  EXPECT_EQ(step_of(report, "qr", "lights").state, State::fail);
  EXPECT_EQ(step_of(report, "auth", "request").state, State::pass);
}

TEST(FlowLines, UnderLoadAStepThatNoObjectiveCoversFailsByItself) {
  RunResult run = a_load();
  send(run, kHomeShell, 999);
  send(run, kHomeShell, 1, Outcome::check_failed, 500);
  EXPECT_EQ(step_of(assemble(run, holds(), 0), "home", "shell").state, State::fail);
}

TEST(FlowLines, AnObjectiveThatWasNotJudgedExcusesNothing) {
  RunResult run = a_load();
  send(run, kQr, 1, Outcome::check_failed, 500);
  const Verdict verdict =
      a_verdict(Judgement::pass, Measure::error_rate, Judgement::not_applicable);
  EXPECT_EQ(step_of(assemble(run, verdict, 0), "qr", "lights").state, State::fail);
}

TEST(FlowLines, ALatencyObjectiveExcusesNothing) {
  RunResult run = a_load();
  send(run, kQr, 1, Outcome::check_failed, 500);
  const Verdict verdict = a_verdict(Judgement::pass, Measure::quantile, Judgement::pass);
  EXPECT_EQ(step_of(assemble(run, verdict, 0), "qr", "lights").state, State::fail);
}

TEST(FlowLines, InSmokeNoObjectiveExcusesAFailure) {
  RunResult run = a_smoke();
  send(run, kQr, 1, Outcome::check_failed, 500);
  EXPECT_EQ(step_of(assemble(run, holds(), 1), "qr", "lights").state, State::fail);
}

TEST(FlowLines, StepsBehindAFailureWereNotReached) {
  RunResult run = a_smoke();
  send(run, kAuthRequest, 1, Outcome::check_failed, 503);
  const report::Report report = assemble(run, holds(), 1);
  const report::StepLine& step = step_of(report, "auth", "verify");
  EXPECT_EQ(step.state, State::skipped);
  EXPECT_EQ(step.reason, "not reached: an earlier step failed");
}

TEST(FlowLines, ASkippedStepTellsTheFlowsOwnWords) {
  RunResult run = a_smoke();
  send(run, kAuthRequest, 1);
  run.totals.notes = {
      {"auth", "verify", "sign-in started, not completed: no code in the answer", 1}};
  const report::Report report = assemble(run, holds(), 0);
  const report::StepLine& step = step_of(report, "auth", "verify");
  EXPECT_EQ(step.state, State::skipped);
  EXPECT_EQ(step.reason, "sign-in started, not completed: no code in the answer");
  EXPECT_EQ(flow_of(report, "auth").reason,
            "sign-in started, not completed: no code in the answer");
  EXPECT_THAT(flow_of(report, "auth").notes, IsEmpty());
  EXPECT_EQ(flow_of(report, "auth").state, State::pass);
}

TEST(FlowLines, ASkippedStepWithoutWordsSaysWhatIsKnown) {
  RunResult run = a_smoke();
  send(run, kAuthRequest, 1);
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(step_of(report, "auth", "verify").reason,
            "not sent: its condition did not hold, or the flow had ended before it");
}

TEST(FlowLines, FurtherNotesFollowTheFirstAndAreCounted) {
  RunResult run = a_load();
  send(run, kAuthRequest, 8);
  send(run, kAuthVerify, 1);
  run.totals.notes = {{"auth", "verify", "no code", 7}, {"auth", "", "token ended", 1}};
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(flow_of(report, "auth").reason, "no code (7 times)");
  EXPECT_THAT(flow_of(report, "auth").notes, ElementsAre("token ended"));
  EXPECT_EQ(step_of(report, "auth", "verify").reason, "no code (7 times)");
}

TEST(FlowLines, AFlowThatWasNotDueIsSkippedAndSaysSo) {
  RunResult run = a_load();
  run.totals.flows[1] = {};
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(flow_of(report, "auth").state, State::skipped);
  EXPECT_EQ(flow_of(report, "auth").reason, "no iteration of this flow started");
  EXPECT_EQ(step_of(report, "auth", "request").reason,
            "not reached: no iteration of this flow started");
}

TEST(FlowLines, ALeftOutFlowStandsThereWithItsReason) {
  const report::Report report = assemble(a_smoke(), holds(), 0);
  EXPECT_EQ(report.flows.size(), 4U);
  EXPECT_EQ(flow_of(report, "admin").state, State::skipped);
  EXPECT_EQ(flow_of(report, "admin").reason, "--skip-flow admin");
  EXPECT_EQ(value_of(report.not_checked, "admin"), "--skip-flow admin");
}

TEST(FlowLines, AFlowThatTheRunDidNotGetToIsNotChecked) {
  RunResult run = a_smoke();
  send(run, kHomeShell, 1);
  run.totals.flows[2] = {};
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(value_of(report.not_checked, "home"), "(absent)");
  EXPECT_EQ(value_of(report.not_checked, "qr"), "no iteration of this flow started");
}

TEST(FlowLines, ALeftOutFlowThatTheRunKnowsIsListedOnce) {
  RunResult run = a_smoke();
  run.header.not_checked = {{"qr", "the token ends during the run"}};
  run.totals.flows[2] = {};
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(report.flows.size(), 3U);
  EXPECT_EQ(flow_of(report, "qr").state, State::skipped);
  EXPECT_EQ(flow_of(report, "qr").reason, "the token ends during the run");
  EXPECT_EQ(step_of(report, "qr", "lights").reason, "left out: the token ends during the run");
}

TEST(FlowLines, IterationsThatTheEndCutOffAreTold) {
  RunResult run = a_load();
  send(run, kQr, 9);
  run.totals.flows[2] = {10, 9, 0, 1, 0};
  EXPECT_THAT(flow_of(assemble(run, holds(), 0), "qr").notes,
              Contains("cut off by the end of the run: 1 of 10 iterations"));
}

TEST(FlowLines, AFlowThatWasNeverWalkedToItsEndDoesNotPass) {
  RunResult run = a_load();
  send(run, kQr, 9);
  run.totals.flows[2] = {10, 0, 0, 10, 0};
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(flow_of(report, "qr").state, State::skipped);
  EXPECT_EQ(flow_of(report, "qr").reason, "no iteration of this flow came to its end");
  EXPECT_EQ(step_of(report, "qr", "lights").state, State::pass);
}

TEST(FlowLines, IterationsThatTheEndOfTheirFlowCutOffAreToldAsSuch) {
  RunResult run = a_load();
  send(run, kQr, 9);
  run.totals.flows[2] = {10, 9, 0, 0, 0};
  run.end.retired = {{"qr", "from 5 s on (the given token has run out)"}};
  EXPECT_THAT(flow_of(assemble(run, holds(), 0), "qr").notes,
              Contains("ended by the end of the flow: 1 of 10 iterations"));
}

TEST(FlowLines, AStepCountsWhatWasNeverSentAndWhatHadNoAnswer) {
  RunResult run = a_load();
  send(run, kQr, 9);
  send(run, kQr, 2, Outcome::scenario_render);
  run.totals.rows[kQr].unanswered = 4;
  const report::StepLine line = step_of(assemble(run, holds(), 0), "qr", "lights");
  EXPECT_EQ(line.requests, 11U);
  EXPECT_EQ(line.never_sent, 2U);
  EXPECT_EQ(line.unanswered, 4U);
}

TEST(FlowLines, AStepThatWasNeverAnsweredWasNotNotSent) {
  RunResult run = a_load();
  run.totals.rows[kQr].unanswered = 4;
  run.totals.flows[2] = {4, 0, 0, 4, 0};
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(step_of(report, "qr", "lights").state, State::skipped);
  EXPECT_EQ(step_of(report, "qr", "lights").reason, "nothing of it was measured");
  EXPECT_EQ(flow_of(report, "qr").reason,
            "no request of this flow had an answer when the run ended");
}

TEST(FlowLines, AnIterationThatFailedWithoutARequestFailsItsFlowInSmoke) {
  RunResult run = a_smoke();
  run.totals.flows[2] = {1, 0, 1, 0, 0};
  EXPECT_EQ(flow_of(assemble(run, holds(), 1), "qr").state, State::fail);
}

TEST(FlowLines, TheReadyStepIsShownOnlyWhereItFailed) {
  RunResult run = a_smoke();
  EXPECT_EQ(flow_of(assemble(run, holds(), 0), "ready").steps.size(), 0U);
  find(run, kReady, Outcome::connect_refused, 300);
  const report::Report report = assemble(run, holds(), 1);
  EXPECT_EQ(flow_of(report, "ready").title, "Waiting until the target is ready");
  EXPECT_EQ(flow_of(report, "ready").state, State::error);
  EXPECT_EQ(step_of(report, "ready", "ready").state, State::error);
}

TEST(GroupLines, ShowThePageWithItsAssets) {
  RunResult run = a_smoke();
  send(run, kHomePage, 1);
  send(run, kHomeShell, 1);
  const report::Report report = assemble(run, holds(), 0);
  const report::StepLine& page = step_of(report, "home", "page");
  EXPECT_EQ(page.request, "page with its assets");
  EXPECT_EQ(page.state, State::pass);
  EXPECT_EQ(page.response.p50, "10 ms");
}

TEST(GroupLines, NeverRepeatTheFailureOfTheirStep) {
  RunResult run = a_smoke();
  send(run, kHomePage, 1, Outcome::check_failed);
  send(run, kHomeShell, 1);
  send(run, kHomeScript, 1, Outcome::check_failed, 404);
  const report::Report report = assemble(run, holds(), 1);
  const report::StepLine& page = step_of(report, "home", "page");
  EXPECT_EQ(page.state, State::skipped);
  EXPECT_EQ(page.reason, "not measured as a whole: a step of it failed");
  EXPECT_THAT(page.failures, IsEmpty());
  EXPECT_EQ(step_of(report, "home", "script").state, State::fail);
}

TEST(StepTimes, SmokeSumsRequestsAndLoadTakesTheMedian) {
  RunResult smoke = a_smoke();
  send(smoke, kQr, 3);
  send(smoke, kQr, 1, Outcome::check_failed, 500);
  const report::Report summed = assemble(smoke, holds(), 1);
  EXPECT_FALSE(summed.load);
  EXPECT_NEAR(step_of(summed, "qr", "lights").total_seconds, 0.040, 0.0001);
  RunResult load = a_load();
  send(load, kQr, 3);
  const report::Report median = assemble(load, holds(), 0);
  EXPECT_TRUE(median.load);
  EXPECT_NEAR(step_of(median, "qr", "lights").p50_seconds, 0.010, 0.0001);
  EXPECT_EQ(step_of(median, "qr", "lights").total_seconds, 0);
}

// The run with the rows of a setup and a teardown of one step each.
RunResult with_outside(RunResult run) {
  for (const char* flow : {"setup", "teardown"}) {
    RunRow row;
    row.flow = flow;
    row.step = "tenant";
    run.header.rows.push_back(row);
    run.totals.rows.emplace_back();
  }
  return run;
}

TEST(FlowLines, ShowSetupFirstAndTeardownLast) {
  RunResult run = with_outside(a_load());
  send(run, kReady + 1, 1);
  send(run, kReady + 2, 1);
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(report.flows.front().name, "setup");
  EXPECT_EQ(report.flows.front().state, State::pass);
  EXPECT_EQ(report.flows.back().name, "teardown");
  EXPECT_EQ(report.flows.back().state, State::pass);
}

TEST(FlowLines, TellSetupAndTeardownApartFromFlows) {
  RunResult run = with_outside(a_load());
  send(run, kReady + 1, 1);
  for (const report::FlowLine& line : assemble(run, holds(), 0).flows)
    EXPECT_EQ(line.apart, line.name == "setup" || line.name == "teardown") << line.name;
}

TEST(FlowLines, AFailedTeardownFailsWhateverObjectivesAllow) {
  RunResult run = with_outside(a_load());
  send(run, kReady + 1, 1);
  send(run, kReady + 2, 1, Outcome::check_failed, 409);
  run.end.failures = {"teardown, step tenant: expected status is under 400, got 409"};
  const report::Report report = assemble(run, holds(), 1);
  EXPECT_EQ(step_of(report, "teardown", "tenant").state, State::fail);
  EXPECT_EQ(flow_of(report, "teardown").state, State::fail);
  EXPECT_EQ(flow_of(report, "setup").state, State::pass);
}

TEST(FlowLines, ASetupThatWasRepeatedUntilItHeldPasses) {
  RunResult run = with_outside(a_smoke());
  send(run, kReady + 1, 2, Outcome::check_failed, 503);
  send(run, kReady + 1, 1);
  EXPECT_EQ(flow_of(assemble(run, holds(), 0), "setup").state, State::pass);
}

TEST(FlowLines, ASkippedStepTellsItsOwnConditions) {
  RunResult run = a_smoke();
  send(run, kAuthRequest, 1);
  run.header.unsent_when.resize(run.header.rows.size());
  run.header.unsent_when[kAuthVerify] = "its condition (\"when\") did not hold";
  EXPECT_EQ(step_of(assemble(run, holds(), 0), "auth", "verify").reason,
            "not sent: its condition (\"when\") did not hold");
  run.totals.flows[1].aborted = 2;
  EXPECT_EQ(step_of(assemble(run, holds(), 0), "auth", "verify").reason,
            "not sent: its condition (\"when\") did not hold; the end of the run cut off 2 others "
            "before it");
}

TEST(FlowLines, AStepBehindOneWithoutAnswersSaysSo) {
  RunResult run = a_load();
  run.totals.flows[1] = {};
  run.totals.flows[1].started = 40;
  run.totals.flows[1].aborted = 40;
  const auto reason = [&] { return step_of(assemble(run, holds(), 0), "auth", "verify").reason; };
  EXPECT_EQ(reason(), "not reached: the end of the run cut off every iteration before it");
  run.totals.rows[kAuthRequest].unanswered = 40;
  EXPECT_EQ(reason(), "not reached: the run ended before step request had its answer");
}

TEST(FlowLines, AFlowThatTheProfileLeavesOutSaysSo) {
  RunResult run = a_load();
  run.totals.flows[1] = {};
  run.header.unplanned = {"auth"};
  EXPECT_EQ(flow_of(assemble(run, holds(), 0), "auth").reason,
            "profile " + run.header.profile + " walks no iteration of it");
}

TEST(FlowLines, AFlowThatTheVerdictNamesHasFailedWhateverItsStepsMay) {
  RunResult run = a_load();
  send(run, kAuthRequest, 30, Outcome::check_failed);
  run.totals.flows[1] = {};
  run.totals.flows[1].started = 30;
  run.totals.flows[1].failed = 30;
  Verdict verdict = holds();
  verdict.objectives.resize(1);
  verdict.objectives[0].objective.measure = Measure::error_rate;
  verdict.objectives[0].judgement = Judgement::pass;
  EXPECT_EQ(flow_of(assemble(run, verdict, 0), "auth").state, State::pass);
  verdict.failed_flows = {"auth"};
  EXPECT_EQ(flow_of(assemble(run, verdict, 1), "auth").state, State::fail);
  EXPECT_EQ(step_of(assemble(run, verdict, 1), "auth", "request").state, State::fail);
}

}  // namespace
}  // namespace slogate
