// Whether a target keeps up with a constant arrival rate: in a short step a queue that grows may break no objective
// yet. What is waiting or under way is compared between the middle third of the load and its last one.
//
//   const auto growth = find_growth(points, {.begin = 0, .end = 10});
//   if (growth && growth->grew) ...
//
// Iterations that simply take long pile up as well until the first ones are done. Only those of a target that does not
// keep up also take ever longer, so both are asked for. Pure.
#pragma once

#include <optional>
#include <vector>

namespace slogate {

// Sums since the load began; `at` in seconds since then.
struct QueuePoint {
  double at = 0;
  double due = 0;        // iterations
  double finished = 0;   // of them
  double requests = 0;   // with a response time
  double responses = 0;  // these times together, seconds
};

struct QueueSpan {
  double begin = 0;  // of what is judged, seconds since the load began
  double end = 0;    // of the arrivals
  bool even = true;  // arrivals at equal distances; else their number varies by itself
};

struct QueueGrowth {
  bool grew = false;
  double before = 0;           // iterations waiting or under way, at the least, in the middle third
  double after = 0;            // in the last
  double response_before = 0;  // mean, seconds
  double response_after = 0;
};

// Nothing where a third holds no point.
[[nodiscard]] std::optional<QueueGrowth> find_growth(const std::vector<QueuePoint>& points,
                                                     const QueueSpan& span);

}  // namespace slogate
