// For each checker a world in which it is violated on purpose, so that it is seen to bite: an interval lost, a start
// before its time, a sample counted twice.
//
//   for (const Violation& violation : all_violations()) { ... look(run(violation)) is not empty ... }
#pragma once

#include <cstddef>
#include <vector>

#include "tests/sim/checkers.h"

namespace slogate::support {

struct Violation {
  const char* checker;  // that must see it
  const char* what;     // in words
  const char* told;     // a part of what the checker says
  SeededPlan plan;
  Tampering tampering;
  std::size_t place = 0;  // of the run in which it happens, as in simulate()
  bool alone = false;     // one run is enough for this checker
};

[[nodiscard]] std::vector<Violation> all_violations();

// With `tampered` false the same runs without the violation.
[[nodiscard]] SimulatedCase run(const Violation& violation, bool tampered);

}  // namespace slogate::support
