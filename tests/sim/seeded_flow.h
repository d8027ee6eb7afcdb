// A flow that a seed makes, as JSON: steps with think times, checks, captures, retries, blocks, a feed, a session. Its
// requests name the flow, the step and the iteration, `/f0/s1?i=17`, so that the network can tell them apart.
//
// What the names of steps say to weather.h, witness.h and the checkers:
//   s  an ordinary step; the first one of a flow is always sent
//   r  tries again: an early answer of it is no failure unless it is a 5xx
//   open, close    of the session that each user has for itself
//   start, finish  of the one that all users share
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "tests/sim/draws.h"

namespace slogate::support {

// Adds the flow's file, and the file of its feed where it has one.
void add_seeded_flow(Draws& draw, std::size_t number, std::map<std::string, std::string>& files);

// Requests that are answered well whatever the weather is: without them nothing else is sent.
[[nodiscard]] inline bool is_spared(const std::string& target) {
  return target.find("/open?") != std::string::npos ||
         target.find("/start?") != std::string::npos || target.starts_with("/setup/");
}

}  // namespace slogate::support
