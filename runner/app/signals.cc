#include "runner/app/signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>

#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

// A signal handler can reach nothing else.
std::atomic<int> g_count = 0;
std::atomic<int> g_first = 0;

extern "C" void on_signal(int number) {
  int none = 0;
  g_first.compare_exchange_strong(none, number);
  ++g_count;
}

bool ends_sessions(const CompiledSuite& suite) {
  return std::any_of(suite.flows.begin(), suite.flows.end(),
                     [](const CompiledFlow& flow) { return !flow.session_end.empty(); });
}

// What a run walks behind its last iteration.
std::string afterwards(const LoadPlan& plan, const CompiledSuite& suite) {
  const std::string limit = duration_text(plan.time_for_ends());
  if (!suite.teardown && !ends_sessions(suite)) return {};
  if (!suite.teardown) return fmt::format(", then sessions are ended within {}", limit);
  if (!ends_sessions(suite)) return fmt::format(", then teardown is walked within {}", limit);
  return fmt::format(", then sessions are ended and teardown is walked within {} each", limit);
}

}  // namespace

void install_signal_handlers() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
}

int signal_count() {
  return g_count;
}
int first_signal() {
  return g_first;
}

std::string first_signal_line(int signal, const LoadPlan& plan, const CompiledSuite& suite) {
  return fmt::format(
      "{}: nothing new is started, and what runs has {} to come to its end{}; a "
      "second signal ends the run at once",
      signal == SIGTERM ? "SIGTERM" : "SIGINT", duration_text(plan.drain), afterwards(plan, suite));
}

std::string second_signal_line(const CompiledSuite& suite) {
  std::string out = "second signal: the run ends at once";
  if (ends_sessions(suite)) out += ", without the ends of its sessions";
  if (suite.teardown) out += ends_sessions(suite) ? " and without teardown" : ", without teardown";
  return out;
}

}  // namespace slogate
