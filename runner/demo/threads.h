// Threads for the demo's connections: each one holds a thread while it is open, so the number grows
// with demand and idle threads are used again.
//
// Any thread may enqueue; shutdown() waits for all jobs and may be called once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <httplib.h>

namespace slogate {

class GrowingThreads final : public httplib::TaskQueue {
 public:
  explicit GrowingThreads(std::size_t most) : most_(most) {}
  ~GrowingThreads() override = default;

  // Runs `job` on an idle thread, or a new one while there are fewer than `most`; else it waits its
  // turn.
  void enqueue(std::function<void()> job) override;
  void shutdown() override;

 private:
  void work();

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool closing_ = false;
};

}  // namespace slogate
