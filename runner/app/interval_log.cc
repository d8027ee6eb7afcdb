#include "runner/app/interval_log.h"

#include <fmt/core.h>

#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>

namespace slogate {
namespace {

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  const char* end = text.data() + at + digits;
  const auto [stopped, error] = std::from_chars(text.data() + at, end, value);
  if (error != std::errc() || stopped != end || value < 0) return std::nullopt;
  return value;
}

// Of "2026-03-06T10:00:00Z", which is how runs name their start; nothing for any other form.
std::optional<std::int64_t> epoch_seconds(std::string_view text) {
  static constexpr std::string_view kForm = "0000-00-00T00:00:00Z";
  if (text.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] != '0' && kForm[i] != text[i]) return std::nullopt;
  }
  const auto year = number_at(text, 0, 4);
  const auto month = number_at(text, 5, 2);
  const auto day = number_at(text, 8, 2);
  const auto hour = number_at(text, 11, 2);
  const auto minute = number_at(text, 14, 2);
  const auto second = number_at(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  const std::chrono::sys_seconds moment = std::chrono::sys_days(date) + std::chrono::hours(*hour) +
                                          std::chrono::minutes(*minute) +
                                          std::chrono::seconds(*second);
  return moment.time_since_epoch().count();
}

constexpr std::string_view kWarmUp = "warm-up";

bool is_group(const RunRow& row) {
  return row.step.empty();
}

std::string tag_of(const RunRow& row, std::string_view kind) {
  // A colon is escaped in names, so no step's tag is a group's.
  if (is_group(row)) return hdr_tag({row.flow}) + "/group:" + hdr_tag({row.group, kind});
  return hdr_tag({row.flow, row.step, kind});
}

}  // namespace

void IntervalLog::begin(const RunHeader& header) {
  rows_ = header.rows;
  log_.begin(fmt::format("slogate {}, run {}", header.version, header.run_id),
             epoch_seconds(header.started));
}

void IntervalLog::line(const std::string& tag, const Histogram& histogram,
                       const Interval& interval) {
  if (histogram.empty()) return;
  const std::string whole = interval.warm_up ? fmt::format("{}:{}", kWarmUp, tag) : tag;
  log_.line(whole, interval.begin_ns, interval.end_ns, histogram);
}

void IntervalLog::row(std::size_t index, const Interval& interval) {
  const RowCounts& counts = interval.rows[index];
  const RunRow& row = rows_[index];
  line(tag_of(row, "response"), counts.response, interval);
  line(tag_of(row, "service"), counts.service, interval);
  line(tag_of(row, "failures"), counts.failures, interval);
  for (std::size_t i = 0; i < kPhases; ++i)
    line(tag_of(row, word(static_cast<Phase>(i))), counts.phases[i], interval);
}

void IntervalLog::interval(const Interval& interval) {
  all_.clear();
  for (std::size_t i = 0; i < interval.rows.size(); ++i) {
    if (!is_group(rows_[i])) all_.add(interval.rows[i].response);
  }
  log_.line(interval.warm_up ? kWarmUp : "", interval.begin_ns, interval.end_ns, all_);
  for (std::size_t i = 0; i < interval.rows.size(); ++i) {
    if (!interval.rows[i].empty()) row(i, interval);
  }
  line("wait_for_user", interval.wait_for_user, interval);
  line("dispatch_lag", interval.dispatch_lag, interval);
}

}  // namespace slogate
