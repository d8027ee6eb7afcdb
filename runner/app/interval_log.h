// A run's intervals as an HdrHistogram log (.hlog): one line for each interval and histogram that
// holds something, tagged with the flow, the step and which histogram it is.
//
//   IntervalLog log(file);
//   log.begin(header);
//   log.interval(interval);   // Tag=home/shell/response,0.000,1.000,15.007,HISTFAAA…
//
// Lines without a tag hold the response times of all requests together, one for every interval.
// Tags of the whole run: wait_for_user, dispatch_lag. Intervals of a warm-up, which no objective
// counts, have "warm-up:" before their tags, and "warm-up" for none. Written from the run file alone: the same file
// gives the same bytes, without a path, a time but the run's, or anything that was sent or answered.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "runner/measure/hdr_log.h"
#include "runner/record/run_result.h"

namespace slogate {

class IntervalLog {
 public:
  explicit IntervalLog(std::ostream& out) : log_(out) {}

  void begin(const RunHeader& header);
  // Of the run whose header was given.
  void interval(const Interval& interval);

 private:
  // The histograms of a row, in the order of their lines.
  void row(std::size_t index, const Interval& interval);
  void line(const std::string& tag, const Histogram& histogram, const Interval& interval);

  HdrLog log_;
  std::vector<RunRow> rows_;
  Histogram all_;
};

}  // namespace slogate
