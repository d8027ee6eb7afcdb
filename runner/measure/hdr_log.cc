#include "runner/measure/hdr_log.h"

#include <fmt/core.h>

#include <chrono>

#include "runner/measure/hdr_encoding.h"
#include "scenarios/message/url.h"

namespace slogate {
namespace {

// "Fri Mar 06 10:00:00 UTC 2026", as Java's writer shows it; in the words of no locale.
std::string date_of(std::int64_t seconds) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto moment = std::chrono::sys_seconds(std::chrono::seconds(seconds));
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(moment - day);
  return fmt::format("{} {} {:02} {:02}:{:02}:{:02} UTC {}",
                     kDays[std::chrono::weekday(day).c_encoding()],
                     kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), static_cast<int>(date.year()));
}

std::int64_t rounded_ms(std::int64_t ns) {
  return (ns + 500'000) / 1'000'000;
}

double seconds(std::int64_t ms) {
  return static_cast<double>(ms) / 1e3;
}

}  // namespace

std::string hdr_tag(const std::vector<std::string_view>& parts) {
  std::string tag;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) tag += '/';
    tag += percent_encode(parts[i]);
  }
  return tag;
}

void HdrLog::begin(std::string_view origin, std::optional<std::int64_t> base_s) {
  std::string printable;
  for (const char c : origin) {
    if (c >= ' ' && c <= '~') printable += c;
  }
  out_ << "#[" << printable << "]\n"
       << "#[Values are microseconds; Interval_Max is in milliseconds]\n"
       << "#[Histogram log format version 1.3]\n";
  if (base_s) {
    out_ << fmt::format("#[StartTime: {}.000 (seconds since epoch), {}]\n", *base_s,
                        date_of(*base_s))
         << fmt::format("#[BaseTime: {}.000 (seconds since epoch)]\n", *base_s);
  }
  out_ << R"("StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram")"
       << '\n';
}

void HdrLog::line(std::string_view tag, std::int64_t begin_ns, std::int64_t end_ns,
                  const Histogram& histogram) {
  if (histogram.clamped() > 0) {
    out_ << fmt::format("#[{} of the values below were over 1 h and stand there as 1 h]\n",
                        histogram.clamped());
  }
  if (!tag.empty()) out_ << "Tag=" << tag << ',';
  // A reader adds the length to the start: only between two rounded moments is it the rounded end.
  const std::int64_t begin_ms = rounded_ms(begin_ns);
  out_ << fmt::format("{:.3f},{:.3f},{:.3f},", seconds(begin_ms),
                      seconds(rounded_ms(end_ns) - begin_ms),
                      static_cast<double>(histogram.max().count()) / 1e3)
       << encode_hdr_base64(histogram) << '\n';
}

}  // namespace slogate
