// What a step's checks and captures say of one answer. All checks are evaluated, all failures told; captures are taken
// only where every check holds.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "runner/user/run_memory.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

struct Judged {
  std::vector<CheckFailure> failures;  // empty: the step passed
  std::vector<std::string> explanations;
  std::vector<std::string> checks;  // one line per check, with how it went; only where asked for
};

// Sets the captures' slots in `frame`. A list capture's items are resolved against `base`. `memory` answers which sticky
// captures the run has seen of `flow`; it is not changed.
[[nodiscard]] Judged judge_answer(const CompiledStep& step, const Exchange& exchange,
                                  const Url& base, Frame& frame, std::size_t flow,
                                  const RunMemory& memory, std::chrono::sys_seconds now,
                                  bool with_lines);

}  // namespace slogate
