// When the n-th iteration of a stream should start, and how many users a closed model has at a time: pure functions of
// the stages. The n-th start is computed, never accumulated, so nothing drifts over a day.
//
//   Schedule schedule = Schedule::rate(0, {{50, 30s}});     // 0 to 50/s in 30 s
//   schedule.start_of(10)                                   // offset from the profile's start
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "scenarios/suite/suite.h"

namespace slogate {

// Linear pieces of a level over time: iterations a second, or users.
class Schedule {
 public:
  Schedule(double from, std::vector<Stage> stages);

  [[nodiscard]] std::chrono::nanoseconds duration() const { return duration_; }

  // What it was made from.
  [[nodiscard]] double from() const { return pieces_.empty() ? 0 : pieces_.front().from; }
  [[nodiscard]] std::vector<Stage> stages() const;

  // The level at an offset; the last one beyond the end.
  [[nodiscard]] double level_at(std::chrono::nanoseconds offset) const;

  // The level as a rate: how many starts the integral allows up to the end, and when start n (from 0) is due.
  [[nodiscard]] std::uint64_t starts() const { return starts_; }
  [[nodiscard]] std::optional<std::chrono::nanoseconds> start_of(std::uint64_t n) const;

  // How many starts are due before that offset.
  [[nodiscard]] std::uint64_t starts_before(std::chrono::nanoseconds offset) const;

  // The level's integral over all of it, and when it has reached such a value, at least 0 and below all of it.
  [[nodiscard]] double integral() const { return integral_; }
  [[nodiscard]] std::chrono::nanoseconds time_of(double integral) const;

  // The level as a number of users: when user k (from 0) is wanted for the first time at or after an offset; the offset
  // itself where it is then. Nothing where the level does not get there (again).
  [[nodiscard]] std::optional<std::chrono::nanoseconds> user_from(
      std::uint64_t k, std::chrono::nanoseconds after = std::chrono::nanoseconds(0)) const;

 private:
  struct Piece {
    double begin_s = 0;  // seconds
    double length_s = 0;
    double from = 0;  // level at its begin
    double to = 0;
    double before = 0;  // integral up to its begin
  };
  std::vector<Piece> pieces_;
  std::chrono::nanoseconds duration_{0};
  double integral_ = 0;
  std::uint64_t starts_ = 0;
};

}  // namespace slogate
