// Size and time of a day's .hlog: writes a run file as a day of the shipped soak leaves it (40 steps,
// intervals of 10 s, about 7 requests a second), then reads it without and with a log, as
// `slogate report` and `slogate report --hlog` do, and says MB and seconds. Nothing is judged: the
// test shows only that it runs.
//
//   build/release/tests/bench/hlog_bench [HOURS] [REQUESTS A SECOND]     (24, 7)
#include <fmt/core.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>

#include "runner/app/interval_log.h"
#include "runner/record/run_file.h"
#include "tests/scenarios/suite/suite_folder.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kRows = 40;
constexpr std::int64_t kInterval = 10'000'000'000;

template <class T>
T expected(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

RunHeader header_of_a_day() {
  RunHeader header;
  header.version = "0.1.0";
  header.run_id = "load-20260302T000000Z-0000beef";
  header.started = "2026-03-02T00:00:00Z";
  header.command = "load";
  header.suite = "bench";
  header.profile = "soak";
  header.interval_ns = kInterval;
  for (std::size_t i = 0; i < kRows; ++i) {
    header.rows.push_back(
        {"flow", fmt::format("step-{}", i), "", {"api"}, "GET /", "flow.json", 1});
  }
  header.flows = {{"flow", "A flow", "/", true}};
  return header;
}

// About 30 ms, log-normal; one answer in a hundred takes ten times as long. Connections are kept.
Sample sample_of(std::mt19937_64& random) {
  const double spread = std::normal_distribution<double>(0, 0.4)(random);
  const auto wait = std::chrono::nanoseconds(
      static_cast<std::int64_t>(30e6 * std::exp(spread) * (random() % 100 == 0 ? 10 : 1)));
  Sample sample;
  sample.row = random() % kRows;
  sample.status = 200;
  sample.phases.send = std::chrono::nanoseconds(8'000 + random() % 20'000);
  sample.phases.wait = wait;
  sample.phases.receive = std::chrono::nanoseconds(20'000 + random() % 200'000);
  sample.service_time = sample.phases.send + wait + sample.phases.receive;
  return sample;
}

void write_day(const std::filesystem::path& file, double hours, double rate) {
  const auto writer = expected(RunFileWriter::create(file, header_of_a_day()));
  std::mt19937_64 random(1);
  const auto intervals = static_cast<std::int64_t>(hours * 360);
  const auto requests = static_cast<std::int64_t>(rate * 10);
  Interval interval(kRows, 1);
  for (std::int64_t i = 0; i < intervals; ++i) {
    interval.clear();
    interval.begin_ns = i * kInterval;
    interval.end_ns = (i + 1) * kInterval;
    for (std::int64_t k = 0; k < requests; ++k) {
      const Sample sample = sample_of(random);
      interval.rows[sample.row].record(sample);
      interval.wait_for_user.record(1us);
      interval.dispatch_lag.record(std::chrono::microseconds(40 + random() % 60));
      ++interval.flows[0].started;
      ++interval.flows[0].succeeded;
    }
    expected(writer->append(interval));
  }
  RunEnd end;
  end.kind = RunEndKind::complete;
  end.duration_ns = intervals * kInterval;
  expected(writer->close(end));
}

template <class Work>
double seconds_of(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double megabytes(const std::filesystem::path& file) {
  return static_cast<double>(std::filesystem::file_size(file)) / 1e6;
}

void measure(double hours, double rate) {
  const test::SuiteFolder folder;
  const std::filesystem::path file = folder.path() / "run.db";
  const std::filesystem::path hlog = folder.path() / "run.hlog";
  const double written = seconds_of([&] { write_day(file, hours, rate); });
  const double read = seconds_of([&] { expected(read_run_file(file)); });
  const double logged = seconds_of([&] {
    std::ofstream out(hlog, std::ios::binary);
    IntervalLog log(out);
    expected(read_run_file(file, {[&log](const RunHeader& header) { log.begin(header); },
                                  [&log](const Interval& interval) { log.interval(interval); }}));
  });
  std::size_t lines = 0;
  std::ifstream in(hlog);
  for (std::string line; std::getline(in, line);) ++lines;
  fmt::print(
      "{} h at {} requests/s in {} steps: run.db {:.1f} MB, written in {:.2f} s, read in "
      "{:.2f} s\n",
      hours, rate, kRows, megabytes(file), written, read);
  fmt::print(
      "  .hlog {:.1f} MB in {} lines; read and logged in {:.2f} s: {:.1f} us and {:.0f} bytes "
      "a line\n",
      megabytes(hlog), lines, logged, (logged - read) / static_cast<double>(lines) * 1e6,
      megabytes(hlog) / static_cast<double>(lines) * 1e6);
}

}  // namespace
}  // namespace slogate

int main(int argc, char** argv) {
  try {
    slogate::measure(argc > 1 ? std::atof(argv[1]) : 24, argc > 2 ? std::atof(argv[2]) : 7);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hlog_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
