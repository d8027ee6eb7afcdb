// How much is sent, and for how long: what a suite says under "profiles".
//
//   "load": {"rate": "50/s", "for": "10m", "flows": {"order": 3}}
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/suite/diagnostic.h"
#include "scenarios/suite/quantity.h"

namespace slogate {

enum class Model : std::uint8_t { iterations, users, arrivals };

// How the starts of an open model lie: at equal distances of the rate's integral, or as a Poisson process throws them.
enum class Spacing : std::uint8_t { even, poisson };

// Linear from the previous stage's end to `to` over `duration`.
struct Stage {
  double to = 0;  // users, or iterations a second
  Duration duration{0};
};

// A flow's part in a profile: a weight in the profile's load, or a rate of its own.
struct Share {
  std::string flow;
  double weight = 1;
  std::optional<double> rate;  // iterations a second
  Position at;
};

struct Profile {
  std::string name;
  Model model = Model::iterations;
  std::uint32_t iterations = 1;  // Model::iterations: of each flow, one after the other
  // Model::users: how many iterations all users share, or each one walks; at most one of them, 0: as
  // many as the time allows.
  std::uint64_t shared_iterations = 0;
  std::uint64_t iterations_per_user = 0;
  double from = 0;            // where the first stage begins; constant load: equal to its `to`
  std::vector<Stage> stages;  // users and arrivals
  Spacing spacing = Spacing::even;            // Model::arrivals
  std::vector<Share> shares;                  // empty: every flow with weight 1
  std::uint32_t max_users = 1000;             // 1 to 100,000
  std::uint32_t max_waiting = 10000;          // due iterations that may wait for a user
  std::uint64_t max_requests = 0;             // of the run; 0: any number
  Duration warm_up{0};                        // at the begin of the stages, judged by nothing
  Duration drain = std::chrono::seconds(10);  // how long after the end running iterations may go on
  Position at;

  // How long all stages take together.
  [[nodiscard]] Duration length() const {
    Duration sum{0};
    for (const Stage& stage : stages) sum += stage.duration;
    return sum;
  }
};

}  // namespace slogate
