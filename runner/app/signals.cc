#include "runner/app/signals.h"

#include <atomic>
#include <csignal>

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

}  // namespace slogate
