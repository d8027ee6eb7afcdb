// One finished request (or one finished step group), as the virtual user hands it to the recorder.
// Times are offsets from the run's start on the steady clock. house: service time, response time,
// schedule lag.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "scenarios/message/exchange.h"
#include "scenarios/message/outcome.h"

namespace slogate {

struct Sample {
  std::size_t row = 0;
  Outcome outcome = Outcome::ok;
  int status = 0;  // 0: no answer
  std::chrono::nanoseconds service_time{0};
  std::chrono::nanoseconds schedule_lag{0};  // only on an iteration's first request; else 0
  Phases phases;
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
  bool new_connection = false;
  bool stale_retry = false;
  bool extra_bytes = false;
};

// How an iteration came to start.
struct Start {
  std::size_t flow = 0;
  std::chrono::nanoseconds wait_for_user{0};
  std::chrono::nanoseconds dispatch_lag{0};
};

// aborted: cut off by the drain limit. retired: its flow has come to its own end (`expires`); it
// counts as started only.
enum class IterationEnd : std::uint8_t { succeeded, failed, aborted, retired };

}  // namespace slogate
