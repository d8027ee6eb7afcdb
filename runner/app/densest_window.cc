#include "runner/app/densest_window.h"

#include <algorithm>
#include <cstddef>

namespace slogate {
namespace {

using Time = std::chrono::nanoseconds;

// Enough turns to know the shares of a deal: a round is never longer.
constexpr std::uint64_t kRound = 200'000;

class Windows {
 public:
  Windows(const LoadPlan& plan, const std::vector<std::uint64_t>& weights, Time window)
      : plan_(plan), weights_(weights), window_(window), last_(plan.duration - window) {
    last_ = std::max(last_, Time(0));
    for (const LoadPlan::Stream& stream : plan.streams) {
      const std::uint64_t turns =
          std::max<std::uint64_t>(1, std::min(stream.schedule.starts(), kRound));
      double sum = 0;
      for (std::size_t flow = 0; flow < weights.size(); ++flow) {
        sum += static_cast<double>(weights[flow]) *
               static_cast<double>(stream.deal.turns_of(flow, turns));
      }
      per_start_.push_back(sum / static_cast<double>(turns));
    }
  }

  [[nodiscard]] Time densest() const {
    Time best{0};
    std::uint64_t most = 0;
    const auto look_at = [&](Time begin) {
      const std::uint64_t sent = sent_from(begin);
      if (sent <= most) return;
      most = sent;
      best = begin;
    };
    for (const Time begin : begins()) look_at(begin);
    // Starts are points: the window that begins with one may hold one more.
    const Time near = best;
    for (const LoadPlan::Stream& stream : plan_.streams) {
      const auto start = stream.schedule.start_of(stream.schedule.starts_before(near));
      if (start && *start <= last_) look_at(*start);
    }
    return best;
  }

  [[nodiscard]] std::vector<std::uint64_t> iterations_from(Time begin) const {
    std::vector<std::uint64_t> out(weights_.size());
    for (const LoadPlan::Stream& stream : plan_.streams) {
      const std::uint64_t first = stream.schedule.starts_before(begin);
      const std::uint64_t end = stream.schedule.starts_before(begin + window_);
      for (std::size_t flow = 0; flow < out.size(); ++flow)
        out[flow] += stream.deal.turns_of(flow, end) - stream.deal.turns_of(flow, first);
    }
    return out;
  }

 private:
  // Requests that count, per second.
  [[nodiscard]] double rate_at(Time time) const {
    double rate = 0;
    for (std::size_t i = 0; i < plan_.streams.size(); ++i)
      rate += per_start_[i] * plan_.streams[i].schedule.level_at(time);
    return rate;
  }

  // By how much the window grows at its end over what it loses at its begin.
  [[nodiscard]] double growth_at(Time begin) const {
    return rate_at(begin + window_) - rate_at(begin);
  }

  [[nodiscard]] std::uint64_t sent_from(Time begin) const {
    const std::vector<std::uint64_t> iterations = iterations_from(begin);
    std::uint64_t sent = 0;
    for (std::size_t flow = 0; flow < iterations.size(); ++flow)
      sent += weights_[flow] * iterations[flow];
    return sent;
  }

  // Where the densest window may begin: at the ends of the stages, or where it stops to grow between two of them.
  [[nodiscard]] std::vector<Time> begins() const {
    std::vector<Time> out{Time(0), last_};
    for (const LoadPlan::Stream& stream : plan_.streams) {
      Time end{0};
      for (const Stage& stage : stream.schedule.stages()) {
        end += stage.duration;
        out.push_back(std::clamp(end, Time(0), last_));
        out.push_back(std::clamp(end - window_, Time(0), last_));
      }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    for (std::size_t i = 0, ends = out.size(); i + 1 < ends; ++i) {
      // Between two ends the growth is a straight line; at an end itself a stage may begin with a jump.
      const Time third = (out[i + 1] - out[i]) / 3;
      const double early = growth_at(out[i] + third), late = growth_at(out[i + 1] - third);
      if (early <= late) continue;
      const double part = early / (early - late);
      const auto zero = out[i] + third +
                        Time(static_cast<std::int64_t>(part * static_cast<double>(third.count())));
      if (zero > out[i] && zero < out[i + 1]) out.push_back(zero);
    }
    return out;
  }

  const LoadPlan& plan_;
  const std::vector<std::uint64_t>& weights_;
  Time window_;
  Time last_;
  std::vector<double> per_start_;  // requests that count, for a start of each stream
};

}  // namespace

std::vector<std::uint64_t> densest_iterations(const LoadPlan& plan,
                                              const std::vector<std::uint64_t>& weights,
                                              std::chrono::nanoseconds window) {
  const Windows windows(plan, weights, window);
  return windows.iterations_from(windows.densest());
}

}  // namespace slogate
