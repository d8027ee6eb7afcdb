// Where a virtual user has got to in one walk over a list of steps. Private to this folder.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runner/user/judging.h"
#include "runner/user/virtual_user.h"

namespace slogate {

// How many turns the repetitions of one walk may take in all. Repetitions nest, and a turn whose
// steps are all left out costs nothing that would ever end them.
inline constexpr std::uint64_t kMostTurns = 100'000;

// A block that is being walked.
struct VirtualUser::Turn {
  const CompiledBlock* block = nullptr;
  std::uint32_t number = 0;  // from 0
  std::uint32_t turns = 1;   // how many there are; for `until` how many at most
  std::size_t inner = 0;     // the number of the block behind it in the list
  std::vector<std::string> items;
};

// A repetition that has taken its last turn before its "until" held.
struct Bound {
  const CompiledBlock* block = nullptr;
  std::string because;
};

// How one answer was judged, with what its report needs.
struct VirtualUser::Verified {
  Outcome outcome = Outcome::ok;
  Judged judged;
  // The repetition whose last step it was: among `judged` is what of its "until" did not hold.
  std::unique_ptr<Bound> bound = {};
  bool unsent = false;  // no step of the repetition was sent: there is no request
};

// The step that was sent last, neither counted nor told yet: it fails where the repetition around it
// ends with it, before its "until" holds. Kept no longer than until the next request or pause.
struct VirtualUser::Held {
  const CompiledStep* step = nullptr;
  Verified verified;
};

// It lies in a coroutine's frame, and every iteration makes one anew: what few walks have is elsewhere.
struct VirtualUser::Walk {
  struct Failure {
    std::string step;
    std::string why;
  };

  Walk(std::size_t flow_index, const CompiledFlow* walked, Frame& values, const Arrival& start)
      : index(flow_index), flow(walked), frame(values), arrival(start) {}

  std::size_t index;
  const CompiledFlow* flow;  // nullptr: the suite's ready step, which is not recorded
  Frame& frame;
  Arrival arrival;
  bool in_iteration = false;  // not a session's steps, nor setup or teardown
  bool keeps_failure = false;
  std::chrono::nanoseconds schedule_lag{0};  // until the first request has taken it
  std::uint64_t requests = 0;
  std::optional<std::size_t> group_row;
  SteadyTime group_begin{};
  std::chrono::nanoseconds group_lag{
      0};  // of the iteration's first request, where the group begins with it
  std::chrono::nanoseconds group_think{0};  // thought in it: no part of its time
  std::uint64_t group_requests = 0;         // `requests` when the group began
  bool group_failed = false;
  SteadyTime request_begin{};
  bool failed = false;               // a step failed, and the walk went on
  std::unique_ptr<Failure> failure;  // the first one in words, where somebody asks
  std::vector<Turn> turns;           // of the blocks around the next step, outermost first
  std::size_t next_block = 0;        // in the list
  std::uint64_t turns_taken = 0;
  std::uint64_t thinks = 0;
  std::uint32_t renewals = 0;  // of the session, in this iteration
  std::unique_ptr<Held> held;
};

[[nodiscard]] inline std::size_t slot_of(BuiltinSlot slot) {
  return static_cast<std::size_t>(slot);
}

// Request numbers of walks that are no iteration, or their requests would carry the identifiers of
// the iteration's own.
[[nodiscard]] constexpr std::uint64_t numbers_apart(std::uint64_t walk) {
  return (walk + 1) << 32U;
}

}  // namespace slogate
