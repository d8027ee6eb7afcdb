#include "runner/measure/interval.h"

#include <gtest/gtest.h>

#include <numeric>

namespace slogate {
namespace {

using namespace std::chrono_literals;

Sample failed(Outcome outcome, int status, std::chrono::nanoseconds service_time) {
  Sample sample;
  sample.outcome = outcome;
  sample.status = status;
  sample.service_time = service_time;
  return sample;
}

Sample answered(int status, std::chrono::nanoseconds service_time) {
  return failed(Outcome::ok, status, service_time);
}

TEST(RowCounts, ResponseTimeIsServiceTimeAndScheduleLag) {
  RowCounts row;
  Sample sample = answered(200, 1000us);
  sample.schedule_lag = 500us;
  row.record(sample);
  EXPECT_EQ(row.response.max(), 1500us);
  EXPECT_EQ(row.service.max(), 1000us);
}

TEST(RowCounts, AFastFailureDoesNotImproveTheLatency) {
  RowCounts row;
  row.record(answered(200, 900us));
  row.record(failed(Outcome::connect_refused, 0, 10us));
  row.record(failed(Outcome::check_failed, 502, 20us));
  EXPECT_EQ(row.response.count(), 1U);
  EXPECT_EQ(row.failures.count(), 2U);
  EXPECT_EQ(row.failed, 2U);
}

TEST(RowCounts, ATimeoutCountsAtItsFullLength) {
  RowCounts row;
  row.record(failed(Outcome::io_deadline, 0, 10s));
  EXPECT_EQ(row.response.count(), 1U);
  EXPECT_EQ(row.response.count_over(9s), 1U);
  EXPECT_EQ(row.failures.count(), 0U);
  EXPECT_EQ(row.failed, 1U);
}

TEST(RowCounts, AnExpectedServerErrorIsNoFailureButA5xx) {
  RowCounts row;
  row.record(answered(503, 1ms));
  EXPECT_EQ(row.failed, 0U);
  EXPECT_EQ(row.bad_5xx, 1U);
}

TEST(RowCounts, AFailedExchangeCountsAs5xxBecauseADeadProxySendsNo503) {
  RowCounts row;
  row.record(failed(Outcome::connect_refused, 0, 1ms));
  row.record(failed(Outcome::io_eof, 200, 1ms));
  row.record(failed(Outcome::check_failed, 404, 1ms));
  row.record(failed(Outcome::check_failed, 500, 1ms));
  EXPECT_EQ(row.bad_5xx, 3U);
}

TEST(RowCounts, EveryRequestIsInExactlyOneClassAndOneOutcome) {
  RowCounts row;
  for (const int status : {0, 100, 204, 301, 404, 503, 77, 999}) row.record(answered(status, 1ms));
  const std::array<std::uint64_t, 6> expected = {1, 1, 1, 1, 1, 3};
  EXPECT_EQ(row.by_class, expected);
  EXPECT_EQ(std::accumulate(row.by_outcome.begin(), row.by_outcome.end(), std::uint64_t{0}),
            row.finished);
}

TEST(RowCounts, APhaseThatDidNotHappenIsNotRecorded) {
  RowCounts row;
  Sample sample = answered(200, 3ms);
  sample.phases.wait = 2ms;
  sample.phases.receive = 1ms;
  row.record(sample);
  EXPECT_EQ(row.phases[static_cast<std::size_t>(Phase::wait)].count(), 1U);
  EXPECT_EQ(row.phases[static_cast<std::size_t>(Phase::receive)].count(), 1U);
  EXPECT_TRUE(row.phases[static_cast<std::size_t>(Phase::dns)].empty());
  EXPECT_TRUE(row.phases[static_cast<std::size_t>(Phase::tls)].empty());
}

TEST(RowCounts, CountsBytesAndConnections) {
  RowCounts row;
  Sample sample = answered(200, 1ms);
  sample.bytes_out = 100;
  sample.bytes_in = 2000;
  sample.new_connection = sample.stale_retry = sample.extra_bytes = true;
  row.record(sample);
  row.record(answered(200, 1ms));
  EXPECT_EQ(row.bytes_out, 100U);
  EXPECT_EQ(row.bytes_in, 2000U);
  EXPECT_EQ(row.new_connections, 1U);
  EXPECT_EQ(row.stale_retries, 1U);
  EXPECT_EQ(row.extra_bytes, 1U);
}

Interval some_interval(std::int64_t begin_ns, int requests) {
  Interval interval(2, 1);
  interval.begin_ns = begin_ns;
  interval.end_ns = begin_ns + 1'000'000'000;
  for (int i = 0; i < requests; ++i) {
    Sample sample = answered(i % 5 == 0 ? 500 : 200, std::chrono::microseconds(100 + i));
    sample.row = static_cast<std::size_t>(i % 2);
    sample.outcome = i % 5 == 0 ? Outcome::check_failed : Outcome::ok;
    interval.rows[sample.row].record(sample);
  }
  interval.flows[0].succeeded = static_cast<std::uint64_t>(requests);
  interval.dispatch_lag.record(30us);
  interval.stopped_ns = 5;
  interval.cpu_us = 7;
  return interval;
}

TEST(Interval, TheSumOfIntervalsEqualsTheTotals) {
  Interval totals(2, 1);
  std::uint64_t requests = 0;
  for (int i = 0; i < 10; ++i) {
    totals.add(some_interval(std::int64_t{1'000'000'000} * i, 10 * i));
    requests += static_cast<std::uint64_t>(10 * i);
  }
  EXPECT_EQ(totals.rows[0].finished + totals.rows[1].finished, requests);
  EXPECT_EQ(totals.rows[0].response.count() + totals.rows[0].failures.count(),
            totals.rows[0].finished);
  EXPECT_EQ(totals.flows[0].succeeded, requests);
  EXPECT_EQ(totals.dispatch_lag.count(), 10U);
  EXPECT_EQ(totals.stopped_ns, 50);
  EXPECT_EQ(totals.cpu_us, 70U);
}

TEST(Interval, TheOrderOfMergingDoesNotMatter) {
  const Interval a = some_interval(0, 13);
  const Interval b = some_interval(1'000'000'000, 29);
  Interval ab = a;
  ab.add(b);
  Interval ba = b;
  ba.add(a);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(ab.rows[i].finished, ba.rows[i].finished);
    EXPECT_EQ(ab.rows[i].by_outcome, ba.rows[i].by_outcome);
    EXPECT_EQ(ab.rows[i].response, ba.rows[i].response);
    EXPECT_EQ(ab.rows[i].failures, ba.rows[i].failures);
  }
  EXPECT_EQ(ab.begin_ns, ba.begin_ns);
  EXPECT_EQ(ab.end_ns, ba.end_ns);
}

TEST(Interval, AMergeSpansBothAndAClearedOneHasNoTimesOfItsOwn) {
  Interval totals(2, 1);
  totals.add(some_interval(5'000'000'000, 1));
  EXPECT_EQ(totals.begin_ns, 5'000'000'000);
  totals.add(some_interval(2'000'000'000, 1));
  totals.add(Interval(2, 1));
  EXPECT_EQ(totals.begin_ns, 2'000'000'000);
  EXPECT_EQ(totals.end_ns, 6'000'000'000);
}

TEST(Interval, AnIntervalWithoutRowsTakesTheOthers) {
  Interval totals;
  totals.add(some_interval(0, 4));
  EXPECT_EQ(totals.rows.size(), 2U);
  EXPECT_EQ(totals.flows.size(), 1U);
}

TEST(Interval, MergingCountsEqualNotesAndAppendsFindings) {
  Interval a(1, 1);
  a.notes.push_back({"auth", "verify", "no code", 2});
  a.findings.emplace_back();
  Interval b(1, 1);
  b.notes.push_back({"auth", "verify", "no code", 3});
  b.notes.push_back({"auth", "me", "skipped", 1});
  b.findings.emplace_back();
  b.exchanges.emplace_back();
  a.add(b);
  ASSERT_EQ(a.notes.size(), 2U);
  EXPECT_EQ(a.notes[0].count, 5U);
  EXPECT_EQ(a.findings.size(), 2U);
  EXPECT_EQ(a.exchanges.size(), 1U);
}

TEST(Interval, ClearEmptiesEverything) {
  Interval interval = some_interval(3, 40);
  interval.findings.emplace_back();
  interval.notes.emplace_back();
  interval.exchanges.emplace_back();
  interval.clear();
  EXPECT_EQ(interval.begin_ns, 0);
  EXPECT_EQ(interval.end_ns, 0);
  EXPECT_TRUE(interval.rows[0].empty());
  EXPECT_EQ(interval.rows[0].bad_5xx, 0U);
  EXPECT_TRUE(interval.rows[1].response.empty());
  EXPECT_TRUE(interval.flows[0].empty());
  EXPECT_TRUE(interval.dispatch_lag.empty());
  EXPECT_EQ(interval.stopped_ns, 0);
  EXPECT_TRUE(interval.findings.empty() && interval.notes.empty() && interval.exchanges.empty());
}

TEST(Phase, HasAStableWordForEach) {
  std::string words;
  for (std::size_t i = 0; i < kPhases; ++i) words += std::string(word(static_cast<Phase>(i))) + " ";
  EXPECT_EQ(words, "dns connect tls send wait receive ");
}

}  // namespace
}  // namespace slogate
