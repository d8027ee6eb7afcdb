// The memory of coroutine frames: freed ones are used again, the last one first, because a request makes and ends the same
// handful of them, and what was used last is still in the processor's cache. Each thread has its own; no lock, and no
// allocation once it has grown.
#pragma once

#include <array>
#include <cstddef>

namespace slogate {

class FrameMemory {
 public:
  FrameMemory() = default;
  ~FrameMemory();
  FrameMemory(const FrameMemory&) = delete;
  FrameMemory& operator=(const FrameMemory&) = delete;

  // At least `size` bytes, at the beginning of a cache line. Throws std::bad_alloc.
  [[nodiscard]] void* take(std::size_t size);
  // What take() gave for that size, here or on another thread.
  void give(void* frame, std::size_t size) noexcept;

  // How many bytes take() was asked for, where it gave this memory last; else 0.
  [[nodiscard]] std::size_t size_of_last(const void* frame) const {
    return frame == last_ ? last_size_ : 0;
  }

  // The calling thread's.
  [[nodiscard]] static FrameMemory& here() {
    if (here_ == nullptr) here_ = &make_here();
    return *here_;
  }

 private:
  [[nodiscard]] static FrameMemory& make_here();
  static constexpr std::size_t kStep = 64;   // a cache line
  static constexpr std::size_t kSizes = 64;  // up to 4 KiB; larger frames are not kept
  struct Free {
    Free* next = nullptr;
  };

  // A frame asks three times: a thread's variable without a destructor needs no look whether it is there.
  static inline constinit thread_local FrameMemory* here_ = nullptr;

  std::array<Free*, kSizes> free_{};
  const void* last_ = nullptr;
  std::size_t last_size_ = 0;
};

}  // namespace slogate
