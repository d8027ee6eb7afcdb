#include "runner/engine/engine.h"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace slogate {
namespace {

constexpr auto kTick = std::chrono::milliseconds(100);
constexpr auto kSecond = std::chrono::seconds(1);
constexpr auto kLateTick =
    std::chrono::seconds(1);  // later than this: the process was stopped or suspended
constexpr auto kStopDrain =
    std::chrono::seconds(10);  // how long a signal waits for running iterations

std::uint64_t requests_of(const Interval& interval) {
  std::uint64_t sum = 0;
  for (const RowCounts& row : interval.rows) sum += row.finished;
  return sum;
}

}  // namespace

struct Engine::Rotation {
  Rotation(const Worker::Setup& setup, WorkerSeat seat, Interval empty)
      : worker(setup, seat), spare(std::move(empty)) {}
  Worker worker;
  Interval spare;
  std::size_t busy = 0;
  std::uint64_t recorded = 0;
};

Engine::Engine(const CompiledSuite& suite, const LoadPlan& plan, EngineOptions options,
               Clock& control, std::vector<WorkerSeat> seats, RunSink sink)
    : suite_(suite),
      plan_(plan),
      options_(std::move(options)),
      control_(control),
      sink_(std::move(sink)),
      sessions_(suite.flows.size()),
      arrived_(control.loop()),
      run_start_(control.now()),
      second_(empty_interval()),
      interval_(empty_interval()) {
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const Worker::Setup setup{suite, plan_,        options_.identity,       memory_,   sessions_,
                              i,     seats.size(), options_.keep_exchanges, run_start_};
    workers_.push_back(std::make_unique<Rotation>(setup, seats[i], empty_interval()));
  }
}

Engine::~Engine() = default;

// One call on worker 0's loop that comes back with the session.
Task<void> Engine::open_session(std::size_t flow) {
  std::shared_ptr<const Session> opened;
  Sleeper sleeper(control_);
  Worker& worker = workers_.front()->worker;
  underway_ = 1;
  boost::asio::co_spawn(
      worker.loop().get_executor(), worker.open_session(flow),
      [this, &opened, &sleeper](std::exception_ptr failed, std::optional<Session> session) {
        auto result = session && failed == nullptr
                          ? std::make_shared<const Session>(std::move(*session))
                          : nullptr;
        boost::asio::post(control_.loop(), [this, &opened, &sleeper, result] {
          opened = result;
          --underway_;
          sleeper.wake();
        });
      });
  while (underway_ > 0) {
    co_await sleeper.until(control_.now() + kTick);
    if (sink_.stop) ask_to_stop(sink_.stop());
  }
  sessions_[flow] = opened;
}

Task<void> Engine::open_sessions() {
  for (std::size_t flow = 0; flow < suite_.flows.size(); ++flow) {
    if (suite_.flows[flow].session_owner != SessionOwner::run) continue;
    const bool planned = plan_.planned_iterations(flow).value_or(1) > 0;
    if (planned) co_await open_session(flow);
    if (end_.stopped != StopKind::none) co_return;
    if (planned && !sessions_[flow]) {
      end_.failures.push_back(fmt::format("flow {}: the sign-in that all its users share failed",
                                          suite_.flows[flow].name));
    }
  }
}

void Engine::start_workers() {
  running_ = workers_.size();
  const SteadyTime start = control_.now();
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
  const SteadyTime drain_end =
      control_.now() + (kind == StopKind::now ? std::chrono::seconds(0) : kStopDrain);
  for (const auto& entry : workers_) {
    Worker& worker = entry->worker;
    boost::asio::post(worker.loop(), [&worker, drain_end] { worker.stop(drain_end); });
  }
}

// Every worker swaps its filled interval for its spare; the sums come back to this loop.
Task<void> Engine::rotate(bool last) {
  underway_ = workers_.size();
  for (const auto& entry : workers_) {
    Rotation* rotation = entry.get();
    boost::asio::post(rotation->worker.loop(), [this, rotation] {
      rotation->worker.rotate(rotation->spare);
      rotation->busy = rotation->worker.busy();
      rotation->recorded = rotation->worker.recorded();
      boost::asio::post(control_.loop(), [this] {
        --underway_;
        arrived_.set();
      });
    });
  }
  while (underway_ > 0) co_await arrived_.wait();
  std::size_t busy = 0;
  second_.clear();
  for (const auto& entry : workers_) {
    second_.add(entry->spare);
    entry->spare.clear();
    busy += entry->busy;
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
  if (!end_.sink_failed && !sink_.interval(interval_)) {
    end_.sink_failed = true;
    ask_to_stop(StopKind::now);
  }
  const std::int64_t end = interval_.end_ns;
  interval_.clear();
  interval_.begin_ns = end;
  interval_.end_ns = end;
}

// What the users recorded must be what the intervals add up to.
std::string Engine::check_sums() const {
  std::uint64_t recorded = 0;
  for (const auto& entry : workers_) recorded += entry->recorded;
  if (recorded == closed_requests_) return {};
  return fmt::format("{} samples were recorded and {} are in the intervals", recorded,
                     closed_requests_);
}

Task<EngineEnd> Engine::run() {
  Sleeper sleeper(control_);
  cpu_before_ = options_.cpu_time();
  co_await open_sessions();
  start_workers();
  SteadyTime tick = control_.now();
  SteadyTime second = run_start_ + kSecond;
  SteadyTime closing = run_start_ + options_.interval;
  while (running_ > 0) {
    tick += kTick;
    co_await sleeper.until(tick);
    const SteadyTime now = control_.now();
    if (now - tick > kLateTick) {
      interval_.stopped_ns += (now - tick).count();
      tick = now;
    }
    if (sink_.stop) ask_to_stop(sink_.stop());
    if (now < second && running_ > 0) continue;
    if (running_ == 0) break;
    co_await rotate(false);
    while (second <= now) second += kSecond;
    if (now >= closing) {
      close_interval();
      while (closing <= now) closing += options_.interval;
    }
  }
  co_await rotate(true);
  close_interval();
  end_.duration = control_.now() - run_start_;
  end_.error = check_sums();
  for (const auto& [flow, retired] : memory_.retired()) {
    end_.retired.push_back(
        {suite_.flows[flow].name, retired.reason, std::chrono::nanoseconds(retired.at_ns)});
  }
  for (const auto& entry : workers_) {
    if (end_.error.empty()) end_.error = entry->worker.error();
  }
  co_return std::move(end_);
}

}  // namespace slogate
