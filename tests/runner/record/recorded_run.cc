#include "tests/runner/record/recorded_run.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace slogate {

using namespace std::chrono_literals;

FreshFolder::FreshFolder() {
  std::string name = testing::TempDir() + "/run-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

FreshFolder::~FreshFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

RunHeader a_header() {
  RunHeader header;
  header.version = "0.1.0";
  header.run_id = "7f3a9c";
  header.command = "load";
  header.suite = "go-live";
  header.suite_title = "Go-live: \"five\" flows – öffentlich";
  header.profile = "load";
  header.target = "https://app.example";
  header.load = "92 iterations/s for 10 s";
  header.started = "2026-03-06T10:00:00Z";
  header.host = "runner-1";
  header.seed = 0xFFFF'FFFF'FFFF'FFFE;
  header.workers = 2;
  header.observed_by_default = true;
  header.keeps_exchanges = true;
  header.planned_ns = 10'000'000'000;
  header.interval_ns = 1'000'000'000;
  header.waited_ready_ns = 2'500'000'000;
  header.rows = {{"home", "", "page", {}, "", "home.json", 3},
                 {"home", "shell", "page", {"page", "first"}, "GET /", "home.json", 5},
                 {"auth", "request", "", {"api"}, "POST ${api}/auth/request", "auth.json", 9}};
  header.flows = {{"home", "Start page", "/", true}, {"auth", "Sign-in", "/auth", false}};
  header.not_checked = {{"admin", "--skip-flow admin"}};
  header.unplanned = {"auth"};
  header.unsent_when = {"", "its condition (\"when\") did not hold", ""};
  header.not_seen = {"backups", "disk"};
  Objective p99;
  p99.name = "api-p99";
  p99.title = "API latency";
  p99.quantile = 0.999;
  p99.limit = 0.1 + 0.2;
  p99.over = {"auth", "request", "api", "page"};
  p99.in = {"load", "soak"};
  p99.decision = Decision::confident;
  p99.at = {"suite.json", 70, 5};
  Objective rollback;
  rollback.name = "rollback";
  rollback.measure = Measure::rate_5xx;
  rollback.window = 15min;
  header.objectives = {p99, rollback};
  return header;
}

Interval an_interval(std::int64_t n) {
  Interval interval(3, 2);
  interval.begin_ns = (n - 1) * 1'000'000'000;
  interval.end_ns = n * 1'000'000'000;
  interval.stopped_ns = 7 * n;
  interval.suspended_ns = 3 * n;
  interval.cpu_us = static_cast<std::uint64_t>(100 + n);
  const auto number = static_cast<std::uint64_t>(n);
  interval.workers = {{60 + number, 5, 0, 0}, {40, 6, 900 * number, 890 * number}};
  for (int i = 1; i <= 5; ++i) {
    Sample sample;
    sample.row = 1;
    sample.status = 200;
    sample.service_time = std::chrono::milliseconds(10 * n + i);
    sample.schedule_lag = 250us;
    sample.phases = {1ms, 2ms, 3ms, 4ms, 5ms, 6ms};
    sample.bytes_out = 120;
    sample.bytes_in = 4'000;
    sample.new_connection = i == 1;
    sample.stale_retry = i == 2;
    sample.extra_bytes = i == 3;
    interval.rows[1].record(sample);
  }
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    Sample sample;
    sample.row = 2;
    sample.outcome = static_cast<Outcome>(i);
    sample.status = i < 3 ? 500 : 0;
    sample.service_time = std::chrono::milliseconds(i + 1);
    interval.rows[2].record(sample);
  }
  interval.rows[1].unanswered = static_cast<std::uint64_t>(n);
  interval.flows[0] = {5, 4, 1, 0, 2};
  interval.flows[1] = {1, 0, 0, 1, 0};
  interval.wait_for_user.record(3ms);
  interval.dispatch_lag.record(40us);
  // Bytes that are no UTF-8 and a NUL: what a target may send.
  interval.findings.push_back({2, Outcome::check_failed, static_cast<std::uint64_t>(n), n * 1'000,
                               "status 200", "500", std::string("\xff\x00<b>", 5),
                               "the app's own words", "curl -i 'x'", "abc", "auth.json", 12});
  interval.exchanges.push_back({1,
                                static_cast<std::uint64_t>(n),
                                n,
                                Outcome::ok,
                                200,
                                3'100,
                                "GET / HTTP/1.1\r\n\r\n",
                                "HTTP/1.1 200 OK\r\n\r\nhi",
                                {"status is 200", "body contains \"hi\""}});
  interval.notes.push_back({"auth", "request", "no code in the answer", 2});
  return interval;
}

std::string edit(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* db = nullptr;
  std::string error;
  if (sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK ||
      sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    error = sqlite3_errmsg(db);
  }
  sqlite3_close(db);
  return error;
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace slogate
