// Objectives on shares of requests: the whole run by Clopper-Pearson, or the worst rolling window.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/slo/grounds.h"
#include "runner/slo/verdict.h"

namespace slogate {

// Fewer requests than this in a window say nothing (house: rollback trigger).
inline constexpr std::uint64_t kWindowRequests = 300;

// `events` of `requests` failed (or were 5xx).
void judge_share(std::uint64_t events, std::uint64_t requests, const Grounds& grounds,
                 ObjectiveVerdict& verdict);

// The 5xx rate over the window that ends with each interval, of the rows given. Only whole windows
// are looked at. Fail where a window's 95 % lower bound is over the limit too; answers are taken as
// independent, because the rule asks what happened in that window and not what would in another.
// `forgiven`: bad requests that are not the target's.
void judge_window(const std::vector<SeriesPoint>& series, const std::vector<std::size_t>& rows,
                  std::uint64_t forgiven, ObjectiveVerdict& verdict);

// "looked at 8,551 times, about 96 separate windows"
[[nodiscard]] std::string looks_text(std::uint64_t looks, std::uint64_t separate);

}  // namespace slogate
