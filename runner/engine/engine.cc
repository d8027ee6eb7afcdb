#include "runner/engine/engine.h"

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <map>

#include "runner/engine/rotation.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

constexpr auto kTick = std::chrono::milliseconds(100);
constexpr auto kSecond = std::chrono::seconds(1);
constexpr auto kLateTick = std::chrono::seconds(1);  // later than this: the process was stopped
// Shorter than this the machine never sleeps; the two clocks are not read at the same moment.
constexpr auto kLeastSuspension = std::chrono::milliseconds(100);

std::uint64_t requests_of(const Interval& interval) {
  std::uint64_t sum = 0;
  for (const RowCounts& row : interval.rows) sum += row.finished;
  return sum;
}

// Why no flow had anything left to do, and since when.
std::string end_of_flows(const std::map<std::size_t, RunMemory::Retired>& flows) {
  std::int64_t last = 0;
  bool exhausted = true;
  for (const auto& [flow, retired] : flows) {
    last = std::max(last, retired.at_ns);
    exhausted = exhausted && retired.exhausted;
  }
  const char* which = flows.size() == 1 ? "the only flow" : "every flow";
  return fmt::format("{} had come to {} after {}", which,
                     exhausted ? "the end of its rows" : "its end",
                     duration_text(std::chrono::nanoseconds(last)));
}

std::string end_of_requests(std::uint64_t most, std::chrono::nanoseconds after) {
  return fmt::format("the {} that the profile allows {} sent after {}",
                     most == 1 ? "only request" : grouped(most) + " requests",
                     most == 1 ? "was" : "were", duration_text(after));
}

// Why users did not walk all that they were to walk; empty where they did.
std::string cut_by_time(const LoadPlan& plan, std::uint64_t taken) {
  const auto all = plan.iterations_of_users();
  if (!all || taken >= *all) return {};
  return fmt::format("the {} of the profile were over after {} of {} iterations",
                     duration_text(plan.duration), grouped(taken), grouped(*all));
}

}  // namespace

Engine::Engine(const CompiledSuite& suite, const LoadPlan& plan, EngineOptions options,
               Clock& control, std::vector<WorkerSeat> seats, RunSink sink)
    : suite_(suite),
      plan_(plan),
      options_(std::move(options)),
      control_(control),
      sink_(std::move(sink)),
      sessions_(suite.flows.size()),
      setup_(suite.setup ? suite.setup->slots : 0),
      arrived_(control.loop()),
      sleeper_(control),
      run_start_(control.now()),
      second_(empty_interval()),
      interval_(empty_interval()) {
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const Worker::Setup setup{.suite = suite,
                              .plan = plan_,
                              .identity = options_.identity,
                              .memory = memory_,
                              .sessions = sessions_,
                              .setup = setup_,
                              .index = i,
                              .count = seats.size(),
                              .keep_exchanges = options_.keep_exchanges,
                              .keep_samples = static_cast<bool>(sink_.samples),
                              .run_start = run_start_};
    workers_.push_back(std::make_unique<Rotation>(setup, seats[i], empty_interval()));
  }
}

Engine::~Engine() = default;

void Engine::start_workers() {
  running_ = workers_.size();
  const SteadyTime start = control_.now();
  load_end_ = start + plan_.duration;
  end_.load_began = start - run_start_;
  for (std::size_t flow = 0; flow < suite_.flows.size(); ++flow) dealt_ += plan_.deals(flow);
  for (const auto& entry : workers_) {
    Worker& worker = entry->worker;
    boost::asio::post(worker.loop(), [this, &worker, start] {
      worker.start(start, [this] { boost::asio::post(control_.loop(), [this] { --running_; }); });
    });
  }
}

void Engine::ask_to_stop(StopKind kind) {
  if (kind <= end_.stopped) return;
  end_.stopped = kind;
  const std::chrono::nanoseconds drain =
      kind == StopKind::now ? std::chrono::nanoseconds(0) : plan_.drain;
  // Behind the load the ends of sessions and teardown have their own time, unless all is to end now.
  if (!load_over_ || kind == StopKind::now) limit_ = std::min(limit_, control_.now() + drain);
  if (!load_over_) stop_workers(drain, true);
}

void Engine::stop_workers(std::chrono::nanoseconds drain, bool interrupts) {
  const SteadyTime drain_end = control_.now() + drain;
  for (const auto& entry : workers_) {
    Worker& worker = entry->worker;
    boost::asio::post(worker.loop(),
                      [&worker, drain_end, interrupts] { worker.stop(drain_end, interrupts); });
  }
}

// A step asked for the run's end: as if its time were over, so what runs has the plan's drain limit.
void Engine::end_early() {
  if (ending_ || !memory_.is_ending()) return;
  ending_ = true;
  end_.failures.push_back(memory_.reason_to_end());
  const bool is_early = plan_.model == Model::iterations || control_.now() < load_end_;
  if (is_early && end_.early.empty()) end_.early = memory_.reason_to_end();
  stop_workers(plan_.drain, false);
}

// Every flow of the load has come to its end, or no request is left of those that the plan allows:
// what is left of its time would be idle.
void Engine::end_without_work() {
  if (dealt_ == 0 || ending_ || end_.stopped != StopKind::none || !end_.early.empty()) return;
  if (control_.now() >= load_end_) return;
  if (plan_.max_requests > 0 && memory_.requests() >= plan_.max_requests) {
    end_.early = end_of_requests(plan_.max_requests, control_.now() - run_start_);
  } else if (memory_.retired_count() >= dealt_) {
    end_.early = end_of_flows(memory_.retired());
  } else {
    return;
  }
  for (const auto& entry : workers_) {
    Worker& worker = entry->worker;
    boost::asio::post(worker.loop(), [&worker] { worker.finish(); });
  }
}

// The load's time was over, and then the last requests that the plan allows were sent: what was still waiting did not
// start, and is no drop.
bool Engine::left_out_by_cap() const {
  if (plan_.model != Model::arrivals || plan_.max_requests == 0) return false;
  std::uint64_t planned = 0;
  for (std::size_t flow = 0; flow < suite_.flows.size(); ++flow)
    planned += plan_.planned_iterations(flow).value_or(0);
  return memory_.requests() >= plan_.max_requests && met_ < planned;
}

// Every worker swaps its filled interval for its spare; the sums come back to this loop.
Task<void> Engine::rotate(bool last) {
  underway_ = workers_.size();
  for (const auto& entry : workers_) {
    Rotation* rotation = entry.get();
    boost::asio::post(rotation->worker.loop(), [this, rotation] {
      rotation->worker.rotate(rotation->spare);
      rotation->worker.take_samples(rotation->samples);
      rotation->read_times();
      rotation->busy = rotation->worker.busy();
      rotation->recorded = rotation->worker.recorded();
      rotation->cut_short = rotation->worker.is_cut_short();
      boost::asio::post(control_.loop(), [this] {
        --underway_;
        arrived_.set();
      });
    });
  }
  while (underway_ > 0) co_await arrived_.wait();
  std::size_t busy = 0;
  second_.clear();
  second_.workers.resize(workers_.size());
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Rotation& worker = *workers_[i];
    second_.add(worker.spare);
    worker.spare.clear();
    if (!worker.samples.empty()) sink_.samples(worker.samples);
    worker.samples.clear();
    second_.workers[i] = worker.times;
    busy += worker.busy;
  }
  const auto cpu = options_.cpu_time();
  second_.cpu_us = static_cast<std::uint64_t>((cpu - cpu_before_).count());
  cpu_before_ = cpu;
  second_.begin_ns = interval_.end_ns;
  second_.end_ns = (control_.now() - run_start_).count();
  // add() keeps the earlier begin, so the first second sets it.
  const std::int64_t begin = interval_.begin_ns;
  interval_.add(second_);
  interval_.begin_ns = begin;
  interval_.end_ns = second_.end_ns;
  if (sink_.second && !last) sink_.second(second_, busy);
}

void Engine::close_interval() {
  closed_requests_ += requests_of(interval_);
  for (const FlowCounts& flow : interval_.flows) met_ += flow.started + flow.dropped;
  if (!end_.sink_failed && !sink_.interval(interval_)) {
    end_.sink_failed = true;
    ask_to_stop(StopKind::now);
  }
  const std::int64_t end = interval_.end_ns;
  interval_.clear();
  interval_.begin_ns = end;
  interval_.end_ns = end;
  interval_.warm_up = control_.now() < warm_up_end_;
}

// What the load sends first belongs to intervals of its own; setup and sign-ins before it do not.
Task<void> Engine::begin_warm_up() {
  if (plan_.warm_up.count() == 0) co_return;
  co_await rotate(true);
  warm_up_end_ = control_.now() + plan_.warm_up;
  if (requests_of(interval_) > 0) close_interval();
  interval_.warm_up = true;
}

// What the users recorded must be what the intervals add up to.
std::string Engine::check_sums() const {
  std::uint64_t recorded = 0;
  for (const auto& entry : workers_) recorded += entry->recorded;
  if (recorded == closed_requests_) return {};
  return fmt::format("{} samples were recorded and {} are in the intervals", recorded,
                     closed_requests_);
}

// Time in which nothing here could run. While the machine is suspended the steady clock stands
// still, so that no tick is late by it.
void Engine::note_lost_time(std::chrono::nanoseconds late) {
  const std::chrono::nanoseconds suspended = control_.suspended();
  if (suspended - suspended_ >= kLeastSuspension) {
    interval_.suspended_ns += (suspended - suspended_).count();
    interval_.stopped_ns += (suspended - suspended_).count();
    suspended_ = suspended;
  }
  if (late > kLateTick) interval_.stopped_ns += late.count();
}

Task<void> Engine::keep_time() {
  SteadyTime tick = control_.now();
  while (running_ > 0) {
    // Ticks keep their grid; the end of the warm-up is one more.
    const bool warms = interval_.warm_up && warm_up_end_ < tick + kTick;
    if (!warms) tick += kTick;
    const SteadyTime wake = warms ? warm_up_end_ : tick;
    co_await sleeper_.until(wake);
    const SteadyTime now = control_.now();
    note_lost_time(now - wake);
    if (now - wake > kLateTick) tick = now;
    if (sink_.stop) ask_to_stop(sink_.stop());
    end_early();
    end_without_work();
    if (now >= limit_) {
      Worker& worker = workers_.front()->worker;
      boost::asio::post(worker.loop(), [&worker] { worker.abort_apart(); });
    }
    const bool is_warm = interval_.warm_up && now >= warm_up_end_;
    if (now < next_second_ && running_ > 0 && !is_warm) continue;
    if (running_ == 0) break;
    co_await rotate(false);
    while (next_second_ <= now) next_second_ += kSecond;
    if (now >= next_closing_ || is_warm) {
      close_interval();
      while (next_closing_ <= now) next_closing_ += options_.interval;
    }
  }
}

Task<EngineEnd> Engine::run() {
  cpu_before_ = options_.cpu_time();
  suspended_ = control_.suspended();
  next_second_ = run_start_ + kSecond;
  next_closing_ = run_start_ + options_.interval;
  std::chrono::nanoseconds loaded{0};  // when the load was over
  co_await set_up();
  if (!set_up_failed_) {
    co_await open_sessions();
    co_await begin_warm_up();
    start_workers();
    co_await keep_time();
    loaded = control_.now() - run_start_;
    dealt_ = 0;
    end_early();
    load_over_ = true;
    co_await end_sessions();
  }
  load_over_ = true;
  co_await tear_down();
  co_await rotate(true);
  close_interval();
  end_.duration = control_.now() - run_start_;
  if (end_.error.empty()) end_.error = check_sums();
  for (const auto& [flow, retired] : memory_.retired()) {
    end_.retired.push_back(
        {suite_.flows[flow].name, retired.reason, std::chrono::nanoseconds(retired.at_ns)});
  }
  end_.interrupted = end_.interrupted || !end_.left_out.empty();
  const bool asked = end_.stopped != StopKind::none || ending_ || set_up_failed_;
  if (!asked && end_.early.empty() && left_out_by_cap())
    end_.early = end_of_requests(plan_.max_requests, loaded);
  const bool ended_by_time = end_.stopped == StopKind::none && end_.early.empty();
  if (!set_up_failed_ && ended_by_time)
    end_.not_walked = cut_by_time(plan_, memory_.taken_numbers());
  for (const auto& entry : workers_) {
    end_.interrupted = end_.interrupted || entry->cut_short;
    if (end_.error.empty()) end_.error = entry->worker.error();
  }
  co_return std::move(end_);
}

}  // namespace slogate
