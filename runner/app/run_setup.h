// Everything that must be right before the first request: suite, environment, profile, hosts, descriptors. What is
// wrong ends the command with exit code 2, and nothing was sent.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runner/app/arguments.h"
#include "runner/demo/server.h"
#include "runner/load/load_plan.h"
#include "runner/net/resolve_table.h"
#include "runner/net/tls_context.h"
#include "runner/record/run_result.h"
#include "runner/user/run_identity.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

struct RunSetup {
  std::unique_ptr<DemoServer> demo;  // --demo
  CompiledSuite suite;
  Profile profile;
  LoadPlan plan;
  TlsContext tls;
  ResolveTable resolve;
  RunIdentity identity;
  std::vector<std::string> warnings;

  [[nodiscard]] std::vector<std::string> flow_names() const;
};

[[nodiscard]] Result<RunSetup> prepare_run(const RunArguments& arguments,
                                           const Environment& environment);

// The profile by name, with what the command line says instead.
[[nodiscard]] Result<Profile> choose_profile(const Suite& suite, const RunArguments& arguments);

// All that the run file's header says of this run.
[[nodiscard]] RunHeader describe_run(const RunArguments& arguments, const RunSetup& setup);

}  // namespace slogate
