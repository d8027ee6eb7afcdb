// How often this process has asked for memory, counted by an operator new of its own in every form.
// It belongs to the binaries that name allocations.cc among their sources.
//
//   const std::size_t before = allocations();
//   step();
//   EXPECT_EQ(allocations() - before, 0U);
//
// Threads: any. What calls malloc itself is not seen.
#pragma once

#include <cstddef>

namespace slogate::support {

[[nodiscard]] std::size_t allocations();

}  // namespace slogate::support
