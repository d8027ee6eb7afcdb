// Where a virtual user has got to in one iteration. Private to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "runner/user/judging.h"
#include "runner/user/virtual_user.h"

namespace slogate {

struct VirtualUser::Walk {
  Walk(std::size_t flow_index, const CompiledFlow* walked, Frame& values, const Arrival& start)
      : index(flow_index), flow(walked), frame(values), arrival(start) {}

  std::size_t index;
  const CompiledFlow* flow;  // nullptr: the suite's ready step, which is not recorded
  Frame& frame;
  Arrival arrival;
  std::chrono::nanoseconds schedule_lag{0};  // until the first request has taken it
  std::uint64_t requests = 0;
  std::optional<std::size_t> group_row;
  SteadyTime group_begin{};
  std::chrono::nanoseconds group_lag{
      0};  // of the iteration's first request, where the group begins with it
  std::uint64_t group_requests = 0;  // `requests` when the group began
  bool group_failed = false;
  SteadyTime request_begin{};
  std::string failure;  // the last one in words
};

// How one answer was judged, with what its report needs.
struct VirtualUser::Verified {
  Outcome outcome = Outcome::ok;
  Judged judged;
};

[[nodiscard]] inline std::size_t slot_of(BuiltinSlot slot) {
  return static_cast<std::size_t>(slot);
}

}  // namespace slogate
