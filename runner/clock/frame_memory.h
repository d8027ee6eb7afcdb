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

  // At least `size` bytes, aligned as operator new aligns. Throws std::bad_alloc.
  [[nodiscard]] void* take(std::size_t size);
  // What take() gave for that size, here or on another thread.
  void give(void* frame, std::size_t size) noexcept;

  // The calling thread's.
  [[nodiscard]] static FrameMemory& here();

 private:
  static constexpr std::size_t kStep = 64;
  static constexpr std::size_t kSizes = 64;  // up to 4 KiB; larger frames are not kept
  struct Free {
    Free* next = nullptr;
  };

  std::array<Free*, kSizes> free_{};
};

}  // namespace slogate
