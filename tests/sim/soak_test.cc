// A day in seconds: the shipped soak on virtual time, with an outage by the clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/go_live_run.h"

namespace slogate::support {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;

TEST(GoLiveSoak, FailsByTheRollbackTriggerAloneWhereFiveMinutesAreDown) {
  GoLiveRun run("soak");
  run.faults.outage_from = run.wall + 6h;
  run.faults.outage_until = run.wall + 6h + 5min;
  run.run();
  EXPECT_EQ(run.verdict.sentence,
            "FAIL: 5xx rate of all requests in the worst 15 min is 12.28 %, limit 1 %; most "
            "failures in flow qr, step shell: expected status is 200, got 503 (240 of 69,120 "
            "requests failed). Of the rest: all 5 flows work, 5 of them with failures, 7 of 10 "
            "judged objectives hold.");
  EXPECT_EQ(run.exit, 1);
  EXPECT_EQ(run.objective("rollback-5xx").judgement, Judgement::fail);
  EXPECT_EQ(run.objective("rollback-5xx").evidence,
            "612 of 4,984 requests were 5xx or failed in the worst 15 min, which ended 6 h 5 min "
            "after the start; confirmed: "
            "at least 11.52 % (95 %)");
  EXPECT_EQ(run.objective("availability").judgement, Judgement::pass);
  EXPECT_EQ(run.objective("availability").evidence,
            "1,435 of 1,440 minutes up: proves availability >= 99 % (95 %)");
  // One outage in a day does not say how often there is one: 240 failures count like one.
  EXPECT_EQ(run.objective("error-rate").judgement, Judgement::inconclusive);
  EXPECT_EQ(
      run.objective("error-rate").evidence,
      "326,665 requests with 240 failures in such bursts prove error rate < 0.5 %; there were "
      "169,570, which count like 635 (failures came in bursts): at this rate 22 h 14 min more "
      "without another failure");
  EXPECT_EQ(run.objective("rollback-5xx").looks, 8'551U);
  EXPECT_EQ(run.objective("rollback-5xx").separate_windows, 96U);
  EXPECT_THAT(
      run.objective("rollback-5xx").caveats,
      ElementsAre("looked at 8,551 times, about 96 separate windows: at 95 % each, chance "
                  "alone would confirm one of them in over 99 of 100 runs of a target exactly "
                  "at its limit; this one is confirmed at 95 % for all of them together"));
  // An outage of fast failures must not improve the latency.
  EXPECT_EQ(run.objective("api-p99").measured, "39.8 ms");
  EXPECT_THAT(
      run.verdict.reasons,
      Contains("flow health, step health: the proxy answers, the backend behind it does not: it is "
               "down, starting, "
               "or overloaded: expected status is 200, got 503 (240 of 69,120 requests failed)"));
  EXPECT_EQ(run.sent, 627'994U);
  EXPECT_EQ(run.requests(), run.sent);
  EXPECT_EQ(run.failed(), run.spoiled);
  EXPECT_EQ(run.spoiled, 612U);
  EXPECT_EQ(run.result.series.size(), 8'640U);
}

TEST(GoLiveSoak, ChecksAFlowNoMoreOnceItsGivenTokenHasRunOut) {
  GoLiveRun run("soak");
  run.arguments.length = 5h;
  run.faults.tokens_until = run.wall + 30min;
  run.run();
  EXPECT_EQ(run.verdict.sentence,
            "PASS: all 5 flows work and 10 of 10 judged objectives hold; not checked: admin from "
            "30 min on (the given USER_TOKEN is not accepted any more: it has run out, or the app "
            "has lost its sessions).");
  EXPECT_EQ(run.exit, 0);
  EXPECT_EQ(run.failed(), 0U);
}

}  // namespace
}  // namespace slogate::support
