// What a run shows while it goes on: one line that is rewritten on a terminal, a plain line now and then elsewhere.
//
//   Progress progress(std::cerr, is_terminal, planned);
//   progress.second(interval, busy);    // once a second
//   progress.finish();
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <vector>

#include "runner/measure/interval.h"

namespace slogate {

class Progress {
 public:
  // `planned`: the run's length, 0 where it is not bounded by time. `request_rows`: the rows that count requests, without
  // those of step groups. `out` outlives this.
  Progress(std::ostream& out, bool terminal, std::chrono::nanoseconds planned,
           std::vector<std::size_t> request_rows);

  void second(const Interval& second, std::size_t busy_users);
  // A line of its own that stays.
  void say(std::string_view line);
  // Ends the rewritten line.
  void finish();

 private:
  std::ostream& out_;
  bool terminal_;
  std::chrono::nanoseconds planned_;
  std::vector<std::size_t> request_rows_;
  std::uint64_t requests_ = 0;
  std::uint64_t failed_ = 0;
  std::chrono::seconds next_plain_{0};
  std::size_t width_ = 0;  // of the line that stands there
};

}  // namespace slogate
