#include "runner/clock/event.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace slogate {

Task<void> Event::wait() {
  if (set_) {
    set_ = false;
    co_return;
  }
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, void()>(
      [this](auto handler) {
        // std::function wants a copyable target and the handler is move-only.
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        resume_ = [kept] { std::move (*kept)(); };
      },
      use_task);
}

void Event::set() {
  if (!resume_) {
    set_ = true;
    return;
  }
  boost::asio::post(loop_, std::exchange(resume_, nullptr));
}

Task<bool> Sleeper::until(SteadyTime due) {
  bool fired = false;
  alarm_->set(due, [this, &fired] {
    fired = true;
    event_.set();
  });
  co_await event_.wait();
  alarm_->cancel();
  co_return fired;
}

void Sleeper::wake() {
  event_.set();
}

}  // namespace slogate
