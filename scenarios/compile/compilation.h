// A suite compiled as far as it could be read, so that all that is wrong with it is told in one go.
//
//   const SuiteReading reading = read_suite("suite.json");
//   Compilation compiled = compile_reading(reading, environment, options);
//   if (!compiled.told.empty()) show(in_order(std::move(compiled.told), reading.files));
//
// What only follows from a fault of reading is not told: a name is not called unknown where it may
// stand in a part that was not read.
#pragma once

#include "scenarios/compile/compiled_flow.h"
#include "scenarios/suite/parse.h"

namespace slogate {

struct Compilation {
  CompiledSuite suite;      // nothing to run unless `told` is empty
  bool has_target = false;  // whether suite.target is known
  Diagnostics told;         // what reading found wrong, and what compiling did; in no order
};

[[nodiscard]] Compilation compile_reading(const SuiteReading& reading,
                                          const Environment& environment,
                                          const CompileOptions& options);

}  // namespace slogate
