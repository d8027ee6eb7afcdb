// How the simulated target answers: delays drawn from (seed, path, time), and faults by the clock. It keeps no count and
// knows no user, so that the same request at the same time gets the same answer in every run of a seed.
//
//   Weather weather({.seed = 7, .delays = Delays::bimodal}, start, wall);
//   ScriptedNetwork network(clock, [&](const Call& call) { return weather.answer_to(call); });
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/scripted_network.h"

namespace slogate::support {

enum class Delays : std::uint8_t { constant, bimodal, heavy_tail };

enum class Fault : std::uint8_t {
  unavailable,  // 503
  refused,      // nobody listens
  slow_drip,    // the answer's bytes come one by one, longer than most steps wait
  reset,        // the connection breaks under way
  silent,       // accepted, and no answer
  wrong_body,   // 200, with what the checks do not expect
};

// What holds for a share of the requests that are sent from `from` to `until` by the wall clock, after its reading at
// the start.
struct FaultSpan {
  Fault fault = Fault::unavailable;
  std::chrono::nanoseconds from{0};
  std::chrono::nanoseconds until{0};
  std::uint32_t per_mille = 1000;
};

class Weather {
 public:
  struct Spec {
    std::uint64_t seed = 0;
    Delays delays = Delays::constant;
    std::chrono::nanoseconds base = std::chrono::milliseconds(20);
    double drift = 0;  // by so much of themselves delays grow in an hour
    std::chrono::nanoseconds connect{0};
    std::uint32_t closes_per_mille = 0;  // answers after which the connection is closed
    std::chrono::nanoseconds drip{0};    // how long a slow drip takes; 0: drawn, 1 to 21 s
    std::vector<FaultSpan> faults;
  };

  Weather(Spec spec, SteadyTime start, WallTime wall);

  [[nodiscard]] Answer answer_to(const Call& call) const;

 private:
  [[nodiscard]] const FaultSpan* fault_of(const Call& call, std::uint64_t drawn) const;
  [[nodiscard]] std::chrono::nanoseconds delay_of(const Call& call, std::uint64_t drawn) const;

  Spec spec_;
  SteadyTime start_;
  WallTime wall_;
};

}  // namespace slogate::support
