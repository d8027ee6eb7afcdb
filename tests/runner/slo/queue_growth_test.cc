#include "runner/slo/queue_growth.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <vector>

#include "scenarios/data/random.h"

namespace slogate {
namespace {

// A server with slots, each of which an answer holds for so long; first come first served.
struct Queueing {
  double rate = 100;   // arrivals a second
  double length = 10;  // seconds
  int slots = 5;
  double service = 0.05;
  double think = 0;     // behind the only request of an iteration
  double late = 0;      // seconds that a look at the counts comes late
  double halt_at = -1;  // the server stands still
  double halt_for = 0;
  bool poisson = false;
};

double draw(RandomStream& random) {
  return static_cast<double>((random.next() >> 11U) + 1) * 0x1p-53;
}

struct Done {
  double due = 0;
  double end = 0;
  double response = 0;
};

std::vector<Done> served(const Queueing& q, std::uint64_t seed) {
  RandomStream random({seed}, 5);
  std::priority_queue<double, std::vector<double>, std::greater<>> free;
  for (int i = 0; i < q.slots; ++i) free.push(0);
  std::vector<Done> out;
  double at = 0;
  while (at < q.length) {
    double start = std::max(at, free.top());
    if (start >= q.halt_at && start < q.halt_at + q.halt_for) start = q.halt_at + q.halt_for;
    free.pop();
    free.push(start + q.service);
    out.push_back({at, start + q.service + q.think, start + q.service - at});
    at += q.poisson ? -std::log(draw(random)) / q.rate : 1 / q.rate;
  }
  return out;
}

std::optional<QueueGrowth> growth(const Queueing& q, std::uint64_t seed = 1) {
  const std::vector<Done> done = served(q, seed);
  std::vector<QueuePoint> points;
  for (double second = 1; second < q.length + 5; ++second) {
    QueuePoint point;
    point.at = second + q.late;
    for (const Done& each : done) {
      point.due += each.due < point.at ? 1 : 0;
      point.finished += each.end <= second ? 1 : 0;
      const bool answered = each.due + each.response <= second;
      point.requests += answered ? 1 : 0;
      point.responses += answered ? each.response : 0;
    }
    points.push_back(point);
  }
  return find_growth(points, {.begin = 0, .end = q.length, .even = !q.poisson});
}

TEST(QueueGrowth, IsNoneUnderTheCapacity) {
  for (const double rate : {1.0, 10.0, 50.0, 90.0, 97.0, 99.0, 100.0})
    EXPECT_FALSE(growth({.rate = rate})->grew) << rate;
}

TEST(QueueGrowth, IsSeenFiveHundredthsOverTheCapacity) {
  for (const double factor : {1.05, 1.1, 1.5, 2.0, 10.0}) {
    EXPECT_TRUE(growth({.rate = 100 * factor})->grew) << factor;
    EXPECT_TRUE(growth({.rate = 1000 * factor, .slots = 50})->grew) << factor;
  }
}

TEST(QueueGrowth, IsSeenATenthOverTheCapacityInAShortStep) {
  EXPECT_TRUE(growth({.rate = 110, .length = 5})->grew);
  EXPECT_TRUE(growth({.rate = 115, .length = 3})->grew);
}

TEST(QueueGrowth, SaysHowManyWaitedAndHowLongAnswersTook) {
  const auto found = growth({.rate = 200});
  EXPECT_GT(found->before, 300);
  EXPECT_GT(found->after, found->before + 200);
  EXPECT_GT(found->response_after, found->response_before + 1);
}

TEST(QueueGrowth, IsNoneWhereIterationsTakeLongAndAnswersDoNot) {
  for (const double think : {1.0, 4.0, 8.0, 20.0})
    EXPECT_FALSE(growth({.rate = 50, .think = think})->grew) << think;
}

TEST(QueueGrowth, IsSeenWhereIterationsTakeLongAsWell) {
  EXPECT_TRUE(growth({.rate = 150, .think = 2})->grew);
}

TEST(QueueGrowth, IsNoneWhereTheServerHaltsForAMoment) {
  for (const double at : {2.0, 4.5, 6.9, 8.5})
    EXPECT_FALSE(growth({.rate = 50, .halt_at = at, .halt_for = 0.4})->grew) << at;
}

TEST(QueueGrowth, IsNoneWhereTheCountsAreReadLate) {
  EXPECT_FALSE(growth({.rate = 90, .late = 0.02})->grew);
}

TEST(QueueGrowth, OfRandomArrivalsIsNotSeenWhereThereIsRoom) {
  int seen = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    seen += growth({.rate = 80, .poisson = true}, seed)->grew ? 1 : 0;
  EXPECT_LE(seen, 4);
  seen = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    seen += growth({.rate = 130, .poisson = true}, seed)->grew ? 1 : 0;
  EXPECT_GE(seen, 180);
}

TEST(QueueGrowth, IsSeenWhereNothingIsAnsweredAnyMore) {
  EXPECT_TRUE(growth({.rate = 50, .halt_at = 3, .halt_for = 60})->grew);
}

TEST(QueueGrowth, IsUnknownWhereAThirdHoldsNoPoint) {
  EXPECT_FALSE(growth({.rate = 50, .length = 1}));
  EXPECT_FALSE(find_growth({}, {.begin = 0, .end = 10}));
}

}  // namespace
}  // namespace slogate
