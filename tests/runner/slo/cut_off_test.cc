// Iterations that the end of a load cut off, failures that the limits allow, and stalls of a smoke.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runner/slo/run_builder.h"

namespace slogate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

RunBuilder load() {
  return RunBuilder(false)
      .requests(0, 600, 5ms)
      .requests(1, 600, 5ms)
      .iterations(0, 600, 0)
      .iterations(1, 600, 0)
      .claims(objective(Measure::error_rate, 0.01));
}

RunBuilder& cut_off(RunBuilder& run, std::size_t flow, std::uint64_t count) {
  run.result.totals.flows[flow].started += count;
  run.result.totals.flows[flow].aborted += count;
  return run;
}

constexpr const char* kCutOff =
    "40 of 1,240 iterations were cut off by the end of the run (3.23 %, at most 1 %): what they "
    "would have shown is not known; allow a longer drain";

TEST(CutOff, MoreThanOnePercentOfALoadsIterationsIsInconclusive) {
  RunBuilder run = load();
  EXPECT_EQ(cut_off(run, 0, 12).verdict().overall, Judgement::pass);
  const Verdict v = cut_off(run, 0, 28).verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_THAT(v.reasons, ElementsAre(kCutOff));
}

TEST(CutOff, AFlowOfWhichNothingCameToItsEndIsNamed) {
  RunBuilder run = load().iterations(1, 0, 0);
  const Verdict v = cut_off(run, 1, 1).verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_THAT(v.reasons, ElementsAre("flow admin: none of 1 iteration came to its end"));
}

TEST(CutOff, AFailStaysAFailAndTellsBoth) {
  RunBuilder run = load().requests(0, 60, 5ms, Outcome::check_failed, 500);
  const Verdict v = cut_off(run, 0, 40).verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_EQ(v.reasons.back(), kCutOff);
}

TEST(CutOff, AnInterruptedRunSaysThatInstead) {
  RunBuilder run = load();
  cut_off(run, 0, 40);
  run.result.end.kind = RunEndKind::sigint;
  EXPECT_THAT(run.verdict().reasons,
              ElementsAre("the run was ended by SIGINT before its plan was over"));
}

TEST(CutOff, ARunThatAStepEndedSaysThatInstead) {
  RunBuilder run = load();
  cut_off(run, 0, 40);
  run.result.end.early = "flow public, step read failed: the run ends with it";
  run.result.end.failures = {run.result.end.early};
  EXPECT_THAT(run.verdict().reasons, ElementsAre(run.result.end.early));
}

TEST(CutOff, IterationsThatTheirFlowsEndEndedAreNoneOfThem) {
  RunBuilder run = load();
  run.result.totals.flows[0].started += 40;
  EXPECT_EQ(run.verdict().overall, Judgement::pass);
}

TEST(Verdict, NothingCheckedIsNoPass) {
  const Verdict v =
      RunBuilder(false).requests(0, 600, 5ms).iterations(0, 0, 0).iterations(1, 0, 0).verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_THAT(v.reasons, ElementsAre("nothing was checked: no flow was walked"));
}

TEST(Verdict, FailuresWithinTheLimitsFollowWhatDecides) {
  Objective of_admin = objective(Measure::error_rate, 0.01);
  of_admin.over.flow = "admin";
  Objective of_public = objective(Measure::error_rate, 0.2);
  of_public.over.flow = "public";
  RunBuilder run = RunBuilder(false)
                       .requests(0, 600, 5ms)
                       .requests(1, 600, 5ms)
                       .claims(of_admin)
                       .claims(of_public)
                       .requests(0, 60, 5ms, Outcome::check_failed, 500)
                       .requests(1, 60, 5ms, Outcome::check_failed, 500);
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_THAT(v.reasons,
              ElementsAre("error rate of requests of flow admin is 9.09 %, limit 1 %",
                          "flow admin, step grant: assert.check (60 of 660 requests failed)",
                          "within the limits: flow public, step read: assert.check (60 of 660 "
                          "requests failed)"));
}

TEST(Verdict, NamesTheFlowsThatFailItWhateverTheObjectivesAllow) {
  RunBuilder run = load().iterations(1, 0, 3).requests(1, 3, 5ms, Outcome::check_failed, 500);
  const Verdict v = run.verdict();
  EXPECT_EQ(v.overall, Judgement::fail);
  EXPECT_THAT(v.failed_flows, ElementsAre("admin"));
  EXPECT_THAT(v.reasons,
              ElementsAre("flow admin: none of 3 iterations succeeded",
                          "flow admin, step grant: assert.check (3 of 603 requests failed)"));
  EXPECT_THAT(load().verdict().failed_flows, IsEmpty());
}

TEST(Verdict, AnObjectiveOverAFlowThatTheProfileLeavesOutSaysSo) {
  RunBuilder run = RunBuilder(false).requests(0, 600, 5ms).iterations(1, 0, 0);
  Objective of_admin = objective(Measure::error_rate, 0.01);
  of_admin.over.flow = "admin";
  run.claims(of_admin).result.header.unplanned = {"admin"};
  EXPECT_THAT(
      run.verdict().reasons,
      ElementsAre("error rate of requests of flow admin < 1 % is not decided: profile load walks "
                  "no iteration "
                  "of flow admin: give the flow a share in it, or name in the objective's \"in\" "
                  "only profiles that walk it"));
}

TEST(GeneratorTrouble, AStallOfASmokeIsNoneUnlessALatencyIsJudged) {
  RunBuilder run = RunBuilder(true).requests(0, 3, 5ms).requests(1, 3, 5ms);
  run.result.totals.stopped_ns = 1'620'000'000;
  run.result.totals.cpu_us = 1'700'000;
  EXPECT_EQ(run.verdict().overall, Judgement::pass);
  const Verdict v = run.claims(api_p99()).verdict();
  EXPECT_EQ(v.overall, Judgement::inconclusive);
  EXPECT_THAT(v.reasons,
              ElementsAre("the generator stood still for 1.62 s (busy with its own work, such as "
                          "checks of large bodies): make its checks cheaper, or use a faster "
                          "machine"));
}

}  // namespace
}  // namespace slogate
