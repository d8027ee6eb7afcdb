// The bytes that live on the heap now, counted by this binary's own operator new and delete: exact to the byte as it was
// asked for, wherever the memory lies. What C libraries and Asio's coroutine frames allocate is not among them;
// malloced() has it, with the allocator's own caches.
//
// Linking live_heap.cc replaces the global operators. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace slogate::support {

struct LiveHeap {
  std::int64_t bytes = 0;  // asked for by operator new and not given back
  std::int64_t blocks = 0;

  [[nodiscard]] static LiveHeap now();
};

// All that malloc has given out (mallinfo2); 0 where another allocator stands in for it.
[[nodiscard]] std::int64_t malloced();

}  // namespace slogate::support
