// What must hold after every simulation, in one place: named functions that give an empty text, or what is wrong. They
// know a run from three sides that share no code: what the network saw, what the engine reported, what the run file has.
//
//   SimulatedCase one_case = simulate(123);
//   for (const Checker& checker : all_checkers()) EXPECT_EQ(checker.look(one_case), "") << checker.name;
//
// checkers_bite_test.cc has a seeded violation for each of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/sim/world.h"

namespace slogate::support {

// The runs of one seed.
struct SimulatedCase {
  std::vector<WorldRun> runs;     // with 1, 2 and 7 workers, or only the first
  std::optional<WorldRun> again;  // the first once more
};

// `tampering` is done to the run of that place: 0 to 2 for 1, 2 and 7 workers, 3 for the second one with 1 worker.
[[nodiscard]] SimulatedCase simulate(const SeededPlan& seeded, const Tampering& tampering = {},
                                     std::size_t place = 0);

struct Checker {
  const char* name;
  const char* holds;  // in words
  std::string (*look)(const SimulatedCase& all);
};

[[nodiscard]] std::vector<Checker> all_checkers();

// sums_checkers.cc
[[nodiscard]] std::string ends_whole(const SimulatedCase& all);
[[nodiscard]] std::string starts_add_up(const SimulatedCase& all);
[[nodiscard]] std::string intervals_sum_to_totals(const SimulatedCase& all);
[[nodiscard]] std::string network_agrees(const SimulatedCase& all);
[[nodiscard]] std::string latencies_agree(const SimulatedCase& all);

// time_checkers.cc
[[nodiscard]] std::string times_are_in_order(const SimulatedCase& all);
[[nodiscard]] std::string intervals_touch(const SimulatedCase& all);
[[nodiscard]] std::string samples_lie_in_their_interval(const SimulatedCase& all);
[[nodiscard]] std::string lost_time_is_noted(const SimulatedCase& all);
[[nodiscard]] std::string lateness_is_nobodys(const SimulatedCase& all);

// sameness_checkers.cc
[[nodiscard]] std::string memory_stays(const SimulatedCase& all);
[[nodiscard]] std::string same_seed_same_bytes(const SimulatedCase& all);
[[nodiscard]] std::string workers_start_the_same(const SimulatedCase& all);

}  // namespace slogate::support
