// Which rate to try next, to find the highest one that a system holds: up by doubling, then halving the gap between
// what held and what did not. Steps are noisy, so no rate is believed for one step alone, and each has the better of
// three: one that did not hold is tried again at once, and the highest that held, at last, once more.
//
//   CapacitySearch search({.start = 50});
//   while (auto rate = search.next()) search.record(outcome_of_a_step_at(*rate));
//   search.held(), search.limit()
//
// A value: no clock, no draw. It ends after at most `most_steps` steps.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

namespace slogate {

enum class StepOutcome : std::uint8_t {
  held,
  broke,       // the target: an objective, or it did not keep up with what was due
  generator,   // the generator was in trouble: the step says nothing of the target
  too_little,  // nothing failed, and an objective had too few samples: a higher rate gives more
  unclear,     // not decided, for another reason
};

struct SearchBounds {
  double start = 1;   // iterations a second, above 0
  double least = 0;   // where it stops to search downwards; 0: a 64th of the start
  double most = 1e6;  // never more than this
  double growth = 2;  // upwards; downwards twice as far at a time
  double resolution =
      0.05;  // so near to each other lie the rate that held and the one that did not
  std::uint32_t most_steps = 40;
};

class CapacitySearch {
 public:
  explicit CapacitySearch(const SearchBounds& bounds);

  // The rate of the next step; nothing when the search is over.
  [[nodiscard]] std::optional<double> next() const;

  // How that step ended. `short_by`: how many times as many samples it would have taken
  // (too_little); where that is out of reach of a few doublings the search ends.
  void record(StepOutcome outcome, double short_by = 1);

  // The highest rate that held, below the limit; nothing where none did. `times`: in so many steps.
  struct Held {
    double rate = 0;
    std::uint32_t times = 0;
  };
  [[nodiscard]] std::optional<Held> held() const;

  // The lowest rate that did not hold, and why: the target where it broke in one of its steps. Nothing where all held.
  struct Limit {
    double rate = 0;
    StepOutcome why = StepOutcome::broke;
  };
  [[nodiscard]] std::optional<Limit> limit() const;

  // The highest rate below the limit that had too little data, where none held.
  [[nodiscard]] std::optional<double> undecided() const;

  // Whether the search came to its own end, and not to that of its steps.
  [[nodiscard]] bool is_settled() const { return steps_ < bounds_.most_steps && last_ && !next(); }

 private:
  struct Tally {
    std::uint32_t held = 0;
    std::uint32_t broke = 0;
    std::uint32_t generator = 0;
    std::uint32_t unclear = 0;
    bool too_little = false;

    [[nodiscard]] std::uint32_t against() const { return broke + generator + unclear; }
  };
  using Tallies = std::map<double, Tally>;

  [[nodiscard]] bool is_bad(const Tallies::value_type& tried) const;
  [[nodiscard]] Tallies::const_iterator lowest_bad() const;
  // The highest below `bad` that held; else, where `any`, the highest of which nothing bad is known.
  [[nodiscard]] Tallies::const_iterator highest_good(Tallies::const_iterator bad, bool any) const;
  [[nodiscard]] std::optional<double> confirm() const;
  // Between the two, rounded where there is a round one; nothing where they are near enough.
  [[nodiscard]] std::optional<double> between(double low, double high) const;

  SearchBounds bounds_;
  Tallies tried_;
  std::optional<double> last_;
  std::uint32_t steps_ = 0;
  bool hopeless_ = false;
};

}  // namespace slogate
