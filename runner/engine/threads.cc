#include "runner/engine/threads.h"

#include <boost/asio/executor_work_guard.hpp>

#include <algorithm>
#include <exception>
#include <thread>

#include "runner/net/socket_network.h"

namespace slogate {
namespace {

// A worker's own world. The loop is told that one thread runs it (concurrency hint 1).
struct WorkerThread {
  WorkerThread(const TlsContext& tls, const ResolveTable* overrides)
      : loop(1),
        clock(loop),
        network(clock, tls, overrides),
        work(boost::asio::make_work_guard(loop)) {}

  Loop loop;
  RealClock clock;
  SocketNetwork network;
  boost::asio::executor_work_guard<Executor> work;
  std::jthread thread;
};

void start_threads(const std::vector<std::unique_ptr<WorkerThread>>& threads) {
  try {
    for (const auto& entry : threads)
      entry->thread = std::jthread([&loop = entry->loop] { loop.run(); });
  } catch (...) {
    // Those that run already must be let go, or joining them never ends.
    for (const auto& entry : threads) entry->loop.stop();
    throw;
  }
}

Task<void> wait_for(const CompiledStep& step, std::size_t slots, VirtualUser& user, Clock& clock,
                    SteadyTime give_up, const std::function<bool()>& interrupted, ReadyWait& wait) {
  Sleeper sleeper(clock);
  const SteadyTime begin = clock.now();
  while (true) {
    const SteadyTime attempt = clock.now();
    wait.last_failure = co_await user.probe(step, slots);
    wait.ready = wait.last_failure.empty();
    wait.waited = clock.now() - begin;
    const SteadyTime next = attempt + std::chrono::seconds(1);
    if (wait.ready || interrupted() || next > give_up) co_return;
    co_await sleeper.until(next);
  }
}

Task<void> rest_on(Clock& clock, std::chrono::nanoseconds length,
                   const std::function<bool()>& interrupted) {
  Sleeper sleeper(clock);
  const SteadyTime end = clock.now() + length;
  while (clock.now() < end && !interrupted())
    co_await sleeper.until(std::min(end, clock.now() + std::chrono::milliseconds(100)));
}

}  // namespace

EngineEnd run_on_threads(const CompiledSuite& suite, const LoadPlan& plan, EngineOptions options,
                         const TlsContext& tls, std::size_t workers, RunSink sink,
                         const ResolveTable* overrides) {
  Loop control_loop(1);
  RealClock control(control_loop);
  std::vector<std::unique_ptr<WorkerThread>> threads;
  std::vector<WorkerSeat> seats;
  for (std::size_t i = 0; i < workers; ++i) {
    threads.push_back(std::make_unique<WorkerThread>(tls, overrides));
    seats.push_back({&threads.back()->clock, &threads.back()->network});
  }
  EngineEnd end;
  std::exception_ptr failed;
  {
    Engine engine(suite, plan, std::move(options), control, std::move(seats), std::move(sink));
    start_threads(threads);
    spawn(control_loop, engine.run(), [&](std::exception_ptr error, EngineEnd result) {
      failed = error;
      end = std::move(result);
      control_loop.stop();
    });
    control_loop.run();
    // Stopped, not left to run dry: alarms of requests that ended long ago may still be set.
    for (const auto& entry : threads) entry->loop.stop();
    for (const auto& entry : threads) entry->thread.join();
  }
  if (failed) std::rethrow_exception(failed);
  return end;
}

ReadyWait wait_until_ready(const CompiledSuite& suite, const TlsContext& tls,
                           const RunIdentity& identity, std::chrono::nanoseconds limit,
                           const std::function<bool()>& interrupted,
                           const ResolveTable* overrides) {
  ReadyWait wait;
  Loop loop(1);
  RealClock clock(loop);
  SocketNetwork network(clock, tls, overrides);
  Recorder recorder(suite.rows.size(), suite.flows.size());
  RunMemory memory;
  SharedSessions sessions(suite.flows.size());
  const Frame setup;
  UserContext context{.suite = suite,
                      .identity = identity,
                      .clock = clock,
                      .recorder = recorder,
                      .memory = memory,
                      .sessions = sessions,
                      .setup = setup,
                      .run_start = clock.now()};
  VirtualUser user(context, network.make_exchanger());
  spawn(loop,
        wait_for(*suite.ready, suite.ready_slots, user, clock, clock.now() + limit, interrupted,
                 wait),
        [&loop](std::exception_ptr) { loop.stop(); });
  loop.run();
  return wait;
}

void rest(std::chrono::nanoseconds length, const std::function<bool()>& interrupted) {
  Loop loop(1);
  RealClock clock(loop);
  spawn(loop, rest_on(clock, length, interrupted), [&loop](std::exception_ptr) { loop.stop(); });
  loop.run();
}

}  // namespace slogate
