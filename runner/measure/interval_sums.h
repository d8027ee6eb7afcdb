// Whether intervals add up to what their merge says: counted apart from it, number by number, so
// that an interval lost, merged twice or merged wrongly is seen at the end of every run.
//
//   IntervalSums sums;
//   for (const Interval& interval : intervals) { sums.add(interval); totals.add(interval); }
//   std::string problem = sums.differ(totals);   // empty
//
// One owner thread. Costs an addition for each number and each filled bucket of an interval.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/measure/interval.h"

namespace slogate {

class IntervalSums {
 public:
  void add(const Interval& interval);

  // The first count that is not what was added up, in words ("row 2, response times: 5 in the
  // intervals and 4 in all"); empty where the totals are the sum.
  [[nodiscard]] std::string differ(const Interval& totals) const;

 private:
  static constexpr std::size_t kRowCounts = 16 + 2 * kPhases + kOutcomes + 6;
  static constexpr std::size_t kFlowCounts = 5;
  using Row = std::array<std::uint64_t, kRowCounts>;
  using Flow = std::array<std::uint64_t, kFlowCounts>;
  using Run = std::array<std::uint64_t, 7>;

  static Row counts_of(const RowCounts& row);
  static Flow counts_of(const FlowCounts& flow);
  static Run counts_of(const Interval& interval);

  std::vector<Row> rows_;
  std::vector<Flow> flows_;
  Run run_{};
};

}  // namespace slogate
