#include "runner/live/progress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace slogate {
namespace {

using namespace std::chrono_literals;

// A second with so many good requests in row 0, and as many passes through the group in row 1.
Interval second_of(std::int64_t end_s, int requests) {
  Interval out(2, 1);
  out.end_ns = end_s * 1'000'000'000;
  for (int i = 0; i < requests; ++i) {
    for (const std::size_t row : {0U, 1U}) {
      Sample sample;
      sample.row = row;
      sample.status = 200;
      sample.service_time = 2ms;
      out.rows[row].record(sample);
    }
  }
  return out;
}

TEST(Progress, APlainLogGetsALineEveryTenSeconds) {
  std::ostringstream out;
  Progress progress(out, false, 30s, {0});
  for (int s = 1; s <= 20; ++s) progress.second(second_of(s, 3), 1);
  progress.finish();
  EXPECT_EQ(out.str(),
            "10 s of 30 s: 30 requests, 0 failed, 3/s, p99 2 ms in the last second, 1 user busy\n"
            "20 s of 30 s: 60 requests, 0 failed, 3/s, p99 2 ms in the last second, 1 user busy\n");
}

TEST(Progress, SaysWhenItOnlyDrains) {
  std::ostringstream out;
  Progress progress(out, false, 2s, {0});
  for (int s = 1; s <= 10; ++s) progress.second(second_of(s, 0), 3);
  EXPECT_EQ(out.str(), "10 s, draining since 2 s: 0 requests, 0 failed, 0/s, 3 users busy\n");
}

TEST(Progress, ATerminalsLineIsRewrittenAndClearedAtTheEnd) {
  std::ostringstream out;
  Progress progress(out, true, 0s, {0});
  progress.second(second_of(1, 100), 12);
  progress.second(second_of(2, 0), 0);
  progress.finish();
  const std::string first =
      "1 s: 100 requests, 0 failed, 100/s, p99 2 ms in the last second, 12 users busy";
  const std::string second = "2 s: 100 requests, 0 failed, 0/s, 0 users busy";
  EXPECT_EQ(out.str(), "\r" + first + "\r" + second +
                           std::string(first.size() - second.size(), ' ') + "\r" +
                           std::string(second.size(), ' ') + "\r");
}

TEST(Progress, ADaysLogStaysAScreenLong) {
  std::ostringstream out;
  Progress progress(out, false, 24h, {0});
  for (int s = 1; s <= 86'400; ++s) progress.second(second_of(s, 0), 0);
  const std::string log = out.str();
  EXPECT_LT(std::count(log.begin(), log.end(), '\n'), 130);
}

}  // namespace
}  // namespace slogate
