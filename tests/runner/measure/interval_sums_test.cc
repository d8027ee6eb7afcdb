#include "runner/measure/interval_sums.h"

#include <gtest/gtest.h>

namespace slogate {
namespace {

using namespace std::chrono_literals;

Interval second(std::int64_t n) {
  Interval interval(2, 1);
  interval.begin_ns = n * 1'000'000'000;
  interval.end_ns = interval.begin_ns + 1'000'000'000;
  for (int i = 0; i < 10; ++i) {
    Sample sample;
    sample.row = 1;
    sample.outcome = i == 0 ? Outcome::check_failed : Outcome::ok;
    sample.status = 200;
    sample.service_time = i * 1ms;
    sample.phases.wait = i * 1ms;
    interval.rows[1].record(sample);
  }
  interval.flows[0].started = 10;
  interval.wait_for_user.record(1ms);
  interval.cpu_us = 300;
  return interval;
}

// Three seconds added up, and their merge.
struct ThreeSeconds {
  ThreeSeconds() {
    for (std::int64_t n = 0; n < 3; ++n) {
      sums.add(second(n));
      totals.add(second(n));
    }
  }
  IntervalSums sums;
  Interval totals{2, 1};
};

TEST(IntervalSums, AgreeWithTheMerge) {
  const ThreeSeconds run;
  EXPECT_EQ(run.sums.differ(run.totals), "");
}

TEST(IntervalSums, OfNothingAgreeWithNothing) {
  EXPECT_EQ(IntervalSums().differ(Interval(2, 1)), "");
}

TEST(IntervalSums, SeeAnIntervalThatTheTotalsLack) {
  ThreeSeconds run;
  run.sums.add(second(3));
  EXPECT_EQ(run.sums.differ(run.totals), "row 1, finished: 40 in the intervals and 30 in all");
}

TEST(IntervalSums, SeeAnIntervalThatWasMergedTwice) {
  ThreeSeconds run;
  run.totals.add(second(2));
  EXPECT_EQ(run.sums.differ(run.totals), "row 1, finished: 30 in the intervals and 40 in all");
}

TEST(IntervalSums, SeeOneValueTooManyInOneHistogram) {
  ThreeSeconds run;
  run.totals.rows[1].response.record(1ms);
  EXPECT_EQ(run.sums.differ(run.totals),
            "row 1, response times: 27 in the intervals and 28 in all");
  run = ThreeSeconds();
  run.totals.rows[1].phases[static_cast<std::size_t>(Phase::wait)].record(1ms);
  EXPECT_EQ(run.sums.differ(run.totals), "row 1, phase wait: 27 in the intervals and 28 in all");
}

TEST(IntervalSums, SeeAValueMergedIntoAnotherBucket) {
  const auto run_with = [](Histogram& (*part)(Interval&)) {
    ThreeSeconds run;
    Interval interval(2, 1);
    part(interval).record(1ms);
    run.sums.add(interval);
    part(run.totals).record(2ms);
    return run.sums.differ(run.totals);
  };
  EXPECT_TRUE(run_with([](Interval& in) -> Histogram& {
                return in.rows[1].service;
              }).starts_with("row 1, sum of service times: "));
  EXPECT_TRUE(run_with([](Interval& in) -> Histogram& {
                return in.rows[1].phases[static_cast<std::size_t>(Phase::tls)];
              }).starts_with("row 1, sum of phase tls: "));
  EXPECT_TRUE(run_with([](Interval& in) -> Histogram& {
                return in.dispatch_lag;
              }).starts_with("sum of dispatch lags: "));
}

TEST(IntervalSums, SeeAClampedValueThatIsNoneInTheMerge) {
  ThreeSeconds run;
  Interval interval(2, 1);
  interval.wait_for_user.record_us(Histogram::kHighestUs + 5, 1);
  run.sums.add(interval);
  run.totals.wait_for_user.record_us(Histogram::kHighestUs, 1);
  EXPECT_TRUE(run.sums.differ(run.totals).starts_with("sum of waits for a user: "));
}

TEST(IntervalSums, SeeACountMovedFromOneOutcomeOrClassToAnother) {
  ThreeSeconds run;
  --run.totals.rows[1].by_outcome[static_cast<std::size_t>(Outcome::ok)];
  EXPECT_EQ(run.sums.differ(run.totals), "row 1, ok: 27 in the intervals and 26 in all");
  run = ThreeSeconds();
  --run.totals.rows[1].by_class[2];
  EXPECT_EQ(run.sums.differ(run.totals),
            "row 1, status class 2: 30 in the intervals and 29 in all");
}

TEST(IntervalSums, SeeARowThatOnlyTheTotalsHave) {
  ThreeSeconds run;
  run.totals.rows.resize(3);
  EXPECT_EQ(run.sums.differ(run.totals), "");
  run.totals.rows[2].unanswered = 1;
  EXPECT_EQ(run.sums.differ(run.totals), "row 2, unanswered: 0 in the intervals and 1 in all");
}

TEST(IntervalSums, SeeIterationsAndWhatTheRunHasOnce) {
  ThreeSeconds run;
  ++run.totals.flows[0].dropped;
  EXPECT_EQ(run.sums.differ(run.totals), "flow 0, dropped: 0 in the intervals and 1 in all");
  run = ThreeSeconds();
  run.totals.wait_for_user.record(1ms);
  EXPECT_EQ(run.sums.differ(run.totals), "waits for a user: 3 in the intervals and 4 in all");
  run = ThreeSeconds();
  run.totals.cpu_us += 1;
  EXPECT_EQ(run.sums.differ(run.totals), "CPU time: 900 in the intervals and 901 in all");
}

TEST(RowCountsDisagreement, IsNoneInWhatWasRecordedAndMerged) {
  RowCounts row;
  EXPECT_EQ(row.disagreement(), "");
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    Sample sample;
    sample.outcome = static_cast<Outcome>(i);
    sample.status = i % 2 == 0 ? 503 : 0;
    sample.service_time = 5ms;
    sample.phases.dns = sample.phases.receive = 1ms;
    row.record(sample);
    row.add(RowCounts(row));
  }
  EXPECT_GT(row.finished, kOutcomes);
  EXPECT_EQ(row.disagreement(), "");
}

TEST(RowCountsDisagreement, NamesTheSumThatIsOff) {
  const RowCounts good = second(0).rows[1];
  RowCounts row = good;
  ++row.by_outcome[0];
  EXPECT_EQ(row.disagreement(), "10 requests finished and 11 are in its outcomes");
  row = good;
  ++row.failed;
  EXPECT_EQ(row.disagreement(), "2 requests failed and 1 have such outcomes");
  row = good;
  --row.by_class[2];
  EXPECT_EQ(row.disagreement(), "10 requests finished and 9 are in its classes of status");
  row = good;
  row.failures.clear();
  EXPECT_EQ(row.disagreement(), "10 requests finished and 9 are in its histograms");
  row = good;
  row.service.record(1ms);
  EXPECT_EQ(row.disagreement(), "9 response times and 10 service times are in its histograms");
  row = good;
  row.phases[0].record_us(5, 11);
  EXPECT_EQ(row.disagreement(), "10 requests finished and 11 are in its phase dns");
}

}  // namespace
}  // namespace slogate
