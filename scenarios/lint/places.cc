#include "scenarios/lint/places.h"

#include <algorithm>
#include <utility>

namespace slogate {
namespace {

void add_conditions(const std::vector<CheckSpec>& when, bool stops, Place& place) {
  for (const CheckSpec& condition : when) {
    place.when.push_back(&condition);
    if (stops) place.ends_where.push_back(&condition);
  }
}

void add_places(const StepList& steps, std::vector<Place>& out) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    Place place;
    place.step = &steps[i];
    bool inside = false;  // what ends the walk there ends only what would not be walked anyway
    for (const BlockSpec& block : steps.blocks) {
      if (i < block.first || i >= block.end) continue;
      add_conditions(block.when, block.stop_otherwise && !inside, place);
      inside = inside || (!block.when.empty() && !block.stop_otherwise);
      place.blocks.push_back(&block);
      if (block.repeat.kind == RepeatKind::for_each) place.loops.push_back(&block);
      if (block.repeat.kind == RepeatKind::until && block.repeat.fails_at_bound)
        place.polls.push_back(&block);
    }
    add_conditions(steps[i].when, steps[i].stop_otherwise && !inside, place);
    out.push_back(std::move(place));
  }
}

}  // namespace

std::vector<Place> places_of(const std::vector<const StepList*>& lists) {
  std::vector<Place> out;
  for (const StepList* list : lists) add_places(*list, out);
  return out;
}

bool has(const std::vector<const BlockSpec*>& blocks, const BlockSpec* wanted) {
  return std::find(blocks.begin(), blocks.end(), wanted) != blocks.end();
}

bool may_be_missing(const CaptureSpec& capture) {
  return !capture.fallback && (capture.optional || capture.sticky);
}

bool starts(const BlockSpec& block, const std::string& name) {
  return std::any_of(block.repeat.start.begin(), block.repeat.start.end(),
                     [&](const StartSpec& start) { return start.name == name; });
}

const CaptureSpec* capture_of(const StepSpec& step, const std::string& name) {
  for (const CaptureSpec& capture : step.captures) {
    if (capture.name == name) return &capture;
  }
  return nullptr;
}

}  // namespace slogate
