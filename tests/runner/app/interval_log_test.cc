#include "runner/app/interval_log.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "runner/measure/hdr_encoding.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

RunHeader a_header() {
  RunHeader header;
  header.version = "0.1.0";
  header.run_id = "smoke-20260306T100000Z-1a2b3c4d";
  header.started = "2026-03-06T10:00:00Z";
  header.target = "https://app.example/secret-path";
  header.rows = {{"home", "", "page", {}, "", "/somewhere/home.json", 3},
                 {"home", "shell", "page", {}, "GET /", "/somewhere/home.json", 5},
                 {"sign in", "code, sent", "", {}, "POST /", "/somewhere/auth.json", 9}};
  header.flows = {{"home", "", "", true}, {"sign in", "", "", true}};
  return header;
}

Sample sample(std::size_t row, std::chrono::nanoseconds time, Outcome outcome = Outcome::ok) {
  Sample out;
  out.row = row;
  out.outcome = outcome;
  out.status = 200;
  out.service_time = time;
  return out;
}

std::string log_of(const std::vector<Interval>& intervals) {
  std::ostringstream out;
  IntervalLog log(out);
  log.begin(a_header());
  for (const Interval& interval : intervals) log.interval(interval);
  return out.str();
}

// The lines behind the head: what stands before the histogram, and the histogram.
std::vector<std::pair<std::string, Histogram>> lines_of(const std::vector<Interval>& intervals) {
  std::istringstream text(log_of(intervals));
  std::vector<std::pair<std::string, Histogram>> out;
  for (std::string line; std::getline(text, line);) {
    const std::size_t at = line.find("HISTFAAA");
    if (at == std::string::npos) continue;
    std::string fault;
    const auto histogram = decode_hdr_base64(line.substr(at), fault);
    EXPECT_TRUE(histogram) << fault;
    out.emplace_back(line.substr(0, at), histogram.value_or(Histogram()));
  }
  return out;
}

Histogram of(std::initializer_list<std::int64_t> values_us) {
  Histogram histogram;
  for (const std::int64_t value : values_us) histogram.record_us(value, 1);
  return histogram;
}

Interval an_interval() {
  Interval interval(3, 2);
  interval.begin_ns = 1'000'000'000;
  interval.end_ns = 2'000'000'000;
  return interval;
}

using Line = std::pair<std::string, Histogram>;

TEST(IntervalLog, NamesTheRunAndItsStart) {
  const std::string text = log_of({});
  EXPECT_TRUE(text.starts_with("#[slogate 0.1.0, run smoke-20260306T100000Z-1a2b3c4d]\n")) << text;
  EXPECT_NE(text.find("#[BaseTime: 1772791200.000 (seconds since epoch)]\n"), std::string::npos);
}

TEST(IntervalLog, AStartThatIsNoTimeIsLeftOut) {
  for (const char* started : {"", "2026-03-06 10:00:00Z", "2026-13-06T10:00:00Z",
                              "2026-02-30T10:00:00Z", "20x6-03-06T10:00:00Z", "yesterday"}) {
    RunHeader header = a_header();
    header.started = started;
    std::ostringstream out;
    IntervalLog(out).begin(header);
    EXPECT_EQ(out.str().find("Time: "), std::string::npos) << started;
  }
}

TEST(IntervalLog, AnIntervalWithoutRequestsHasOneEmptyLine) {
  EXPECT_EQ(lines_of({an_interval()}), std::vector<Line>({{"1.000,1.000,0.000,", Histogram()}}));
}

TEST(IntervalLog, GivesEveryHistogramOfARowALine) {
  Interval interval = an_interval();
  Sample first = sample(1, 2ms);
  first.schedule_lag = 1ms;
  first.phases = {1us, 2us, 3us, 4us, 5us, 6us};
  interval.rows[1].record(first);
  interval.rows[1].record(sample(1, 9ms, Outcome::check_failed));
  const std::vector<Line> expected = {{"1.000,1.000,3.001,", of({3'000})},
                                      {"Tag=home/shell/response,1.000,1.000,3.001,", of({3'000})},
                                      {"Tag=home/shell/service,1.000,1.000,2.000,", of({2'000})},
                                      {"Tag=home/shell/failures,1.000,1.000,9.007,", of({9'000})},
                                      {"Tag=home/shell/dns,1.000,1.000,0.001,", of({1})},
                                      {"Tag=home/shell/connect,1.000,1.000,0.002,", of({2})},
                                      {"Tag=home/shell/tls,1.000,1.000,0.003,", of({3})},
                                      {"Tag=home/shell/send,1.000,1.000,0.004,", of({4})},
                                      {"Tag=home/shell/wait,1.000,1.000,0.005,", of({5})},
                                      {"Tag=home/shell/receive,1.000,1.000,0.006,", of({6})}};
  EXPECT_EQ(lines_of({interval}), expected);
}

TEST(IntervalLog, TheLineWithoutTagAddsUpStepsAndNoGroups) {
  Interval interval = an_interval();
  interval.rows[0].record(sample(0, 7ms));
  interval.rows[1].record(sample(1, 3us));
  interval.rows[2].record(sample(2, 4us));
  const std::vector<Line> lines = lines_of({interval});
  EXPECT_EQ(lines[0], Line("1.000,1.000,0.004,", of({3, 4})));
  EXPECT_EQ(lines[1].first, "Tag=home/group:page/response,1.000,1.000,7.003,");
}

TEST(IntervalLog, NamesWithBlanksAndCommasMakeOneTag) {
  Interval interval = an_interval();
  interval.rows[2].record(sample(2, 4us));
  EXPECT_EQ(lines_of({interval})[1].first,
            "Tag=sign%20in/code%2C%20sent/response,1.000,1.000,0.004,");
}

TEST(IntervalLog, WaitsAndLagsHaveLinesOfTheirOwn) {
  Interval interval = an_interval();
  interval.wait_for_user.record(8us);
  interval.dispatch_lag.record(9us);
  const std::vector<Line> lines = lines_of({interval});
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1], Line("Tag=wait_for_user,1.000,1.000,0.008,", of({8})));
  EXPECT_EQ(lines[2], Line("Tag=dispatch_lag,1.000,1.000,0.009,", of({9})));
}

TEST(IntervalLog, AWarmUpHasTagsOfItsOwn) {
  Interval interval = an_interval();
  interval.warm_up = true;
  interval.rows[1].record(sample(1, 3us));
  interval.dispatch_lag.record(9us);
  const std::vector<Line> lines = lines_of({interval});
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0].first, "Tag=warm-up,1.000,1.000,0.003,");
  EXPECT_EQ(lines[1].first, "Tag=warm-up:home/shell/response,1.000,1.000,0.003,");
  EXPECT_EQ(lines[2].first, "Tag=warm-up:home/shell/service,1.000,1.000,0.003,");
  EXPECT_EQ(lines[3].first, "Tag=warm-up:dispatch_lag,1.000,1.000,0.009,");
}

TEST(IntervalLog, KeepsTheIntervalsApartAndInTheirOrder) {
  Interval first = an_interval();
  first.rows[1].record(sample(1, 3us));
  Interval second = first;
  second.begin_ns = 2'000'000'000;
  second.end_ns = 3'500'000'000;
  second.rows[1].record(sample(1, 4us));
  const std::vector<Line> lines = lines_of({first, second});
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0], Line("1.000,1.000,0.003,", of({3})));
  EXPECT_EQ(lines[3], Line("2.000,1.500,0.004,", of({3, 4})));
}

TEST(IntervalLog, HoldsNoAddressPathOrRequest) {
  Interval interval = an_interval();
  interval.rows[1].record(sample(1, 3us));
  interval.findings.emplace_back().got = "what-the-target-said";
  const std::string text = log_of({interval});
  for (const char* word : {"app.example", "somewhere", "json", "GET", "POST", "what-the-target"})
    EXPECT_EQ(text.find(word), std::string::npos) << word;
}

}  // namespace
}  // namespace slogate
