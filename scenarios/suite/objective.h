// What the suite claims of the app: a measure over some requests, held against a limit.
//
// JSON (all but name, measure and one limit are optional):
//   {"name": "api-p99", "title": "API p99 under 2 s", "measure": "p99", "below": "2s",
//    "over": {"tag": "api"}, "in": ["smoke", "load", "soak"], "decision": "confident"}
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/suite/diagnostic.h"

namespace slogate {

// What is walked once per run, outside the load: reported like flows, so no flow may be called so,
// and no objective looks at them.
inline constexpr std::string_view kSetupFlow = "setup";
inline constexpr std::string_view kTeardownFlow = "teardown";
[[nodiscard]] constexpr bool is_outside_load(std::string_view flow) {
  return flow == kSetupFlow || flow == kTeardownFlow;
}

enum class Measure : std::uint8_t {
  quantile,    // `p50` to `p99.99` of the response time, over successes and timeouts
  max,         // `max`: the slowest response time, over the same
  error_rate,  // `error_rate`: failed / finished requests
  rate_5xx,    // `rate_5xx`: (500 to 599 + failed exchanges) / finished, over a `window` or the run
  availability,  // `availability`: share of minutes in which no core flow was down
};

enum class Decision : std::uint8_t { observed, confident };

// Which requests an objective looks at. All that is set must fit; nothing set means every request.
// A `group` looks at the time of a step group (a page with its assets) instead of at single
// requests.
struct Scope {
  std::string flow;
  std::string step;
  std::string tag;
  std::string group;

  [[nodiscard]] bool operator==(const Scope&) const = default;
  // "API requests of flow admin", for people.
  [[nodiscard]] std::string text() const;
};

// Where its words stand; `at`: the scope as a whole.
struct ScopePlaces {
  Position at;
  Position flow;
  Position step;
  Position tag;
  Position group;
};

struct Objective {
  std::string name;   // unique in the suite
  std::string title;  // for people; the name where the suite gives none
  Measure measure = Measure::quantile;
  double quantile = 0;  // 0.99 for p99; only for Measure::quantile
  // The limit in seconds for times, as a share for rates. `below`: the value must be under it; for
  // availability (`at_least`) it must reach it.
  double limit = 0;
  Scope over;
  std::vector<std::string> in;         // profiles that judge it; empty: all
  std::optional<Decision> decision;    // none: observed for smoke, confident otherwise
  std::chrono::nanoseconds window{0};  // rate_5xx: the rolling window; 0: the whole run
  Position at;
  Position name_at;
  ScopePlaces over_at;
  std::vector<Position> in_at;  // of each name of `in`

  // "p99 < 2 s", "error rate < 0.5 %", "availability >= 99 %".
  [[nodiscard]] std::string claim() const;
};

}  // namespace slogate
