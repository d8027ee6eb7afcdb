// What must hold where a step is walked: its conditions, those of its blocks, and those without which an earlier step
// has ended the walk. Private to this folder.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "scenarios/lint/places.h"
#include "scenarios/suite/suite.h"

namespace slogate {

struct Fact {
  const CheckSpec* claim = nullptr;
  std::size_t asked = 0;             // before which place
  std::size_t depth = 0;             // how many blocks around the step were begun before
  const BlockSpec* block = nullptr;  // whose condition it is; nullptr: a step's own
  bool earlier = false;              // of a step that the walk has left behind
  bool is_check = false;             // else a condition
  bool stops = false;                // without it nothing behind is walked
};

// The names of one list, and how long a value of theirs stays what it is.
class Facts {
 public:
  // `flow`: nullptr for setup and teardown; `before` and `steps` as in find_unreachable.
  Facts(const Flow* flow, const std::vector<const StepList*>& before, const StepList& steps);

  [[nodiscard]] const std::vector<Place>& places() const { return places_; }
  [[nodiscard]] std::size_t first() const { return first_; }  // place of the list

  // In the order in which they are asked: outermost first, the step's checks last.
  [[nodiscard]] std::vector<Fact> at(std::size_t place);

  // True where what `early` says is still so when `late` is asked at that place.
  [[nodiscard]] bool lasts(std::size_t place, const Fact& early, const Fact& late) const;

 private:
  void add_earlier(std::size_t place, std::vector<Fact>& out) const;
  void add_checks(std::size_t place, std::vector<Fact>& out);
  const CheckSpec& there_is(const std::string& list, const Position& at);
  [[nodiscard]] bool captured(const std::string& name, std::size_t from, std::size_t end) const;
  [[nodiscard]] bool started(const std::string& name, std::size_t from, std::size_t last) const;

  const Flow* flow_;
  std::vector<Place> places_;
  std::size_t first_;
  std::deque<CheckSpec> made_;  // of lists and captures; they stay where they are
};

// True for names whose value changes without a capture: the turn's own, the clock's, those of a session that is renewed
// in the middle of an iteration.
[[nodiscard]] bool changes_by_itself(const Flow* flow, const std::string& name);

}  // namespace slogate
