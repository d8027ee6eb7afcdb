#include "runner/live/progress.h"

#include <fmt/format.h>

#include <ostream>
#include <utility>

#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

// Plain lines come at 10 s, then ever more rarely: a day's log stays a screen long.
std::chrono::seconds step_after(std::chrono::seconds elapsed) {
  if (elapsed < std::chrono::minutes(1)) return std::chrono::seconds(10);
  if (elapsed < std::chrono::minutes(15)) return std::chrono::minutes(1);
  return std::chrono::minutes(15);
}

}  // namespace

Progress::Progress(std::ostream& out, bool terminal, std::chrono::nanoseconds planned,
                   std::vector<std::size_t> request_rows)
    : out_(out),
      terminal_(terminal),
      planned_(planned),
      request_rows_(std::move(request_rows)),
      next_plain_(10) {}

void Progress::second(const Interval& second, std::size_t busy_users) {
  Histogram response;
  std::uint64_t requests = 0, failed = 0;
  for (const std::size_t index : request_rows_) {
    const RowCounts& row = second.rows[index];
    requests += row.finished;
    failed += row.failed;
    response.add(row.response);
  }
  requests_ += requests;
  failed_ += failed;
  const auto elapsed =
      std::chrono::round<std::chrono::seconds>(std::chrono::nanoseconds(second.end_ns));
  if (!terminal_ && elapsed < next_plain_) return;
  std::string line = duration_text(elapsed);
  if (planned_.count() > 0) {
    line += fmt::format("{}{}", elapsed > planned_ ? ", draining since " : " of ",
                        duration_text(planned_));
  }
  line += fmt::format(": {} requests, {} failed, {}/s", requests_, failed_, requests);
  if (!response.empty())
    line += fmt::format(", p99 {} in the last second", duration_text(response.quantile(0.99)));
  line += fmt::format(", {} user{} busy", busy_users, busy_users == 1 ? "" : "s");
  if (!terminal_) {
    out_ << line << std::endl;
    while (next_plain_ <= elapsed) next_plain_ += step_after(next_plain_);
    return;
  }
  const std::size_t width = line.size();
  if (width < width_) line.append(width_ - width, ' ');
  width_ = width;
  out_ << '\r' << line << std::flush;
}

void Progress::say(std::string_view line) {
  finish();
  out_ << line << std::endl;
}

void Progress::finish() {
  if (terminal_ && width_ > 0) out_ << '\r' << std::string(width_, ' ') << '\r' << std::flush;
  width_ = 0;
}

}  // namespace slogate
