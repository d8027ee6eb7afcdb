// The parts of a run that `smoke` and `load` share with a search for the capacity, which is many runs in a row.
#pragma once

#include "runner/app/arguments.h"
#include "runner/app/run_setup.h"
#include "runner/app/sample_log.h"
#include "runner/engine/engine.h"
#include "runner/record/run_file.h"

namespace slogate {

// Waits for the target where that is wanted. One that is not ready in time has failed: then `end` says so.
[[nodiscard]] bool target_is_ready(const RunArguments& arguments, const RunSetup& setup,
                                   RunHeader& header, RunEnd& end);

// Runs the setup's plan on real threads, shows its progress, stores each interval, and dumps the samples where `samples`
// is given.
[[nodiscard]] EngineEnd drive(const RunArguments& arguments, const RunSetup& setup,
                              const RunHeader& header, RunFileWriter& file, SampleLog* samples,
                              Diagnostics& problems);

// The end record, by how the engine ended.
[[nodiscard]] RunEnd end_of(const EngineEnd& engine, const RunSetup& setup);

}  // namespace slogate
