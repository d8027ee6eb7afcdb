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
  // How many of the first n turns are the flow's.
  [[nodiscard]] std::uint64_t turns_of(std::size_t flow, std::uint64_t n) const;

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
  Spacing spacing = Spacing::even;  // Model::arrivals
  // Model::users: what all share, or each walks; at most one of them, 0: as much as the time allows.
  std::uint64_t shared_iterations = 0;
  std::uint64_t iterations_per_user = 0;
  std::chrono::nanoseconds duration{0};
  std::chrono::nanoseconds drain{0};
  std::uint32_t max_users = 0;
  std::uint32_t max_waiting = 0;
  std::uint64_t max_requests = 0;       // then no iteration starts any more; 0: any number
  std::chrono::nanoseconds warm_up{0};  // of the duration, at its begin: judged by nothing

  // What teardown and the ends of sessions have, each: the drain limit, and at least 10 s.
  [[nodiscard]] std::chrono::nanoseconds time_for_ends() const {
    return std::max(drain, std::chrono::nanoseconds(std::chrono::seconds(10)));
  }

  // How long an interval of the run file is; rules over a window look at the end of each.
  [[nodiscard]] std::chrono::nanoseconds interval() const {
    return std::chrono::seconds(duration > std::chrono::minutes(15) ? 10 : 1);
  }

  // Arrival n of a stream (Model::arrivals): nothing past its end. A plan has as many arrivals evenly spaced as at
  // Poisson times; where those lie is drawn from (seed, stream, n).
  [[nodiscard]] std::optional<Arrival> arrival(std::size_t stream, std::uint64_t n,
                                               std::uint64_t seed) const;

  // The most users of a closed model at a time.
  [[nodiscard]] std::uint64_t users() const;

  // What the users of a closed model walk together, where that is a number: no more than so many, and
  // fewer where the time is over before. Else nothing.
  [[nodiscard]] std::optional<std::uint64_t> iterations_of_users() const;

  // How many iterations of a flow the plan will start; nothing for those of a closed model whose time
  // alone ends it, where the target decides.
  [[nodiscard]] std::optional<std::uint64_t> planned_iterations(std::size_t flow) const;

  // Those of them that start behind the warm-up, as far as that is known before the run.
  [[nodiscard]] std::optional<std::uint64_t> judged_iterations(std::size_t flow) const;

  // Whether some stream walks the flow.
  [[nodiscard]] bool deals(std::size_t flow) const;

  // "92/s over the other flows, 24/h auth for 10 s": for people.
  [[nodiscard]] std::string text(const std::vector<std::string>& flow_names) const;

 private:
  [[nodiscard]] std::string load_text(const std::vector<std::string>& flow_names) const;
  [[nodiscard]] std::string bounds_text() const;
};

// `flow_names`: the flows that this run walks; the profile's shares of others are left out. Rates of left-out weights
// are left out with them, so that the remaining flows get the load that the profile gives them.
[[nodiscard]] LoadPlan make_plan(const Profile& profile,
                                 const std::vector<std::string>& flow_names);

}  // namespace slogate
