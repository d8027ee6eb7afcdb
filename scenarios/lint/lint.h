// What is allowed in a suite and yet hardly meant: names that nobody uses, flows that nobody walks, steps that are never
// sent or can never pass, secrets in clear.
// Warnings, each with its place; nothing here keeps a run from beginning.
//
//   for (const Diagnostic& warning : lint(suite).list) …
#pragma once

#include "scenarios/suite/suite.h"

namespace slogate {

// In the order of the suite, then of its flows. What depends on values is not seen here: see the plan of `check`.
[[nodiscard]] Diagnostics lint(const Suite& suite);

}  // namespace slogate
