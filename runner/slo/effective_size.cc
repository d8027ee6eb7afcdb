#include "runner/slo/effective_size.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "runner/slo/evidence.h"

namespace slogate {
namespace {

Trials sum_of(const std::vector<Trials>& trials) {
  Trials sum;
  for (const Trials& each : trials) {
    sum.n += each.n;
    sum.events += each.events;
  }
  return sum;
}

// Batches of consecutive intervals; their numbers of intervals differ by one at most.
std::vector<Trials> batches_of(const std::vector<Trials>& trials, std::size_t count) {
  std::vector<Trials> batches(count);
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (const std::size_t end = (i + 1) * trials.size() / count; at < end; ++at) {
      batches[i].n += trials[at].n;
      batches[i].events += trials[at].events;
    }
  }
  return batches;
}

// How far the batches are from the share of all, and whether neighbours go together.
struct Spread {
  double squares = 0;
  double neighbours = 0;

  // One-sided at 95 %: among independent batches the correlation of neighbours varies by
  // 1 / sqrt(count) around zero.
  [[nodiscard]] bool go_together(std::size_t count) const {
    const double z = boost::math::quantile(boost::math::normal(), kConfidence);
    return neighbours > z / std::sqrt(static_cast<double>(count)) * squares;
  }
};

Spread spread_of(const std::vector<Trials>& batches, double share) {
  Spread spread;
  double before = 0;
  for (const Trials& batch : batches) {
    const double apart = static_cast<double>(batch.events) - share * static_cast<double>(batch.n);
    spread.squares += apart * apart;
    spread.neighbours += before * apart;
    before = apart;
  }
  return spread;
}

// What Student's distribution adds to a variance that is known from so many batches.
double allowance(double batches) {
  const double t = boost::math::quantile(boost::math::students_t(batches - 1), kConfidence);
  const double z = boost::math::quantile(boost::math::normal(), kConfidence);
  return t * t / (z * z);
}

}  // namespace

std::uint64_t EffectiveSize::of(std::uint64_t n) const {
  return inflation <= 1
             ? n
             : static_cast<std::uint64_t>(std::floor(static_cast<double>(n) / inflation));
}

EffectiveSize effective_size(const std::vector<Trials>& trials) {
  const Trials all = sum_of(trials);
  EffectiveSize size;
  size.intervals = trials.size();
  if (all.events < kLeastEvents) {
    size.known = EffectiveSize::Known::few_events;
  } else if (all.n < all.events + kLeastEvents) {
    size.known = EffectiveSize::Known::few_others;
  } else if (trials.size() >= kBatches) {
    size.known = EffectiveSize::Known::estimated;
    const auto n = static_cast<double>(all.n);
    const double share = static_cast<double>(all.events) / n;
    std::size_t count = kBatches;
    Spread spread = spread_of(batches_of(trials, count), share);
    if (spread.go_together(count)) {
      count /= 2;
      spread = spread_of(batches_of(trials, count), share);
    }
    const auto batches = static_cast<double>(count);
    const double binomial = n * share * (1 - share);
    const double ratio = spread.squares * batches / (batches - 1) / binomial;
    size.inflation = std::max(1.0, ratio * allowance(batches));
  }
  return size;
}

}  // namespace slogate
