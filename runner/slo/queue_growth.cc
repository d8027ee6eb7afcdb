#include "runner/slo/queue_growth.h"

#include <cmath>
#include <cstddef>

namespace slogate {
namespace {

constexpr double kShare = 0.01;  // of what was due meanwhile: less than 99 % was finished
constexpr double kFew = 3;       // iterations: what whole numbers and a late look at them make
constexpr double kDeviations = 2;
// Of the delay by which such a queue lengthens each iteration, so much must show in its answers.
constexpr double kShownDelay = 0.5;

double waiting(const QueuePoint& point) {
  return point.due - point.finished;
}

// The points within (begin, end]: the one with the shortest queue, so that one short halt is no growth, and the last.
struct Third {
  const QueuePoint* shortest = nullptr;
  const QueuePoint* last = nullptr;
};

Third third_of(const std::vector<QueuePoint>& points, double begin, double end) {
  Third out;
  for (const QueuePoint& point : points) {
    if (point.at <= begin || point.at > end) continue;
    if (out.shortest == nullptr || waiting(point) < waiting(*out.shortest)) out.shortest = &point;
    out.last = &point;
  }
  return out;
}

double mean_response(const QueuePoint& from, const QueuePoint& to) {
  const double requests = to.requests - from.requests;
  return requests > 0 ? (to.responses - from.responses) / requests : 0;
}

}  // namespace

std::optional<QueueGrowth> find_growth(const std::vector<QueuePoint>& points,
                                       const QueueSpan& span) {
  const double third = (span.end - span.begin) / 3;
  const Third middle = third_of(points, span.begin + third, span.begin + 2 * third);
  const Third last = third_of(points, span.begin + 2 * third, span.end);
  if (middle.last == nullptr || last.last == nullptr) return std::nullopt;
  QueuePoint first;
  for (const QueuePoint& point : points) {
    if (point.at <= span.begin + third) first = point;
  }
  QueueGrowth out;
  out.before = waiting(*middle.shortest);
  out.after = waiting(*last.shortest);
  out.response_before = mean_response(first, *middle.last);
  out.response_after = mean_response(*middle.last, *last.last);
  const double due = last.shortest->due - middle.shortest->due;
  const double growth = out.after - out.before;
  const double chance = span.even ? 0 : kDeviations * std::sqrt(due);
  if (due <= 0 || growth <= kShare * due + kFew + chance) return out;
  const double iterations = last.last->finished - middle.last->finished;
  const double requests = last.last->requests - middle.last->requests;
  if (requests <= 0) {
    out.grew = true;
    return out;
  }
  const double each = requests / (iterations > 0 ? iterations : due);  // requests of an iteration
  const double rate = due / (last.shortest->at - middle.shortest->at);
  const double delay = growth / rate / each;  // of each request, by Little's law
  out.grew = out.response_after - out.response_before >= kShownDelay * delay;
  return out;
}

}  // namespace slogate
