#include "tests/sim/violations.h"

#include <memory>
#include <string>
#include <utility>

namespace slogate::support {
namespace {

using namespace std::chrono_literals;

using OnInterval = std::function<bool(Interval&, std::size_t)>;

Tampering on_interval(std::size_t which, std::function<void(Interval&)> change) {
  return {[which, change = std::move(change)](Interval& interval, std::size_t number) {
            if (number == which) change(interval);
            return true;
          },
          nullptr};
}

Tampering on_run(std::function<void(WorldRun&)> change) {
  return {nullptr, std::move(change)};
}

// Ten seconds, two flows, an iteration every 100 ms, none of which fails.
SeededPlan quiet() {
  SeededPlan out = plan_of_hours(1);
  std::string& suite = out.files["suite.json"];
  const auto put = [&suite](const std::string& from, const std::string& to) {
    suite.replace(suite.find(from), from.size(), to);
  };
  put(R"("for": "1h")", R"("for": "10s")");
  put(R"("rate": "2/s")", R"("rate": "10/s")");
  out.weather.faults.clear();
  return out;
}

SeededPlan asleep() {
  SeededPlan out = quiet();
  out.events.push_back({ClockEvent::Kind::suspend, 4s, 3s});
  return out;
}

void start_twice(Interval& interval) {
  ++interval.flows[0].started;
}

void count_twice(Interval& interval) {
  Sample sample;
  sample.status = 200;
  sample.service_time = 10ms;
  interval.rows[0].record(sample);
}

void improve(Interval& interval) {
  Histogram& times = interval.rows[0].response;
  const std::uint64_t count = times.count();
  times.clear();
  times.record_us(1, count);
}

void be_late(Interval& interval) {
  interval.dispatch_lag.record(20ms);
}

// What ended in one interval is counted in the next.
OnInterval count_late() {
  return [held = std::vector<RowCounts>()](Interval& interval, std::size_t number) mutable {
    if (number == 3) {
      held = interval.rows;
      for (RowCounts& row : interval.rows) row.clear();
    }
    for (std::size_t i = 0; number == 4 && i < held.size(); ++i) interval.rows[i].add(held[i]);
    return true;
  };
}

OnInterval leak() {
  return [kept = std::make_shared<std::vector<std::unique_ptr<char>>>()](Interval&, std::size_t) {
    // The room for them is there from the start.
    if (kept->empty()) kept->reserve(10'000);
    kept->push_back(std::make_unique<char>());
    return true;
  };
}

}  // namespace

std::vector<Violation> all_violations() {
  const SeededPlan calm = quiet();
  std::vector<Violation> out;
  const auto add = [&](const char* checker, const char* what, const char* told, Tampering tampering,
                       std::size_t place = 0) {
    out.push_back({checker, what, told, calm, std::move(tampering), place, place == 0});
  };
  add("ends_whole", "a request never ends", "never ended",
      on_run([](WorldRun& run) { run.seen[5].over = false; }));
  add("ends_whole", "an internal error", "broken",
      on_run([](WorldRun& run) { run.end.error = "broken"; }));
  add("starts_add_up", "an iteration counted as two starts", "101 iterations started, 100 ended",
      on_interval(2, start_twice));
  add("starts_add_up", "an iteration that could not start, and is not counted as dropped",
      "100 iterations planned, 99 started and 0 dropped", on_interval(2, [](Interval& interval) {
        --interval.flows[0].started;
        --interval.flows[0].succeeded;
      }));
  add("intervals_sum_to_totals", "an interval lost", "11 intervals were closed and 10 stored",
      {[](Interval&, std::size_t number) { return number != 2; }, nullptr});
  add("intervals_sum_to_totals", "an interval merged twice", "in all",
      on_interval(2, [](Interval& interval) { interval.add(Interval(interval)); }));
  add("network_agrees", "a sample counted twice", "by the network", on_interval(2, count_twice));
  add("network_agrees", "an iteration that nobody saw", "started", on_interval(2, start_twice));
  add("latencies_agree", "response times that are too good", "response times are not",
      on_interval(2, improve));
  add("times_are_in_order", "a start before its time", "was to start at",
      on_run([](WorldRun& run) { run.starts[7].actual = run.starts[7].intended - 1ns; }));
  add("times_are_in_order", "an end before its begin", "ended at",
      on_run([](WorldRun& run) { run.seen[7].end = run.seen[7].begin - 1ns; }));
  add("intervals_touch", "a gap of a nanosecond", "the next one begins at",
      on_interval(2, [](Interval& interval) { ++interval.begin_ns; }));
  add("intervals_touch", "intervals that overlap", "the next one begins at",
      on_interval(2, [](Interval& interval) { --interval.begin_ns; }));
  add("samples_lie_in_their_interval", "a second's samples counted in the next one",
      "are counted there", {count_late(), nullptr});
  out.push_back({"lost_time_is_noted",
                 "a suspension that is kept silent",
                 "3000000000 ns suspended",
                 asleep(),
                 {[](Interval& interval, std::size_t) {
                    interval.stopped_ns = interval.suspended_ns = 0;
                    return true;
                  },
                  nullptr},
                 0,
                 true});
  add("lost_time_is_noted", "time that was not lost", "0 ns lost",
      on_interval(2, [](Interval& interval) { interval.stopped_ns = 2'000'000'000; }));
  add("lateness_is_nobodys", "a start that the generator made late", "was late by",
      on_interval(2, be_late));
  out.push_back({"memory_stays",
                 "a byte leaked in each interval",
                 "after hour 3",
                 plan_of_hours(3),
                 {leak(), nullptr},
                 0,
                 true});
  add("same_seed_same_bytes", "one byte more in the second run", "the dump of the run file differs",
      on_interval(2, [](Interval& interval) { ++interval.rows[0].bytes_in; }), 3);
  add("same_seed_same_bytes", "a report that differs", "report.html differs",
      on_run([](WorldRun& run) { run.files["report.html"][20] = '!'; }), 3);
  add("workers_start_the_same", "an iteration missing with 7 workers", "not at all",
      on_run([](WorldRun& run) { run.starts.pop_back(); }), 2);
  add("workers_start_the_same", "another start with 2 workers", "started with 1 worker(s) at",
      on_run([](WorldRun& run) { run.starts[9].intended += 1ns; }), 1);
  return out;
}

SimulatedCase run(const Violation& violation, bool tampered) {
  const Tampering tampering = tampered ? violation.tampering : Tampering{};
  if (!violation.alone) return simulate(violation.plan, tampering, violation.place);
  SimulatedCase out;
  out.runs.push_back(run_world(violation.plan, {.tampering = tampering}));
  return out;
}

}  // namespace slogate::support
