// HdrHistogram's log format 1.3 (.hlog): histograms of intervals, a line each, as
// HistogramLogProcessor and the histogram plotters read it.
//
//   HdrLog log(file);
//   log.begin("slogate 0.1.0, run 7f3a9c", 1'772'791'200);
//   log.line("home/shell/response", 0, 1'000'000'000, histogram);
//   // Tag=home/shell/response,0.000,1.000,15.007,HISTFAAA…
//
// Values are microseconds; the column Interval_Max is in milliseconds, as those tools show it (give
// them 1000 as their unit ratio); times are seconds since BaseTime. The same calls give the same
// bytes. Source: HdrHistogram, HistogramLogWriter and HistogramLogReader.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "runner/measure/histogram.h"

namespace slogate {

// A tag of the parts with slashes between them. A tag ends at a comma or blank and a log at what
// readers take for the end of a line, so what is no letter, digit, or one of - . _ ~ is written as
// in URLs: %2C. No two lists of parts have the same tag.
[[nodiscard]] std::string hdr_tag(const std::vector<std::string_view>& parts);

class HdrLog {
 public:
  // `out` outlives the log and is only written to; a failure to write is in its state.
  explicit HdrLog(std::ostream& out) : out_(out) {}

  // What stands above the lines. `origin`: one line that says where the numbers are from; what is
  // not printable ASCII in it is left out. `base_s`: what times count from, in seconds since 1970;
  // without one the log names no start.
  void begin(std::string_view origin, std::optional<std::int64_t> base_s);

  // One interval of one histogram; times in nanoseconds since the base, 0 and up, written to the
  // nearest millisecond; an interval ends where the next begins. An empty tag is none.
  // Where values were clamped, a comment before the line says how many.
  void line(std::string_view tag, std::int64_t begin_ns, std::int64_t end_ns,
            const Histogram& histogram);

 private:
  std::ostream& out_;
};

}  // namespace slogate
