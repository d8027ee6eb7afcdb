// What goes wrong in the demo on purpose: routes that fail, a share of errors, slowness, stalls.
// Pure functions of a counter and of the time since the start, so that the same seed gives the same
// faults in the same order.
//
//   FaultPlan plan({.fail = {{"/api/auth/request", 503}}});
//   plan.status_of("/api/auth/request");  // 503
//
// Immutable; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slogate {

// `route` and everything below it answer `status`; "/" is the start page alone.
struct RouteFault {
  std::string route;
  int status = 503;
};

class FaultPlan {
 public:
  struct Settings {
    std::chrono::milliseconds latency{0};
    std::chrono::milliseconds jitter{0};
    double error_rate = 0;
    std::vector<RouteFault> fail = {};
    std::chrono::milliseconds stall_every{0};
    std::chrono::milliseconds stall_for{0};
    std::uint64_t seed = 1;
  };

  explicit FaultPlan(Settings settings);

  // What is wrong with the settings, as a sentence part; empty when nothing is.
  [[nodiscard]] static std::string complaint(const Settings& settings);

  // The status that this path must answer; the longest route that fits decides.
  [[nodiscard]] std::optional<int> status_of(std::string_view path) const;

  // Whether the n-th API answer is an internal error.
  [[nodiscard]] bool is_error(std::uint64_t n) const;

  // How much later the n-th answer comes: latency and jitter, never below zero.
  [[nodiscard]] std::chrono::microseconds delay_of(std::uint64_t n) const;

  // What is left of the stall at this time since the start. The k-th stall (k from 1) begins at k *
  // stall_every.
  [[nodiscard]] std::chrono::microseconds stall_left(std::chrono::microseconds since_start) const;

 private:
  Settings settings_;
};

}  // namespace slogate
