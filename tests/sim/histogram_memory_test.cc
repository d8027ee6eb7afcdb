// The histograms of 100 steps and two workers stay within 40 MB: dense ones of this geometry would
// take 188 KB each, and there are nine a step in every interval that is kept. Counted is what a whole
// simulated run of 100 steps holds at a time of what came from operator new, by a global one of this
// binary's own, over what the same run of one step holds: its users and all else.
#include <gtest/gtest.h>
#include <malloc.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <random>
#include <string>

#include "tests/runner/engine/plans.h"
#include "tests/support/simulation.h"
#include "tests/support/suites.h"

namespace {
std::atomic<std::size_t> live{0};
std::atomic<std::size_t> most{0};
}  // namespace

// Not inlined: g++ would take malloc and delete for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  live += malloc_usable_size(memory);
  if (live > most) most = live.load();
  return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  live -= malloc_usable_size(memory);
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  live -= malloc_usable_size(memory);
  std::free(memory);
}

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSteps = 100;

std::string flow_of(std::size_t count) {
  std::string steps;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    steps += (i == 0 ? "" : ", ") +
             (R"({"name": "s)" + number + R"(", "request": "GET /)" + number) +
             R"(", "checks": [{"status": 200}]})";
  }
  return R"("steps": [)" + steps + "]";
}

// Each step has a median of its own between 2 and 500 ms; about it times are log-normal, and one
// answer in a hundred takes ten times as long.
Script answers(std::mt19937_64& random) {
  return [&random](const Call& call) {
    const double step = std::stod(call.target().substr(1));
    const double median_us = 2'000 * std::pow(250, step / static_cast<double>(kSteps - 1));
    double time_us = median_us * std::exp(std::normal_distribution<double>(0, 0.5)(random));
    if (random() % 100 == 0) time_us *= 10;
    Answer out = answer(200, std::chrono::microseconds(static_cast<std::int64_t>(time_us)), "ok");
    out.connect = 800us;
    out.receive = std::chrono::microseconds(20 + static_cast<std::int64_t>(random() % 400));
    return out;
  };
}

std::size_t bytes_of(const Interval& interval) {
  std::size_t sum = interval.wait_for_user.footprint() + interval.dispatch_lag.footprint();
  for (const RowCounts& row : interval.rows) {
    sum += row.response.footprint() + row.service.footprint() + row.failures.footprint();
    for (const Histogram& phase : row.phases) sum += phase.footprint();
  }
  return sum;
}

struct Held {
  std::uint64_t requests = 0;
  double mb = 0;         // the most at a time
  double totals_mb = 0;  // of that the histograms of the totals, which the simulation keeps itself
};

Held run_of(std::size_t steps, std::chrono::nanoseconds length, std::chrono::nanoseconds interval) {
  const CompiledSuite suite = suite_of(flow_of(steps));
  std::mt19937_64 random(7);
  Simulation world(answers(random));
  world.network().forget_calls();
  world.forget_intervals();
  const std::size_t before = live;
  most = before;
  world.run(suite, plan_of(users(1'000, 1'000, length), suite),
            {.workers = 2, .interval = interval});
  return {world.network().count(), static_cast<double>(most - before) / 1e6,
          static_cast<double>(bytes_of(world.totals())) / 1e6};
}

void expect_within_40_mb(std::chrono::nanoseconds length, std::chrono::nanoseconds interval) {
  const Held one = run_of(1, 2s, interval);
  const Held all = run_of(kSteps, length, interval);
  std::printf(
      "%llu requests: the histograms of %zu steps hold at most %.1f MB at a time (the totals "
      "%.1f MB); all else %.1f MB\n",
      static_cast<unsigned long long>(all.requests), kSteps, all.mb - one.mb, all.totals_mb,
      one.mb);
  EXPECT_GT(all.requests, 100'000U);
  EXPECT_LE(all.mb - one.mb, 40);
}

TEST(HistogramMemory, AHundredStepsAndTwoWorkersStayWithin40MB) {
  expect_within_40_mb(20s, 1s);
}

TEST(HistogramMemory, IntervalsOfTenSecondsToo) {
  expect_within_40_mb(40s, 10s);
}

}  // namespace
}  // namespace slogate::support
