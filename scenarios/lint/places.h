// The steps of lists that are walked one after the other, each with what decides whether it is walked. Private to this
// folder.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/suite/suite.h"

namespace slogate {

// A step and what decides whether it is walked.
struct Place {
  const StepSpec* step = nullptr;
  std::vector<const CheckSpec*> when;    // its own, and its blocks'
  std::vector<const BlockSpec*> blocks;  // around it, outermost first
  std::vector<const BlockSpec*> loops;   // over lists that may be empty
  std::vector<const BlockSpec*> polls;   // repeated until something holds, else the walk fails
  std::vector<const CheckSpec*>
      ends_where;  // those of `when` without which nothing behind is walked
};

[[nodiscard]] std::vector<Place> places_of(const std::vector<const StepList*>& lists);

[[nodiscard]] bool has(const std::vector<const BlockSpec*>& blocks, const BlockSpec* wanted);

// False where a capture that finds nothing fails its step.
[[nodiscard]] bool may_be_missing(const CaptureSpec& capture);

// Whether the block's repetition gives the variable its first value.
[[nodiscard]] bool starts(const BlockSpec& block, const std::string& name);

// The step's capture of that name, or nullptr.
[[nodiscard]] const CaptureSpec* capture_of(const StepSpec& step, const std::string& name);

}  // namespace slogate
