// How many independent answers a run's answers are worth. Failures come in bursts: a stall hits
// everything that is under way, and a thousand answers in a row say little more than one. Pure.
//
// By batch means: the run is cut into 20 batches of consecutive intervals, long enough to be nearly
// independent of one another, and the share of events is compared between them. Were all answers
// independent, it would vary between batches by the binomial variance; what it varies more is the
// inflation, and n answers are worth n / inflation.
//   - Twenty: 10 to 30 batches give nearly all that there is to gain, more of them are shorter and
//     so depend on one another (Schmeiser, Operations Research 30, 1982). Where neighbours still go
//     together, pairs are merged and ten remain (Fishman, Management Science 24, 1978; von
//     Neumann's test).
//   - The share is a ratio of sums, since batches hold different numbers of answers (Cochran,
//     Sampling Techniques, 6.3).
//   - What few batches tell of a variance is uncertain, so the inflation is multiplied by the
//     square of Student's over the normal quantile, and it is never under 1 (Korn and Graubard,
//     Survey Methodology 24, 1998).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace slogate {

// One interval, or one minute: how many there were, and how many of them count against the claim.
struct Trials {
  std::uint64_t n = 0;
  std::uint64_t events = 0;
};

// Fewer events, or fewer that are none, tell nothing of bursts; nor do fewer intervals.
inline constexpr std::uint64_t kLeastEvents = 10;
inline constexpr std::size_t kBatches = 20;

struct EffectiveSize {
  enum class Known : std::uint8_t { estimated, few_events, few_others, few_intervals };
  Known known = Known::few_intervals;
  double inflation = 1;  // at least 1; 1 where it is not estimated
  std::size_t intervals = 0;

  // So many independent answers `n` are worth; never above n.
  [[nodiscard]] std::uint64_t of(std::uint64_t n) const;
};

// `trials`: in the order of time.
[[nodiscard]] EffectiveSize effective_size(const std::vector<Trials>& trials);

}  // namespace slogate
