// The one header that names the coroutine type. A Task begins when it is awaited or spawned, and runs on the loop that it
// was spawned on and nowhere else; whoever awaits it goes on where it ends. Destroying a Task that is under way ends it and
// all that it awaits.
//
//   Task<int> answer() { co_return 42; }
//   spawn(loop, answer(), [](std::exception_ptr failed, int result) { ... });
//
// What is awaited in a Task is another Task or a Parking's wait (parking.h), which everything else that waits stands on. A
// child that ends without waiting returns to its parent by a plain return, so that a loop of such children needs no stack.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "runner/clock/frame_memory.h"

namespace slogate {

using Loop = boost::asio::io_context;
using Executor = Loop::executor_type;

// What every coroutine's promise knows: who waits for it.
class TaskPromise {
 public:
  [[nodiscard]] static void* operator new(std::size_t size) {
    return FrameMemory::here().take(size);
  }
  static void operator delete(void* frame, std::size_t size) noexcept {
    FrameMemory::here().give(frame, size);
  }

  struct End {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> self) const noexcept {
      // The waiter may destroy this frame.
      if (self.promise().waiter_ != nullptr) self.promise().waiter_->self_.resume();
    }
    void await_resume() const noexcept {}
  };
  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  [[nodiscard]] End final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { failed_ = std::current_exception(); }

  void resume() { self_.resume(); }
  void wait_for_end(TaskPromise& waiter) { waiter_ = &waiter; }
  void rethrow() const {
    if (failed_ != nullptr) std::rethrow_exception(failed_);
  }
  // The memory of this coroutine, as far as it is known.
  [[nodiscard]] std::span<const std::byte> frame() const {
    return {static_cast<const std::byte*>(self_.address()), frame_size_};
  }
  // Who waits for the end of this one; nullptr where it was spawned.
  [[nodiscard]] const TaskPromise* waiter() const { return waiter_; }

  // Ends everything that waits for this one, and by that this one itself.
  void destroy_all() {
    TaskPromise* first = this;
    while (first->waiter_ != nullptr) first = first->waiter_;
    first->self_.destroy();
  }

 protected:
  // A compiler may put a coroutine into the one that awaits it: no memory was taken for it then.
  explicit TaskPromise(std::coroutine_handle<> self)
      : self_(self), frame_size_(FrameMemory::here().size_of_last(self.address())) {}

 private:
  std::coroutine_handle<> self_;
  std::size_t frame_size_;
  TaskPromise* waiter_ = nullptr;
  std::exception_ptr failed_;
};

template <class T>
class Task {
 public:
  class promise_type;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Waiter>
  [[nodiscard]] bool await_suspend(std::coroutine_handle<Waiter> waiter) const {
    handle_.resume();
    if (handle_.done()) return false;
    handle_.promise().wait_for_end(waiter.promise());
    return true;
  }
  T await_resume() const {
    handle_.promise().rethrow();
    if constexpr (!std::is_void_v<T>) return std::move(*handle_.promise().value);
  }

 private:
  using Handle = std::coroutine_handle<promise_type>;
  explicit Task(Handle handle) : handle_(handle) {}

  Handle handle_;
};

template <class T>
class Task<T>::promise_type : public TaskPromise {
 public:
  promise_type() : TaskPromise(Handle::from_promise(*this)) {}
  [[nodiscard]] Task get_return_object() { return Task(Handle::from_promise(*this)); }
  template <class Value>
  void return_value(Value&& result) {
    value.emplace(std::forward<Value>(result));
  }
  std::optional<T> value;
};

template <>
class Task<void>::promise_type : public TaskPromise {
 public:
  promise_type() : TaskPromise(Handle::from_promise(*this)) {}
  [[nodiscard]] Task get_return_object() { return Task(Handle::from_promise(*this)); }
  void return_void() const noexcept {}
};

// A coroutine that nobody awaits: it frees itself at its end.
class SpawnedTask {
 public:
  class promise_type : public TaskPromise {
   public:
    promise_type() : TaskPromise(Handle::from_promise(*this)) {}
    [[nodiscard]] SpawnedTask get_return_object() {
      return SpawnedTask(Handle::from_promise(*this));
    }
    [[nodiscard]] std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
  };

  SpawnedTask(SpawnedTask&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  SpawnedTask& operator=(SpawnedTask&&) = delete;
  ~SpawnedTask() {
    if (handle_) handle_.destroy();
  }
  void start() { std::exchange(handle_, nullptr).resume(); }

 private:
  using Handle = std::coroutine_handle<promise_type>;
  explicit SpawnedTask(Handle handle) : handle_(handle) {}

  Handle handle_;
};

template <class T, class OnEnd>
SpawnedTask run_spawned(Task<T> task, OnEnd on_end, Loop& loop) {
  // The loop does not run dry while the task waits for another one.
  const auto work = boost::asio::make_work_guard(loop);
  std::exception_ptr failed;
  if constexpr (std::is_void_v<T>) {
    try {
      co_await Task<T>(std::move(task));  // which is gone when `on_end` is called
    } catch (...) {
      failed = std::current_exception();
    }
    on_end(failed);
  } else {
    std::optional<T> result;
    try {
      result.emplace(co_await Task<T>(std::move(task)));
    } catch (...) {
      failed = std::current_exception();
    }
    on_end(failed, result ? std::move(*result) : T());
  }
}

// Begins the task when the loop turns, from any thread. `on_end(failed)` or `on_end(failed, result)` is called on the loop
// when it is over; what it throws is a bug.
template <class T, class OnEnd>
void spawn(Loop& loop, Task<T> task, OnEnd on_end) {
  boost::asio::post(loop, [spawned = run_spawned(std::move(task), std::move(on_end),
                                                 loop)]() mutable { spawned.start(); });
}

inline void spawn(Loop& loop, Task<void> task) {
  spawn(loop, std::move(task), [](const std::exception_ptr&) {});
}

}  // namespace slogate
