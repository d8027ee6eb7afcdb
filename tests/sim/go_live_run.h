// The shipped go-live suite, run on virtual time as `slogate smoke` and `slogate load` run it: prepared by the
// command's own code, recorded to a run file, read back, judged and told.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "runner/app/arguments.h"
#include "runner/record/run_result.h"
#include "runner/slo/verdict.h"
#include "tests/scenarios/suite/suite_folder.h"
#include "tests/sim/contract_app.h"

namespace slogate::support {

struct GoLiveRun {
  RunArguments arguments;  // `command`, `profile` and what the test changes
  ContractApp::Faults faults;
  WallTime wall{std::chrono::sys_days(std::chrono::year(2026) / 3 / 2)};  // a midnight, UTC
  std::size_t workers = 1;

  RunResult result;
  Verdict verdict;
  int exit = -1;                             // of the live command
  std::uint64_t sent = 0;                    // by the network's own count
  std::uint64_t spoiled = 0;                 // by the app's own count
  std::map<std::string, std::string> files;  // the report files' bytes

  // `plan`: "smoke", "load" or "soak".
  explicit GoLiveRun(const std::string& plan);
  void run();

  [[nodiscard]] const ObjectiveVerdict& objective(const std::string& name) const;
  [[nodiscard]] std::uint64_t requests() const;
  [[nodiscard]] std::uint64_t failed() const;

 private:
  test::SuiteFolder folder_;  // a temporary folder
};

}  // namespace slogate::support
