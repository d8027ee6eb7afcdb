// Where one coroutine waits until somebody on its loop lets it go on: what every wait stands on. Costs no allocation, nor a
// frame of its own.
//
//   co_await parking.wait();
//   parking.resume();        // elsewhere: goes on within this call
//   parking.post(loop);      // or when the loop turns
//
// A coroutine that still waits when its Parking goes is ended, with all that waits for it.
#pragma once

#include <coroutine>
#include <span>
#include <utility>

#include "runner/clock/task.h"

namespace slogate {

class Parking {
 public:
  Parking() = default;
  Parking(const Parking&) = delete;
  Parking& operator=(const Parking&) = delete;

  [[nodiscard]] bool occupied() const { return waiter_.is_there(); }

  class Wait {
   public:
    Wait(Parking& parking, bool over) : parking_(parking), over_(over) {}
    [[nodiscard]] bool await_ready() const noexcept { return over_; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> waiter) const noexcept {
      parking_.waiter_ = Waiter(waiter.promise());
    }
    void await_resume() const noexcept {}

   private:
    Parking& parking_;
    bool over_;
  };

  // At most one waiter. `over`: there is nothing to wait for.
  [[nodiscard]] Wait wait(bool over = false) { return {*this, over}; }

  // The waiter, who waits for that one, and so on, as many as `into` has room for; then nullptr. Good until the waiter
  // goes on.
  void list_waiters(std::span<const TaskPromise*> into) const { waiter_.list(into); }

  // Both want a waiter.
  void resume() { std::exchange(waiter_, {}).resume(); }
  void post(Loop& loop) {
    boost::asio::post(loop, [waiter = std::exchange(waiter_, {})]() mutable { waiter.resume(); });
  }

 private:
  // Owns the coroutine until it goes on.
  class Waiter {
   public:
    Waiter() = default;
    explicit Waiter(TaskPromise& promise) : promise_(&promise) {}
    Waiter(Waiter&& other) noexcept : promise_(std::exchange(other.promise_, nullptr)) {}
    Waiter& operator=(Waiter&& other) noexcept {
      std::swap(promise_, other.promise_);
      return *this;
    }
    ~Waiter() {
      if (promise_ != nullptr) std::exchange(promise_, nullptr)->destroy_all();
    }
    [[nodiscard]] bool is_there() const { return promise_ != nullptr; }
    void resume() { std::exchange(promise_, nullptr)->resume(); }
    void list(std::span<const TaskPromise*> into) const {
      const TaskPromise* next = promise_;
      for (const TaskPromise*& each : into) {
        each = next;
        if (next != nullptr) next = next->waiter();
      }
    }

   private:
    TaskPromise* promise_ = nullptr;
  };

  Waiter waiter_;
};

}  // namespace slogate
