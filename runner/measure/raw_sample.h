// One request with every time that was taken of it, for whoever holds a run against another
// process's log (`--dump-samples`). Kept beside the sums of an interval and only where somebody
// asks.
//
// Points in time are those of the steady clock, CLOCK_MONOTONIC, and not offsets from the run's
// start.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "runner/measure/sample.h"

namespace slogate {

struct RawSample {
  using Time = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

  // An iteration's start; it was intended so much earlier as its lags say.
  struct Started {
    Time actual{};
    Start start;

    [[nodiscard]] Time intended() const {
      return actual - start.wait_for_user - start.dispatch_lag;
    }
  };

  Time begin{};
  Sample sample;
  bool unanswered = false;  // the run's end cut it off: a request, and among nobody's sums
  // Nothing: of no iteration's own steps, but of setup, teardown or a session.
  std::optional<Started> started;
  std::uint64_t iteration = 0;
  std::uint64_t request = 0;           // its number in the iteration
  std::array<char, 32> request_id{};   // as it was sent; begins with NUL where it was not
  std::array<char, 55> traceparent{};  // likewise
};

}  // namespace slogate
