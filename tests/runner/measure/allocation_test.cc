// Replaces the global operator new to count: recording and rotating must not allocate once each
// value was seen.
#include <gtest/gtest.h>

#include "runner/measure/recorder.h"
#include "tests/support/allocations.h"

namespace slogate {
namespace {

using support::allocations;

using namespace std::chrono_literals;

void one_interval(Recorder& recorder, Interval& spare, Interval& totals) {
  for (int i = 0; i < 500; ++i) {
    recorder.started({0, i * 1us, 3us});
    Sample sample;
    sample.row = static_cast<std::size_t>(i % 3);
    sample.outcome = i % 50 == 0 ? Outcome::check_failed : Outcome::ok;
    sample.status = 200;
    sample.service_time = i * 700us;
    sample.phases.wait = i * 650us;
    recorder.record(sample);
    recorder.finished(0, IterationEnd::succeeded);
  }
  spare.clear();
  recorder.rotate(spare);
  totals.add(spare);
}

TEST(Recorder, DoesNotAllocateAfterWarmUp) {
  Recorder recorder(3, 1);
  Interval spare(3, 1);
  Interval totals(3, 1);
  for (int i = 0; i < 4; ++i) one_interval(recorder, spare, totals);
  const std::size_t before = allocations();
  for (int i = 0; i < 20; ++i) one_interval(recorder, spare, totals);
  EXPECT_EQ(allocations() - before, 0U);
  EXPECT_EQ(totals.flows[0].succeeded, 24U * 500U);
}

TEST(Recorder, AskingForAFindingDoesNotAllocate) {
  Recorder recorder(1, 1);
  const std::string expected =
      "status is 200, and a text that is too long for the small string buffer";
  Finding finding;
  finding.expected = expected;
  recorder.add(finding);
  const std::size_t before = allocations();
  EXPECT_TRUE(recorder.wants_finding(0, Outcome::check_failed, expected));
  EXPECT_EQ(allocations() - before, 0U);
}

TEST(AllocationCounter, SeesAnAllocation) {
  const std::size_t before = allocations();
  Histogram histogram;
  histogram.record(1ms);
  EXPECT_GT(allocations() - before, 0U);
}

}  // namespace
}  // namespace slogate
