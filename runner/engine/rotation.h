// A worker as the engine keeps it, and what its thread has used. Private to this folder.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "runner/engine/engine.h"

namespace slogate {

struct Engine::Rotation {
  Rotation(const Worker::Setup& setup, WorkerSeat seat, Interval empty)
      : worker(setup, seat),
        clock(*seat.clock),
        spare(std::move(empty)),
        read_at(setup.run_start) {}

  // What the worker's thread used since the last time. On the worker's loop.
  void read_times();

  Worker worker;
  Clock& clock;
  Interval spare;
  std::vector<RawSample> samples;
  std::size_t busy = 0;
  std::uint64_t recorded = 0;
  bool cut_short = false;
  WorkerTimes times;  // since the last rotation
  ThreadTime used;    // until then
  SteadyTime read_at;
};

inline void Engine::Rotation::read_times() {
  constexpr double kFull = 0.95;  // of a core: it had no time left for anything more
  const auto microseconds = [](auto time) {
    const auto count = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0));
  };
  const ThreadTime now = clock.thread_time();
  const SteadyTime at = clock.now();
  times = {};
  times.cpu_us = microseconds(now.cpu - used.cpu);
  times.waiting_us = microseconds(now.waiting - used.waiting);
  const std::uint64_t span_us = microseconds(at - read_at);
  if (static_cast<double>(times.cpu_us) >= kFull * static_cast<double>(span_us)) {
    times.full_us = span_us;
    times.full_cpu_us = std::min(times.cpu_us, span_us);
  }
  used = now;
  read_at = at;
}

}  // namespace slogate
