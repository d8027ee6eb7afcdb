#include "runner/app/assemble.h"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/app/measured_run.h"

namespace slogate {
namespace {

using report::State;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

Verdict holds() {
  return a_verdict(Judgement::pass, Measure::error_rate, Judgement::pass);
}
Verdict breaks() {
  return a_verdict(Judgement::fail, Measure::error_rate, Judgement::fail);
}

TEST(Assemble, TellsAWholeLoadRunInReadingOrder) {
  RunResult run = a_load();
  run.header.waited_ready_ns = 2'500'000'000;
  run.totals.cpu_us = 3'400'000;
  run.totals.stopped_ns = 20'000'000;
  run.totals.flows[2] = {320, 315, 4, 1, 6};
  run.totals.dispatch_lag.record(40us);
  run.totals.wait_for_user.record(3ms);
  run.totals.notes = {{"auth", "verify", "no code in the answer", 320}};
  send(run, kHomePage, 320);
  send(run, kHomeShell, 320);
  send(run, kHomeScript, 640);
  send(run, kAuthRequest, 320);
  send(run, kQr, 316);
  send(run, kQr, 3, Outcome::check_failed, 502);
  send(run, kQr, 1, Outcome::connect_refused);
  find(run, kQr, Outcome::check_failed, 3.25);
  const std::string text = dump(assemble(run, holds(), 0));
  const std::string golden = std::string(SLOGATE_SOURCE_DIR) + "/tests/runner/app/golden/load.txt";
  std::ifstream in(golden);
  EXPECT_EQ(text, std::string(std::istreambuf_iterator<char>(in), {})) << "golden file: " << golden;
}

TEST(Assemble, GivesTheSameReportTwice) {
  RunResult run = a_smoke();
  send(run, kAuthRequest, 1, Outcome::check_failed, 502);
  find(run, kAuthRequest, Outcome::check_failed, 1);
  EXPECT_EQ(dump(assemble(run, breaks(), 1)), dump(assemble(run, breaks(), 1)));
}

TEST(Assemble, CountsRequestsAndNotGroups) {
  RunResult run = a_load();
  send(run, kHomePage, 5);
  send(run, kHomeShell, 5);
  send(run, kHomeScript, 9);
  send(run, kHomeScript, 1, Outcome::check_failed, 404);
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(value_of(report.facts, "requests"), "15");
  EXPECT_EQ(value_of(report.facts, "failed requests"), "1");
  EXPECT_EQ(value_of(report.facts, "error rate"), "6.67 %");
  EXPECT_EQ(value_of(report.facts, "requests per second"), "1.5");
}

TEST(Assemble, SaysThatThereIsNoDataInsteadOfZeroPercent) {
  const report::Report report = assemble(a_load(), holds(), 3);
  EXPECT_EQ(value_of(report.facts, "error rate"), "no data");
  EXPECT_EQ(value_of(report.generator, "dispatch lag p99"), "no data");
  EXPECT_EQ(value_of(report.generator, "wait for a user p99"), "no data");
}

TEST(Assemble, TellsDroppedIterationsAsAShareOfThoseThatWereDue) {
  RunResult run = a_load();
  run.totals.flows[0] = {95, 95, 0, 0, 5};
  run.totals.flows[1] = run.totals.flows[2] = {};
  EXPECT_EQ(value_of(assemble(run, holds(), 0).generator, "dropped iterations"), "5 of 100 (5 %)");
}

TEST(Assemble, TellsTroubleOfTheGeneratorOnlyWhereThereWasAny) {
  RunResult run = a_load();
  const report::Report calm = assemble(run, holds(), 0);
  EXPECT_EQ(value_of(calm.generator, "stood still"), "(absent)");
  EXPECT_EQ(value_of(calm.generator, "answers with bytes after their end"), "(absent)");
  run.totals.stopped_ns = 1'500'000'000;
  run.totals.rows[kQr].extra_bytes = 3;
  run.totals.rows[kQr].stale_retries = 2;
  run.totals.rows[kQr].response.record(2h);
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(value_of(report.generator, "stood still"), "1.5 s (stopped or starved)");
  EXPECT_EQ(value_of(report.generator, "answers with bytes after their end"), "3");
  EXPECT_EQ(value_of(report.generator, "requests repeated because the kept connection was closed"),
            "2");
  EXPECT_EQ(value_of(report.generator, "times over one hour, counted as one hour"), "1");
}

TEST(Assemble, TellsTheCpuOfEachWorkerWhereItIsKnown) {
  RunResult run = a_load();
  EXPECT_EQ(value_of(assemble(run, holds(), 0).generator, "CPU by worker"), "(absent)");
  run.totals.end_ns = 10'000'000'000;
  run.totals.workers = {{9'800'000, 0, 0, 0}, {4'300'000, 0, 0, 0}};
  EXPECT_EQ(value_of(assemble(run, holds(), 0).generator, "CPU by worker"), "98 %, 43 %");
  run.totals.workers.resize(256);
  EXPECT_EQ(value_of(assemble(run, holds(), 0).generator, "CPU by worker"),
            "98 %, 43 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 %, 0 % and "
            "240 more");
}

TEST(Assemble, WarnsOfAWorkerAtItsLimitUnlessTheVerdictSaysIt) {
  RunResult run = a_load();
  send(run, kQr, 10);
  run.totals.workers = {{9'800'000, 0, 5'000'000, 4'950'000}};
  EXPECT_THAT(assemble(run, holds(), 0).warnings,
              ElementsAre("The generator was at its limit, so the target may be faster than these "
                          "numbers: worker 1 was at 99 % CPU for 5 s: use --workers 2, or more "
                          "shards."));
  Verdict told = holds();
  told.reasons.push_back("late: worker 1 was at 99 % CPU for 5 s: use --workers 2, or more shards");
  EXPECT_THAT(assemble(run, told, 3).warnings, testing::IsEmpty());
  run.totals.workers[0].full_us = 800'000;
  EXPECT_THAT(assemble(run, holds(), 0).warnings, testing::IsEmpty());
}

TEST(Assemble, CarriesObjectivesWithTheirPlaceAndWords) {
  const report::Report report = assemble(a_load(), breaks(), 1);
  ASSERT_EQ(report.objectives.size(), 1U);
  const report::ObjectiveLine& line = report.objectives[0];
  EXPECT_EQ(line.state, State::fail);
  EXPECT_EQ(line.claim, "error rate < 0.5 %");
  EXPECT_EQ(line.scope, "API requests");
  EXPECT_EQ(line.decision, "confident");
  EXPECT_EQ(line.measured, "0.1 %");
  EXPECT_EQ(line.bound, "at most 0.4 % (95 %)");
  EXPECT_EQ(line.wilson, "0.02 % to 0.6 %");
  EXPECT_EQ(line.effective_samples, 700U);
  EXPECT_EQ(line.looks, 12U);
  EXPECT_EQ(line.separate_windows, 2U);
  EXPECT_EQ(line.evidence, "960 requests; first; second");
  EXPECT_EQ(line.file, "suite.json");
  EXPECT_EQ(line.line, 70);
  EXPECT_EQ(report.verdict, State::fail);
  EXPECT_EQ(report.exit_code, 1);
}

TEST(Assemble, WarnsOfAFailThatChanceMayHaveFound) {
  Verdict verdict = breaks();
  EXPECT_THAT(assemble(a_load(), verdict, 1).warnings, testing::Not(Contains(HasSubstr("chance"))));
  verdict.objectives[0].may_be_chance = true;
  EXPECT_THAT(
      assemble(a_load(), verdict, 1).warnings,
      Contains(
          "The objective api-errors was looked at 12 times: one window of about 2 separate "
          "ones may be over the limit by chance, and the one that confirmed it is not clear of "
          "that. Run again, for a length that you choose before."));
}

TEST(Assemble, KeepsTheFourWordsOfAnObjectiveApart) {
  const auto state = [](Judgement judgement) {
    const Verdict verdict = a_verdict(Judgement::pass, Measure::max, judgement);
    return assemble(a_load(), verdict, 0).objectives[0].state;
  };
  EXPECT_EQ(state(Judgement::pass), State::pass);
  EXPECT_EQ(state(Judgement::fail), State::fail);
  EXPECT_EQ(state(Judgement::inconclusive), State::inconclusive);
  EXPECT_EQ(state(Judgement::not_applicable), State::not_applicable);
}

TEST(Assemble, SaysThatAFileWithoutAnEndRecordMayLackItsLog) {
  RunResult run = a_load();
  run.end.kind = RunEndKind::none;
  const report::Report report = assemble(run, holds(), 3);
  EXPECT_FALSE(report.complete);
  EXPECT_THAT(
      report.warnings,
      ElementsAre(
          "This run file has no end record: the run was killed or is still going on, or run.db was "
          "copied without the run.db-wal beside it. How much is missing cannot be told from the "
          "file; "
          "copy both files together."));
  EXPECT_EQ(value_of(report.facts, "ended"), "without an end record");
}

TEST(Assemble, NamesTheSignalThatEndedARun) {
  RunResult run = a_load();
  run.end.kind = RunEndKind::sigterm;
  EXPECT_THAT(
      assemble(run, holds(), 143).warnings,
      ElementsAre(
          "The run was ended by SIGTERM before its plan was over: this is what was measured until "
          "then."));
  run.end.kind = RunEndKind::sigint;
  EXPECT_THAT(
      assemble(run, holds(), 130).warnings,
      ElementsAre(
          "The run was ended by SIGINT before its plan was over: this is what was measured until "
          "then."));
}

TEST(Assemble, SaysWhyARunBrokeOffBeforeItsOtherWarnings) {
  RunResult run = a_load();
  run.end.kind = RunEndKind::failed;
  run.end.error = "cannot write the run file: database or disk is full";
  run.end.warnings = {"descriptors ran short"};
  EXPECT_THAT(assemble(run, holds(), 4).warnings,
              ElementsAre("The run broke off: cannot write the run file: database or disk is full",
                          "descriptors ran short"));
}

TEST(Assemble, WarnsOfAStepThatNeverSucceededWithinTheObjectives) {
  RunResult run = a_load();
  send(run, kQr, 5'000);
  send(run, kAuthRequest, 4, Outcome::rate_limited, 429);
  EXPECT_THAT(
      assemble(run, holds(), 0).warnings,
      ElementsAre(
          "No request of auth / request succeeded (4 of 4 failed), which the objectives allow."));
}

TEST(Assemble, TellsWhatTheServersLogLacksAndWhatItHasBesides) {
  RunResult run = a_load();
  send(run, kQr, 500);
  EXPECT_EQ(value_of(assemble(run, holds(), 0).facts, "of these never sent"), "(absent)");
  EXPECT_EQ(value_of(assemble(run, holds(), 0).facts, "not counted: no answer when the run ended"),
            "(absent)");
  send(run, kAuthRequest, 3, Outcome::scenario_render);
  send(run, kAuthRequest, 2, Outcome::connect_refused);
  send(run, kAuthRequest, 4, Outcome::io_reset);
  run.totals.rows[kQr].unanswered = 4;
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(value_of(report.facts, "requests"), "509");
  EXPECT_EQ(value_of(report.facts, "failed requests"), "9");
  EXPECT_EQ(value_of(report.facts, "of these never sent"), "5");
  EXPECT_EQ(value_of(report.facts, "not counted: no answer when the run ended"), "4");
}

TEST(Assemble, WarnsWhereOverOnePercentHadNoAnswerWhenTheRunEnded) {
  RunResult run = a_load();
  send(run, kQr, 990);
  run.totals.rows[kQr].unanswered = 10;
  EXPECT_THAT(assemble(run, holds(), 0).warnings, ElementsAre());
  run.totals.rows[kQr].unanswered = 11;
  EXPECT_THAT(
      assemble(run, holds(), 0).warnings,
      ElementsAre("11 of 1001 requests (1.1 %) had no answer when the run ended: they are in no "
                  "latency and no rate, so the target may be slower than these numbers. A longer "
                  "\"drain\" in the profile lets them come to their end."));
}

TEST(Assemble, WarnsOfAStepOfWhichNothingWasAnswered) {
  RunResult run = a_load();
  send(run, kQr, 990);
  run.totals.rows[kAuthRequest].unanswered = 1;
  EXPECT_THAT(
      assemble(run, holds(), 0).warnings,
      ElementsAre(testing::StartsWith(
          "1 of 991 requests (0.1009 %) had no answer when the run ended, among them all of "
          "auth / request: they are in no latency")));
}

TEST(Assemble, SaysWhyARunWasOverBeforeItsTime) {
  RunResult run = a_load();
  send(run, kQr, 990);
  run.header.planned_ns = 600'000'000'000;
  run.end.early = "every flow had come to the end of its rows after 10 s";
  const report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(value_of(report.facts, "ended"),
            "before its time: every flow had come to the end of its rows after 10 s");
  EXPECT_THAT(report.warnings,
              ElementsAre("The run lasted 10 s of 10 min only: every flow had come to the end of "
                          "its rows after 10 s."));
  EXPECT_TRUE(report.complete);
}

TEST(Assemble, AStallOfASmokeIsANote) {
  RunResult run = a_smoke();
  send(run, kQr, 1);
  run.totals.stopped_ns = 1'620'000'000;
  run.totals.cpu_us = 1'700'000;
  EXPECT_THAT(assemble(run, holds(), 0).warnings,
              ElementsAre("The generator stood still for 1.62 s (busy with its own work, such as "
                          "checks of large bodies): the times of this run may hold that."));
}

TEST(Assemble, SaysWhatTheWarmUpLeftOut) {
  RunResult run = a_load();
  EXPECT_EQ(value_of(assemble(run, holds(), 0).facts, "warm-up"), "(absent)");
  RunResult warm = a_load();
  send(warm, kQr, 1'234);
  run.warm_up = warm.totals;
  run.warm_up.begin_ns = 2'000'000'000;
  run.warm_up.end_ns = 7'000'000'000;
  run.end.duration_ns = 15'000'000'000;
  send(run, kQr, 500);
  report::Report report = assemble(run, holds(), 0);
  EXPECT_EQ(value_of(report.facts, "warm-up"), "5 s left out: 1,234 requests");
  EXPECT_EQ(value_of(report.facts, "requests"), "500");
  EXPECT_EQ(value_of(report.facts, "requests per second"), "50.0");
  send(warm, kQr, 3, Outcome::io_reset);
  run.warm_up.rows = warm.totals.rows;
  report = assemble(run, holds(), 0);
  EXPECT_EQ(value_of(report.facts, "warm-up"), "5 s left out: 1,237 requests, 3 of them failed");
}

}  // namespace
}  // namespace slogate
