// The command line, parsed and checked: names of options in full, every value with its unit.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runner/demo/server.h"
#include "scenarios/suite/diagnostic.h"
#include "scenarios/suite/quantity.h"
#include "scenarios/suite/suite.h"

namespace slogate {

// `load --find-capacity`.
struct CapacityArguments {
  Duration step = std::chrono::seconds(10);  // how long each rate is tried
  std::optional<double> from;                // iterations a second; none: the profile's own rate
  std::optional<double> up_to;
  double resolution = 0.05;
};

// `smoke` and `load`: one engine, so one set of arguments; each command knows its part of the options.
struct RunArguments {
  std::string command;
  std::string suite;  // empty: the shipped go-live suite
  std::string target;
  bool demo = false;
  std::vector<std::string> flows;
  std::vector<std::string> skip;
  std::map<std::string, std::string> variables;
  std::string secrets;                   // a folder, "-" for standard input, or empty
  std::vector<ResolveOverride> resolve;  // before those of the suite
  std::string profile;
  std::optional<Duration> wait_ready;
  std::optional<std::uint32_t> times;
  std::optional<double> rate;
  std::optional<std::uint32_t> users;
  std::optional<Duration> length;
  std::optional<CapacityArguments> capacity;
  std::uint32_t workers = 1;
  std::optional<std::uint64_t> seed;
  std::vector<std::string> allow_hosts;
  std::string ca_file;
  std::string out;           // empty: slogate-results/<UTC time>-<command>
  std::string samples_file;  // every request as it was measured; empty: nowhere
  bool redact = true;  // no option sets it: the test that shows that the redaction test bites does
};

struct ReportArguments {
  std::string run_file;
  std::string out;   // empty: the run file's folder
  std::string hlog;  // a file for the intervals as an HdrHistogram log; empty: none
};

struct CheckArguments {
  std::string suite;
  std::vector<std::string> skip;
  std::map<std::string, std::string> variables;
  std::string secrets;
  bool strict = false;  // a warning is an error
};

// What a command line asked for, or the help that it wanted.
template <class T>
struct Parsed {
  std::optional<T> arguments;
  std::string help;  // set where there are no arguments
};

[[nodiscard]] Result<Parsed<RunArguments>> parse_smoke(const std::vector<std::string>& words);
[[nodiscard]] Result<Parsed<RunArguments>> parse_load(const std::vector<std::string>& words);
[[nodiscard]] Result<Parsed<ReportArguments>> parse_report(const std::vector<std::string>& words);
[[nodiscard]] Result<Parsed<CheckArguments>> parse_check(const std::vector<std::string>& words);
[[nodiscard]] Result<Parsed<DemoOptions>> parse_demo(const std::vector<std::string>& words);

}  // namespace slogate
