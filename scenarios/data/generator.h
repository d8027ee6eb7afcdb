// Values that an iteration makes up for itself. Pure: the same spec and draw give the same text in
// every run, on every machine and with any number of workers; only a timestamp comes from the clock,
// by Draw::unix_ms.
//
//   std::string out;
//   generate(spec, {seed, stream_number(flow.name), arrival.ordinal, now_ms}, out);
#pragma once

#include <string>

#include "scenarios/data/random.h"
#include "scenarios/suite/generator_spec.h"

namespace slogate {

// Appends the value; allocates nothing but what `out` needs to grow.
void generate(const GeneratorSpec& spec, const Draw& draw, std::string& out);

}  // namespace slogate
