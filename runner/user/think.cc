#include "runner/user/think.h"

#include <algorithm>

namespace slogate {
namespace {

// A share of `whole`, as a 64-bit fraction says.
std::int64_t share_of(std::int64_t whole, std::uint64_t fraction) {
  // In two halves: the product has 128 bits, of which the upper ones are wanted.
  const auto value = static_cast<std::uint64_t>(whole);
  const std::uint64_t high = value >> 32U;
  const std::uint64_t low = value & 0xffffffffU;
  const std::uint64_t top = fraction >> 32U;
  return static_cast<std::int64_t>(high * top + ((low * top) >> 32U));
}

// A run of falling draws has odd length with probability exp(-first): then `first` is the fraction
// of an exponential value, and the runs before it count its whole part.
Duration exponential(Duration mean, Duration cap, RandomStream& random) {
  if (mean.count() <= 0) return Duration(0);
  // Bounded by division: the product may have more than 64 bits.
  for (std::int64_t whole = 0; whole <= cap.count() / mean.count(); ++whole) {
    const std::uint64_t first = random.next();
    std::uint64_t last = first;
    bool odd = true;
    for (std::uint64_t next = random.next(); next < last; next = random.next()) {
      last = next;
      odd = !odd;
    }
    if (odd) return std::min(cap, Duration(mean.count() * whole + share_of(mean.count(), first)));
  }
  return cap;
}

}  // namespace

Duration think_time(const ThinkSpec& spec, RandomStream& random) {
  switch (spec.kind) {
    case ThinkKind::none:
      return Duration(0);
    case ThinkKind::constant:
      return spec.low;
    case ThinkKind::uniform:
      return Duration(random.between(spec.low.count(), std::max(spec.low, spec.high).count()));
    case ThinkKind::exponential:
      return exponential(spec.low, spec.high, random);
  }
  return Duration(0);
}

}  // namespace slogate
