#include "runner/load/capacity_search.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace slogate {
namespace {

constexpr double kSearchedDown = 64;    // from the start to the lowest rate
constexpr double kMostShort = 16;       // four doublings
constexpr double kNearness = 1 + 1e-9;  // takes up rounding

// To three significant digits: what people read and type again.
double rounded(double rate) {
  const double unit = std::pow(10.0, std::floor(std::log10(rate)) - 2);
  return std::round(rate / unit) * unit;
}

}  // namespace

CapacitySearch::CapacitySearch(const SearchBounds& bounds) : bounds_(bounds) {
  bounds_.start = std::min(bounds_.start, bounds_.most);
  if (bounds_.least <= 0) bounds_.least = bounds_.start / kSearchedDown;
}

// Two steps against it, whatever the cause. Too little data above a rate that had enough is odd, and no reason to go on
// upwards.
bool CapacitySearch::is_bad(const Tallies::value_type& tried) const {
  const auto& [rate, tally] = tried;
  if (tally.against() >= 2) return true;
  if (!tally.too_little) return false;
  return std::any_of(tried_.begin(), tried_.lower_bound(rate),
                     [](const auto& lower) { return lower.second.held > 0; });
}

CapacitySearch::Tallies::const_iterator CapacitySearch::lowest_bad() const {
  return std::find_if(tried_.begin(), tried_.end(),
                      [this](const auto& tried) { return is_bad(tried); });
}

CapacitySearch::Tallies::const_iterator CapacitySearch::highest_good(Tallies::const_iterator bad,
                                                                     bool any) const {
  auto found = tried_.end();
  for (auto tried = tried_.begin(); tried != bad; ++tried) {
    if (tried->second.held > 0 || (any && tried->second.too_little)) found = tried;
  }
  return found;
}

std::optional<double> CapacitySearch::between(double low, double high) const {
  if (high <= low * (1 + bounds_.resolution) * kNearness) return std::nullopt;
  const double middle = std::sqrt(low * high);
  const double round = rounded(middle);
  return round > low && round < high ? round : middle;
}

// The rate that would be reported, until it has held twice.
std::optional<double> CapacitySearch::confirm() const {
  const auto good = highest_good(lowest_bad(), false);
  if (good == tried_.end() || good->second.held >= 2) return std::nullopt;
  return good->first;
}

std::optional<double> CapacitySearch::next() const {
  if (steps_ >= bounds_.most_steps || hopeless_) return std::nullopt;
  if (!last_) return bounds_.start;
  const Tally& last = tried_.at(*last_);
  if (last.against() == 1 && last.held == 0 && !last.too_little) return last_;
  const auto bad = lowest_bad();
  const auto good = highest_good(bad, true);
  if (bad == tried_.end()) {
    if (good->first >= bounds_.most) return confirm();
    return std::min(good->first * bounds_.growth, bounds_.most);
  }
  if (good == tried_.end()) {
    if (bad->first <= bounds_.least * kNearness) return std::nullopt;
    return std::max(bad->first / (bounds_.growth * bounds_.growth), bounds_.least);
  }
  if (const auto middle = between(good->first, bad->first)) return middle;
  return confirm();
}

void CapacitySearch::record(StepOutcome outcome, double short_by) {
  const auto rate = next();
  if (!rate) return;
  Tally& tally = tried_[*rate];
  last_ = rate;
  ++steps_;
  switch (outcome) {
    case StepOutcome::held:
      ++tally.held;
      break;
    case StepOutcome::broke:
      ++tally.broke;
      break;
    case StepOutcome::generator:
      ++tally.generator;
      break;
    case StepOutcome::unclear:
      ++tally.unclear;
      break;
    case StepOutcome::too_little:
      if (tally.held > 0) {  // it had enough before: odd, and no reason to ask for ever
        ++tally.unclear;
        break;
      }
      tally.too_little = true;
      hopeless_ = !held() && !(short_by <= kMostShort);
      break;
  }
}

std::optional<CapacitySearch::Held> CapacitySearch::held() const {
  const auto good = highest_good(lowest_bad(), false);
  if (good == tried_.end()) return std::nullopt;
  return Held{good->first, good->second.held};
}

std::optional<CapacitySearch::Limit> CapacitySearch::limit() const {
  const auto bad = lowest_bad();
  if (bad == tried_.end()) return std::nullopt;
  const Tally& tally = bad->second;
  if (tally.broke > 0) return Limit{bad->first, StepOutcome::broke};
  if (tally.generator > 0) return Limit{bad->first, StepOutcome::generator};
  return Limit{bad->first, tally.unclear > 0 ? StepOutcome::unclear : StepOutcome::too_little};
}

std::optional<double> CapacitySearch::undecided() const {
  const auto good = highest_good(lowest_bad(), true);
  if (good == tried_.end() || good->second.held > 0) return std::nullopt;
  return good->first;
}

}  // namespace slogate
