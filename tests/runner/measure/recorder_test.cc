#include "runner/measure/recorder.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

using namespace std::chrono_literals;

Finding finding(std::size_t row, std::string expected, Outcome outcome = Outcome::check_failed) {
  Finding result;
  result.row = row;
  result.outcome = outcome;
  result.expected = std::move(expected);
  return result;
}

Sample answered() {
  Sample sample;
  sample.status = 200;
  sample.service_time = 3ms;
  return sample;
}

TEST(Recorder, CountsHowIterationsStartAndEnd) {
  Recorder recorder(1, 2);
  recorder.started({1, 5ms, 2us});
  recorder.started({1, 0ns, 0ns});
  recorder.started({1, 0ns, 0ns});
  recorder.finished(1, IterationEnd::succeeded);
  recorder.finished(1, IterationEnd::failed);
  recorder.finished(1, IterationEnd::aborted);
  recorder.dropped(1);
  const FlowCounts& counts = recorder.open().flows[1];
  EXPECT_EQ(counts.started, 3U);
  EXPECT_EQ(counts.succeeded, 1U);
  EXPECT_EQ(counts.failed, 1U);
  EXPECT_EQ(counts.aborted, 1U);
  EXPECT_EQ(counts.dropped, 1U);
  EXPECT_EQ(recorder.open().wait_for_user.count(), 3U);
  EXPECT_EQ(recorder.open().dispatch_lag.max(), 2us);
}

TEST(Recorder, RotateHandsOverTheFilledIntervalAndGoesOnWithAnEmptyOne) {
  Recorder recorder(1, 1);
  recorder.record(answered());
  Interval spare(1, 1);
  recorder.rotate(spare);
  EXPECT_EQ(spare.rows[0].finished, 1U);
  EXPECT_EQ(recorder.open().rows[0].finished, 0U);
  recorder.record(answered());
  EXPECT_EQ(spare.rows[0].finished, 1U);
}

TEST(Recorder, KeepsThreeFindingsOfAKind) {
  Recorder recorder(2, 1);
  for (int i = 0; i < 10; ++i) recorder.add(finding(0, "status is 200"));
  EXPECT_EQ(recorder.open().findings.size(), 3U);
  EXPECT_FALSE(recorder.wants_finding(0, Outcome::check_failed, "status is 200"));
}

TEST(Recorder, RowOutcomeAndExpectationMakeTheKind) {
  Recorder recorder(2, 1);
  for (int i = 0; i < 3; ++i) recorder.add(finding(0, "status is 200"));
  EXPECT_TRUE(recorder.wants_finding(1, Outcome::check_failed, "status is 200"));
  EXPECT_TRUE(recorder.wants_finding(0, Outcome::rate_limited, "status is 200"));
  EXPECT_TRUE(recorder.wants_finding(0, Outcome::check_failed, "status is 201"));
}

TEST(Recorder, KindsAreCountedOverTheWholeRunAndNotPerInterval) {
  Recorder recorder(1, 1);
  for (int i = 0; i < 3; ++i) recorder.add(finding(0, "status is 200"));
  Interval spare(1, 1);
  recorder.rotate(spare);
  recorder.add(finding(0, "status is 200"));
  EXPECT_TRUE(recorder.open().findings.empty());
}

TEST(Recorder, KeepsABoundedNumberOfFindingsInAll) {
  Recorder recorder(1, 1);
  for (std::size_t i = 0; i < Recorder::kFindings + 50; ++i)
    recorder.add(finding(0, std::to_string(i)));
  EXPECT_EQ(recorder.open().findings.size(), Recorder::kFindings);
  EXPECT_FALSE(recorder.wants_finding(0, Outcome::check_failed, "a new one"));
}

TEST(Recorder, KeepsABoundedNumberOfExchanges) {
  Recorder recorder(1, 1);
  for (std::size_t i = 0; i < Recorder::kExchanges + 5; ++i) recorder.add(ExchangeRecord{});
  EXPECT_EQ(recorder.open().exchanges.size(), Recorder::kExchanges);
}

TEST(Recorder, CountsEqualNotes) {
  Recorder recorder(1, 1);
  recorder.note("auth", "verify", "no code in the answer");
  recorder.note("auth", "verify", "no code in the answer");
  recorder.note("auth", "me", "no code in the answer");
  ASSERT_EQ(recorder.open().notes.size(), 2U);
  EXPECT_EQ(recorder.open().notes[0].count, 2U);
  EXPECT_EQ(recorder.open().notes[1].count, 1U);
}

}  // namespace
}  // namespace slogate
