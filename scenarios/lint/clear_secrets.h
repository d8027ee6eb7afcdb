// Secrets that stand in a suite as they are, where a version-control system keeps them for ever. Private to this
// folder.
#pragma once

#include "scenarios/lint/uses.h"
#include "scenarios/suite/suite.h"

namespace slogate {

// Tells each; the line itself is not shown.
void find_clear_secrets(const StepSpec& step, Diagnostics& told);
void find_clear_secrets(const Defaults& defaults, Diagnostics& told);
void find_clear_secrets(const VariableSpec& variable, Diagnostics& told);
// Columns that are called like a secret, used, and shown in every report.
void find_shown_columns(const FeedSpec& feed, const Names& used, Diagnostics& told);

}  // namespace slogate
