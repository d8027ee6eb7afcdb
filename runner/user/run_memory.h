// The little that all users of a run must know of each other: which sticky captures were seen, which
// one-time codes were sent, which flows are walked no more, and whether a step has ended the run.
// Locked, and asked only by steps that need it: never on the way of an ordinary request.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "runner/user/secret_memory.h"

namespace slogate {

class RunMemory {
 public:
  [[nodiscard]] bool seen(std::size_t flow, std::size_t slot) const;
  void mark_seen(std::size_t flow, std::size_t slot);

  // A flow that worked once and then met an `expires` condition is walked no more.
  void mark_worked(std::size_t flow);
  [[nodiscard]] bool worked(std::size_t flow) const;
  void retire(std::size_t flow, std::int64_t at_ns, std::string reason);
  // Cheap while nothing is retired: asked for every iteration.
  [[nodiscard]] bool is_retired(std::size_t flow) const;
  // The same for the report, while users that still have something to walk go on: a feed is at its
  // end for one worker a little before it is for another.
  void exhaust(std::size_t flow, std::int64_t at_ns, std::string reason);
  struct Retired {
    std::int64_t at_ns = 0;  // since the run's start
    std::string reason;
    bool exhausted = false;  // it has no rows left
  };
  [[nodiscard]] std::map<std::size_t, Retired> retired() const;
  [[nodiscard]] std::size_t retired_count() const;

  // Asks for the run's end, as if its time were over; the first reason stays.
  void end_run(std::string why);
  // Cheap: asked for every iteration.
  [[nodiscard]] bool is_ending() const { return ending_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::string reason_to_end() const;

  // The next iteration's number in a closed model, where users start when they are ready. Without
  // gaps over all workers, so that rows of feeds are used one after the other. One addition for each
  // iteration, none for a request.
  [[nodiscard]] std::uint64_t take_number() {
    return numbers_.fetch_add(1, std::memory_order_relaxed);
  }

  // How many were taken.
  [[nodiscard]] std::uint64_t taken_numbers() const {
    return numbers_.load(std::memory_order_relaxed);
  }

  // The requests of all workers: counted only in a run that has a cap on them.
  void count_request() { requests_.fetch_add(1, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t requests() const { return requests_.load(std::memory_order_relaxed); }

  // Claims a time step (RFC 6238) of a key, its period's; false where its code was sent already.
  [[nodiscard]] bool claim_code(const std::string& key, std::int64_t time_step);

  // The newest secrets of all users: a server may show one user what another one has.
  static constexpr std::size_t kMostSecrets = 256;
  void remember_secret(std::string_view secret);
  void each_secret(const std::function<void(std::string_view)>& visit) const;

 private:
  mutable std::mutex mutex_;
  std::atomic<bool> any_retired_ = false;
  std::atomic<bool> ending_ = false;
  std::atomic<std::uint64_t> numbers_ = 0;
  std::atomic<std::uint64_t> requests_ = 0;
  std::string reason_to_end_;
  std::set<std::size_t> gone_;  // of those in retired_: walked by nobody any more
  std::set<std::size_t> worked_;
  std::map<std::size_t, Retired> retired_;
  std::set<std::pair<std::size_t, std::size_t>> seen_;
  std::set<std::pair<std::string, std::int64_t>> codes_;
  SecretMemory secrets_{kMostSecrets};
};

}  // namespace slogate
