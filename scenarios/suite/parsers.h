// One parser for each kind of node: JSON in, a value out, everything wrong told to `problems`.
// Where a node is of no use, its value is what could be read; the list of problems then keeps the
// suite from being used.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenarios/suite/json.h"
#include "scenarios/suite/suite.h"

namespace slogate {

inline constexpr std::size_t kMostSteps = 1000;  // of a flow: each is a row of every report

// Header fields: names are tokens (RFC 9110 5.6.2), none twice, none that the writer of requests
// adds itself.
using HeaderTexts = std::vector<std::pair<std::string, TemplateText>>;
[[nodiscard]] HeaderTexts parse_headers(const Json& object, Diagnostics& problems);

[[nodiscard]] CheckSpec parse_check(const Json& json, Diagnostics& problems);
[[nodiscard]] CaptureSpec parse_capture(const std::string& name, const Position& at,
                                        const Json& json, Diagnostics& problems);
[[nodiscard]] StepSpec parse_step(const Json& json, Diagnostics& problems);
[[nodiscard]] Flow parse_flow(const Json& json, Diagnostics& problems);
[[nodiscard]] Profile parse_profile(const std::string& name, const Json& json,
                                    Diagnostics& problems);
[[nodiscard]] Objective parse_objective(const Json& json, Diagnostics& problems);
[[nodiscard]] VariableSpec parse_variable(const std::string& name, const Position& at,
                                          const Json& json, Diagnostics& problems);

// A flow file as a suite names it.
struct FlowFile {
  std::string file;  // relative to the suite's folder
  Position at;
};

// A suite file without its flows, on top of the one that it extends.
struct SuiteDraft {
  Suite suite;
  std::vector<FlowFile> flow_files;
};

// Adds what this file says to what the one that it extends said.
void parse_suite(const Json& json, SuiteDraft& draft, Diagnostics& problems);

// Names that point from one part of the suite to another: objectives and profiles to flows, steps,
// tags, groups.
void cross_check(const Suite& suite, Diagnostics& problems);

}  // namespace slogate
