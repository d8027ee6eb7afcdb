// What a run does, as one value: smoke, load and soak differ only here. Streams of arrivals, users in a closed model, or
// a fixed number of iterations, and which flow each iteration walks.
//
//   LoadPlan plan = make_plan(profile, flow_names);
//   plan.arrival(stream, n)     // {due, flow, iteration, ordinal}; nothing past the end
//
// Pure and immutable: any number of workers sees the same arrivals.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runner/load/schedule.h"
#include "scenarios/suite/suite.h"

namespace slogate {

// Deals flows by weight, evenly: over any stretch the counts differ from the weights' share by less than one or two.
class FlowDeal {
 public:
  struct Weighted {
    std::size_t flow = 0;
    double weight = 1;
  };
  explicit FlowDeal(const std::vector<Weighted>& weights);

  struct Turn {
    std::size_t flow = 0;
    std::uint64_t ordinal = 0;  // the how-manieth of this flow in this deal, from 0
  };
  [[nodiscard]] Turn turn(std::uint64_t n) const;
  [[nodiscard]] bool deals(std::size_t flow) const {
    return flow < per_round_.size() && per_round_[flow] > 0;
  }

 private:
  std::vector<Turn> pattern_;  // one round; ordinals within the round
  std::vector<std::uint64_t> per_round_;
};

struct Arrival {
  std::chrono::nanoseconds due{0};  // offset from the profile's start
  std::size_t flow = 0;
  std::uint64_t iteration = 0;  // unique in the run: the seed of everything random in it
  std::uint64_t ordinal = 0;    // the how-manieth of its flow: picks rows of feeds
};

struct LoadPlan {
  struct Stream {
    Schedule schedule;
    FlowDeal deal;
  };

  Model model = Model::iterations;
  std::uint32_t iterations = 1;    // Model::iterations
  std::vector<std::size_t> flows;  // Model::iterations: in the order of the suite
  std::vector<Stream>
      streams;  // Model::arrivals; Model::users has one, whose level is the number of users
  std::chrono::nanoseconds duration{0};
  std::chrono::nanoseconds drain{0};
  std::uint32_t max_users = 0;
  std::uint32_t max_waiting = 0;

  // What teardown and the ends of sessions have, each: the drain limit, and at least 10 s.
  [[nodiscard]] std::chrono::nanoseconds time_for_ends() const {
    return std::max(drain, std::chrono::nanoseconds(std::chrono::seconds(10)));
  }

  // Arrival n of a stream (Model::arrivals): nothing past its end.
  [[nodiscard]] std::optional<Arrival> arrival(std::size_t stream, std::uint64_t n) const;

  // How many iterations of a flow the plan will start; nothing for those of a closed model, where the
  // target decides.
  [[nodiscard]] std::optional<std::uint64_t> planned_iterations(std::size_t flow) const;

  // Whether some stream walks the flow.
  [[nodiscard]] bool deals(std::size_t flow) const;

  // "92 iterations/s for 10 s and auth 24/h": for people.
  [[nodiscard]] std::string text(const std::vector<std::string>& flow_names) const;
};

// `flow_names`: the flows that this run walks; the profile's shares of others are left out. Rates of left-out weights
// are left out with them, so that the remaining flows get the load that the profile gives them.
[[nodiscard]] LoadPlan make_plan(const Profile& profile,
                                 const std::vector<std::string>& flow_names);

}  // namespace slogate
