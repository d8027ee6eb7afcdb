// SIGINT and SIGTERM as something to ask for. SIGPIPE is ignored: a closed stdout or socket must not end a run.
#pragma once

#include <string>

#include "runner/load/load_plan.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

// Call once, before threads are started.
void install_signal_handlers();

// How often SIGINT or SIGTERM came, and which one came first (0: none).
[[nodiscard]] int signal_count();
[[nodiscard]] int first_signal();

// What the first one does to a run, and how long that may take; and the second.
[[nodiscard]] std::string first_signal_line(int signal, const LoadPlan& plan,
                                            const CompiledSuite& suite);
[[nodiscard]] std::string second_signal_line(const CompiledSuite& suite);

}  // namespace slogate
