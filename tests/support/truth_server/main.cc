// A server that knows how long it took: slogate's numbers are held against its log. It shares no
// code with slogate.
//
//   slogate_truth_server --delay bimodal:1ms:20ms:0.1 --log FILE [--seed N] [--port N] [--body BYTES]
//     [--receive 1ms] [--turn always]
//
// Listens on loopback, prints "port N", and on SIGTERM or SIGINT writes the log and ends with 0; 2:
// a wrong command line, 4: it could not listen or write.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/support/truth_server/server.h"

namespace {

int complain(const std::string& what) {
  std::fprintf(stderr, "slogate_truth_server: %s\n", what.c_str());
  return 2;
}

void raise_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

// What is wrong with the command line, or nothing.
std::string read_options(int argc, char** argv, truth::Options& options, std::string& log) {
  std::string delay = "constant:0";
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--delay") {
      delay = value;
    } else if (name == "--log") {
      log = value;
    } else if (name == "--seed") {
      options.delays.seed = std::strtoull(value.c_str(), nullptr, 10);
    } else if (name == "--port") {
      options.port = static_cast<std::uint16_t>(std::strtoul(value.c_str(), nullptr, 10));
    } else if (name == "--body") {
      options.body = std::strtoul(value.c_str(), nullptr, 10);
    } else if (name == "--receive") {
      options.receive_ns = static_cast<std::int64_t>(truth::read_duration_ns(value));
    } else if (name == "--turn" && value == "always") {
      options.always_turns = true;
    } else {
      return "unknown option " + name + " " + value;
    }
  }
  if (argc % 2 == 0 || log.empty()) return "options come in pairs, and --log FILE must be there";
  std::string why;
  if (!truth::read_delays(delay, options.delays, why)) return "--delay " + delay + ": " + why;
  return options.receive_ns < 0 ? "--receive: a duration such as 1ms is meant" : "";
}

}  // namespace

int main(int argc, char** argv) {
  truth::Options options;
  std::string log;
  if (const std::string why = read_options(argc, argv, options, log); !why.empty())
    return complain(why);
  raise_descriptors();
  prctl(PR_SET_TIMERSLACK, 1UL);  // else every sleep may be 50 us longer
  const int stop = stop_signals();
  truth::Server server(options);
  if (stop < 0 || !server.listen()) {
    std::perror("slogate_truth_server");
    return 4;
  }
  std::printf("port %d\n", server.port());
  std::fflush(stdout);
  server.run(stop);
  if (truth::write_log(log, server.log())) return 0;
  std::perror(log.c_str());
  return 4;
}
