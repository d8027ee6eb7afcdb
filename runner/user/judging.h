// What a step's checks and captures say of one answer. All checks are evaluated, all failures told;
// captures are taken only where every check holds.
#pragma once

#include <chrono>
#include <span>
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

// An answer, the redirects that led to it, the address that it came from, and the memory to look
// into it.
struct Answered {
  const Exchange& exchange;
  std::span<const Hop> hops;
  const Url& url;
  BodyReader& reader;
};

// Sets the captures' slots in `frame`. A list capture's items are resolved against the answer's
// address. `memory` answers which sticky captures the run has seen of `flow`; it is not changed.
// `redactor`: words that are fit to be told.
[[nodiscard]] Judged judge_answer(const CompiledStep& step, const Answered& answer, Frame& frame,
                                  std::size_t flow, const RunMemory& memory,
                                  std::chrono::sys_seconds now, bool with_lines,
                                  const Redactor* redactor = nullptr);

}  // namespace slogate
