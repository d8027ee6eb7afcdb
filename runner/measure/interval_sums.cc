#include "runner/measure/interval_sums.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace slogate {
namespace {

constexpr std::array<std::string_view, 16> kRowNames{"finished",
                                                     "failed",
                                                     "bad_5xx",
                                                     "new connections",
                                                     "stale retries",
                                                     "extra bytes",
                                                     "bytes out",
                                                     "bytes in",
                                                     "never sent",
                                                     "unanswered",
                                                     "response times",
                                                     "service times",
                                                     "times of failures",
                                                     "sum of response times",
                                                     "sum of service times",
                                                     "sum of times of failures"};
constexpr std::array<std::string_view, 5> kFlowNames{"started", "succeeded", "failed", "aborted",
                                                     "dropped"};
constexpr std::array<std::string_view, 7> kRunNames{"waits for a user",
                                                    "dispatch lags",
                                                    "sum of waits for a user",
                                                    "sum of dispatch lags",
                                                    "stopped time",
                                                    "suspended time",
                                                    "CPU time"};

std::string row_name(std::size_t place) {
  if (place < kRowNames.size()) return std::string(kRowNames[place]);
  place -= kRowNames.size();
  if (place < kPhases) return fmt::format("phase {}", word(static_cast<Phase>(place)));
  place -= kPhases;
  if (place < kPhases) return fmt::format("sum of phase {}", word(static_cast<Phase>(place)));
  place -= kPhases;
  if (place < kOutcomes) return std::string(word(static_cast<Outcome>(place)));
  return fmt::format("status class {}", place - kOutcomes);
}

template <std::size_t n>
void add_to(std::array<std::uint64_t, n>& sums, const std::array<std::uint64_t, n>& more) {
  for (std::size_t i = 0; i < n; ++i) sums[i] += more[i];
}

std::string difference(std::string_view what, std::uint64_t intervals, std::uint64_t totals) {
  return fmt::format("{}: {} in the intervals and {} in all", what, intervals, totals);
}

}  // namespace

IntervalSums::Row IntervalSums::counts_of(const RowCounts& row) {
  Row out{row.finished,
          row.failed,
          row.bad_5xx,
          row.new_connections,
          row.stale_retries,
          row.extra_bytes,
          row.bytes_out,
          row.bytes_in,
          row.never_sent,
          row.unanswered,
          row.response.count(),
          row.service.count(),
          row.failures.count(),
          row.response.weighted_sum(),
          row.service.weighted_sum(),
          row.failures.weighted_sum()};
  auto at = out.begin() + kRowNames.size();
  for (const Histogram& phase : row.phases) *at++ = phase.count();
  for (const Histogram& phase : row.phases) *at++ = phase.weighted_sum();
  at = std::copy(row.by_outcome.begin(), row.by_outcome.end(), at);
  std::copy(row.by_class.begin(), row.by_class.end(), at);
  return out;
}

IntervalSums::Flow IntervalSums::counts_of(const FlowCounts& flow) {
  return {flow.started, flow.succeeded, flow.failed, flow.aborted, flow.dropped};
}

IntervalSums::Run IntervalSums::counts_of(const Interval& interval) {
  return {interval.wait_for_user.count(),
          interval.dispatch_lag.count(),
          interval.wait_for_user.weighted_sum(),
          interval.dispatch_lag.weighted_sum(),
          static_cast<std::uint64_t>(interval.stopped_ns),
          static_cast<std::uint64_t>(interval.suspended_ns),
          interval.cpu_us};
}

void IntervalSums::add(const Interval& interval) {
  if (rows_.size() < interval.rows.size()) rows_.resize(interval.rows.size());
  if (flows_.size() < interval.flows.size()) flows_.resize(interval.flows.size());
  for (std::size_t i = 0; i < interval.rows.size(); ++i)
    add_to(rows_[i], counts_of(interval.rows[i]));
  for (std::size_t i = 0; i < interval.flows.size(); ++i)
    add_to(flows_[i], counts_of(interval.flows[i]));
  add_to(run_, counts_of(interval));
}

std::string IntervalSums::differ(const Interval& totals) const {
  for (std::size_t i = 0; i < std::max(rows_.size(), totals.rows.size()); ++i) {
    const Row sums = i < rows_.size() ? rows_[i] : Row{};
    const Row all = i < totals.rows.size() ? counts_of(totals.rows[i]) : Row{};
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (sums[k] != all[k])
        return difference(fmt::format("row {}, {}", i, row_name(k)), sums[k], all[k]);
    }
  }
  for (std::size_t i = 0; i < std::max(flows_.size(), totals.flows.size()); ++i) {
    const Flow sums = i < flows_.size() ? flows_[i] : Flow{};
    const Flow all = i < totals.flows.size() ? counts_of(totals.flows[i]) : Flow{};
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (sums[k] != all[k])
        return difference(fmt::format("flow {}, {}", i, kFlowNames[k]), sums[k], all[k]);
    }
  }
  const Run all = counts_of(totals);
  for (std::size_t k = 0; k < all.size(); ++k) {
    if (run_[k] != all[k]) return difference(kRunNames[k], run_[k], all[k]);
  }
  return {};
}

}  // namespace slogate
