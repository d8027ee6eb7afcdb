#include "runner/load/schedule.h"

#include <algorithm>
#include <cmath>

namespace slogate {
namespace {

constexpr double kNanos = 1e9;

std::chrono::nanoseconds to_ns(double seconds) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(std::llround(seconds * kNanos)));
}

}  // namespace

Schedule::Schedule(double from, std::vector<Stage> stages) {
  double begin = 0, level = from;
  for (const Stage& stage : stages) {
    const double length = static_cast<double>(stage.duration.count()) / kNanos;
    pieces_.push_back({begin, length, level, stage.to, integral_});
    integral_ += (level + stage.to) / 2 * length;
    begin += length;
    level = stage.to;
    duration_ += stage.duration;
  }
  // Start n is due when the integral reaches n, so n = 0 is due at once and the last one before the very end. The slack
  // takes up the rounding of rates such as 0.1/s.
  starts_ = integral_ <= 0 ? 0 : static_cast<std::uint64_t>(std::ceil(integral_ - 1e-6));
}

std::vector<Stage> Schedule::stages() const {
  std::vector<Stage> out;
  for (const Piece& piece : pieces_) out.push_back({piece.to, to_ns(piece.length_s)});
  return out;
}

double Schedule::level_at(std::chrono::nanoseconds offset) const {
  const double at = static_cast<double>(offset.count()) / kNanos;
  for (const Piece& piece : pieces_) {
    if (at < piece.begin_s + piece.length_s) {
      return piece.from + (piece.to - piece.from) * (at - piece.begin_s) / piece.length_s;
    }
  }
  return pieces_.empty() ? 0 : pieces_.back().to;
}

std::optional<std::chrono::nanoseconds> Schedule::start_of(std::uint64_t n) const {
  if (n >= starts_) return std::nullopt;
  return time_of(static_cast<double>(n));
}

std::uint64_t Schedule::starts_before(std::chrono::nanoseconds offset) const {
  std::uint64_t low = 0, high = starts_;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (*start_of(middle) < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::chrono::nanoseconds Schedule::time_of(double wanted) const {
  // The last piece that begins at or before the wanted count.
  auto piece = std::upper_bound(pieces_.begin(), pieces_.end(), wanted,
                                [](double count, const Piece& p) { return count < p.before; });
  --piece;
  const double rest = wanted - piece->before;
  const double slope = piece->length_s > 0 ? (piece->to - piece->from) / piece->length_s : 0;
  double offset = 0;
  if (std::abs(slope) < 1e-12) {
    offset = piece->from > 0 ? rest / piece->from : 0;
  } else {
    // rest = from * t + slope / 2 * t^2, solved in the form that does not cancel.
    const double root = std::sqrt(std::max(0.0, piece->from * piece->from + 2 * slope * rest));
    const double denominator = piece->from + root;
    offset = denominator > 0 ? 2 * rest / denominator : 0;
  }
  return to_ns(piece->begin_s + std::min(offset, piece->length_s));
}

std::optional<std::chrono::nanoseconds> Schedule::user_from(std::uint64_t k,
                                                            std::chrono::nanoseconds after) const {
  const double wanted = static_cast<double>(k) + 1;
  const double enough = wanted - 1e-9;
  const double at = static_cast<double>(after.count()) / kNanos;
  for (const Piece& piece : pieces_) {
    const double end = piece.begin_s + piece.length_s;
    if (end <= at || piece.length_s <= 0) continue;
    const double slope = (piece.to - piece.from) / piece.length_s;
    const double begin = std::max(piece.begin_s, at);
    if (piece.from + slope * (begin - piece.begin_s) >= enough)
      return std::max(after, to_ns(piece.begin_s));
    if (piece.to < enough) continue;
    // Upwards: a nanosecond too early the level is not there yet, and behind the end it may fall again.
    const double reached = std::min(end, piece.begin_s + (wanted - piece.from) / slope);
    const auto up = static_cast<std::int64_t>(std::ceil(reached * kNanos));
    return std::max(after, std::min(to_ns(end), std::chrono::nanoseconds(up)));
  }
  return std::nullopt;
}

}  // namespace slogate
