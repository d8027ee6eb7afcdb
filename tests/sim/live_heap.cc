#include "tests/sim/live_heap.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::int64_t> live_bytes{0};
std::atomic<std::int64_t> live_blocks{0};

// The size stands in front of the memory, in a place as long as its alignment, so that what follows is aligned.
constexpr std::size_t kFront = alignof(std::max_align_t);
static_assert(kFront >= sizeof(std::size_t));

std::size_t front_for(std::align_val_t alignment) {
  return std::max(kFront, static_cast<std::size_t>(alignment));
}

void* take(std::size_t size, std::align_val_t alignment = std::align_val_t(kFront)) {
  const std::size_t room = front_for(alignment);
  const std::size_t whole = (size + room + room - 1) / room * room;
  auto* memory = static_cast<char*>(std::aligned_alloc(room, whole));
  if (memory == nullptr) throw std::bad_alloc();
  ::new (memory) std::size_t(size);
  live_bytes.fetch_add(static_cast<std::int64_t>(size), std::memory_order_relaxed);
  live_blocks.fetch_add(1, std::memory_order_relaxed);
  return memory + room;
}

void give_back(void* memory, std::align_val_t alignment = std::align_val_t(kFront)) {
  if (memory == nullptr) return;
  char* front = static_cast<char*>(memory) - front_for(alignment);
  const std::size_t size = *reinterpret_cast<std::size_t*>(front);
  live_bytes.fetch_sub(static_cast<std::int64_t>(size), std::memory_order_relaxed);
  live_blocks.fetch_sub(1, std::memory_order_relaxed);
  std::free(front);
}

}  // namespace

void* operator new(std::size_t size) {
  return take(size);
}
void* operator new[](std::size_t size) {
  return take(size);
}
// AddressSanitizer's own of these two would not call the ones above.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return take(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void* operator new[](std::size_t size, const std::nothrow_t& nothrow) noexcept {
  return operator new(size, nothrow);
}
void operator delete(void* memory) noexcept {
  give_back(memory);
}
void operator delete[](void* memory) noexcept {
  give_back(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  give_back(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  give_back(memory);
}

void* operator new(std::size_t size, std::align_val_t alignment) {
  return take(size, alignment);
}
void operator delete(void* memory, std::align_val_t alignment) noexcept {
  give_back(memory, alignment);
}
void operator delete(void* memory, std::size_t, std::align_val_t alignment) noexcept {
  give_back(memory, alignment);
}

namespace slogate::support {

LiveHeap LiveHeap::now() {
  return {live_bytes.load(std::memory_order_relaxed), live_blocks.load(std::memory_order_relaxed)};
}

std::int64_t malloced() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<std::int64_t>(info.uordblks + info.hblkhd);
}

}  // namespace slogate::support
