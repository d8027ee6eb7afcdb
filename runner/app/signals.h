// SIGINT and SIGTERM as something to ask for. SIGPIPE is ignored: a closed stdout or socket must not end a run.
#pragma once

namespace slogate {

// Call once, before threads are started.
void install_signal_handlers();

// How often SIGINT or SIGTERM came, and which one came first (0: none).
[[nodiscard]] int signal_count();
[[nodiscard]] int first_signal();

}  // namespace slogate
