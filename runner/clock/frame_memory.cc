#include "runner/clock/frame_memory.h"

#include <sanitizer/asan_interface.h>

#include <new>

namespace slogate {

FrameMemory::~FrameMemory() {
  for (Free* free : free_) {
    while (free != nullptr) {
      ASAN_UNPOISON_MEMORY_REGION(free, sizeof(Free));
      Free* const next = free->next;
      ::operator delete(free, std::align_val_t(kStep));
      free = next;
    }
  }
}

FrameMemory& FrameMemory::make_here() {
  static thread_local FrameMemory memory;
  return memory;
}

void* FrameMemory::take(std::size_t size) {
  const std::size_t which = (size - 1) / kStep;
  Free* const free = which < kSizes ? free_[which] : nullptr;
  void* memory = free;
  if (free == nullptr) {
    memory = ::operator new((which + 1) * kStep, std::align_val_t(kStep));
  } else {
    ASAN_UNPOISON_MEMORY_REGION(free, (which + 1) * kStep);
    free_[which] = free->next;
  }
  last_ = memory;
  last_size_ = size;
  return memory;
}

void FrameMemory::give(void* frame, std::size_t size) noexcept {
  const std::size_t which = (size - 1) / kStep;
  if (which >= kSizes) {
    ::operator delete(frame, std::align_val_t(kStep));
    return;
  }
  free_[which] = new (frame) Free{free_[which]};
  // So that AddressSanitizer sees the use of a frame that is gone, as it does with memory that is not kept.
  ASAN_POISON_MEMORY_REGION(frame, (which + 1) * kStep);
}

}  // namespace slogate
