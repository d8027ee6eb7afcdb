// A run on real threads: one per worker, the control loop on the caller's.
#pragma once

#include "runner/engine/engine.h"
#include "runner/net/resolve_table.h"
#include "runner/net/tls_context.h"

namespace slogate {

// Blocks until the run is over. `workers`: 1 to 256. Throws std::system_error where a thread cannot be started, before
// anything is sent. `overrides`: where names lead instead (outlives the run); nullptr: every name is looked up.
[[nodiscard]] EngineEnd run_on_threads(const CompiledSuite& suite, const LoadPlan& plan,
                                       EngineOptions options, const TlsContext& tls,
                                       std::size_t workers, RunSink sink,
                                       const ResolveTable* overrides = nullptr);

// Repeats the suite's ready step each second until its checks hold: how long that took, or why it did not within `limit`.
struct ReadyWait {
  bool ready = false;
  std::chrono::nanoseconds waited{0};
  std::string last_failure;
};
[[nodiscard]] ReadyWait wait_until_ready(const CompiledSuite& suite, const TlsContext& tls,
                                         const RunIdentity& identity,
                                         std::chrono::nanoseconds limit,
                                         const std::function<bool()>& interrupted,
                                         const ResolveTable* overrides = nullptr);

// Blocks for `length`, or until `interrupted`, asked ten times a second.
void rest(std::chrono::nanoseconds length, const std::function<bool()>& interrupted);

}  // namespace slogate
