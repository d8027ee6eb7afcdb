// Where one coroutine waits until somebody on its loop lets it go on. Costs no allocation beyond Asio's own, which it
// recycles: Events and sockets stand on it.
//
//   co_await parking.wait();
//   parking.resume();        // elsewhere: goes on within this call
//   parking.post(loop);      // or when the loop turns
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

#include <optional>
#include <utility>

#include "runner/clock/task.h"

namespace slogate {

class Parking {
 public:
  Parking() = default;
  Parking(const Parking&) = delete;
  Parking& operator=(const Parking&) = delete;

  [[nodiscard]] bool occupied() const { return waiter_.has_value(); }

  // At most one waiter.
  [[nodiscard]] Task<void> wait() {
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, void()>(
        [this](Waiter waiter) { waiter_.emplace(std::move(waiter)); }, use_task);
  }

  // Both want a waiter.
  void resume() { std::move(take())(); }
  void post(Loop& loop) {
    boost::asio::post(loop, [waiter = take()]() mutable { std::move(waiter)(); });
  }

 private:
  using Waiter =
      boost::asio::async_result<boost::asio::use_awaitable_t<Executor>, void()>::handler_type;

  Waiter take() {
    Waiter waiter = std::move(*waiter_);
    waiter_.reset();
    return waiter;
  }

  std::optional<Waiter> waiter_;
};

}  // namespace slogate
