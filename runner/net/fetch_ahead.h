// Memory that a user will look at when it goes on, asked for while the user before it runs. A thousand users push one
// another's out of the processor's cache, and each line of it that is waited for costs as much as a hundred instructions.
// It is asked for in parts, around system calls: a processor has only so many lines under way, and waits for room then.
//
// Belongs to one loop.
//
//   ahead.begin(wanted);   // of the user that comes next
//   ahead.some();          // around each call of the kernel that this one makes
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace slogate {

using Memory = std::span<const std::byte>;

// The cache lines that some memory lies in, up to 64 of them, in one word. It owns nothing and reads nothing.
class Lines {
 public:
  static constexpr std::size_t kLine = 64;  // bytes

  Lines() = default;
  explicit Lines(Memory memory) {
    if (memory.empty()) return;
    const auto first = reinterpret_cast<std::uintptr_t>(memory.data());
    const std::size_t more = (first % kLine + memory.size() - 1) / kLine;
    word_ = (first - first % kLine) | (more < kLine ? more : kLine - 1);
  }

  [[nodiscard]] std::size_t count() const { return word_ == 0 ? 0 : word_ % kLine + 1; }
  // The address of one of them, below count().
  [[nodiscard]] std::uintptr_t operator[](std::size_t which) const {
    return word_ - word_ % kLine + which * kLine;
  }

 private:
  // The first one's address; in its low bits, which would be 0, how many follow.
  std::uintptr_t word_ = 0;
};

class FetchAhead {
 public:
  using Wanted = std::array<Lines, 8>;  // as many as fit into one line themselves

  // Forgets what it has not asked for yet.
  void begin(const Wanted& wanted) {
    wanted_ = wanted;
    which_ = line_ = 0;
  }
  // The next part. A hint to the processor: good for any address, also of memory that is gone.
  void some() {
    next_part(
        [](std::uintptr_t line) { __builtin_prefetch(reinterpret_cast<const void*>(line), 1); });
  }

  static constexpr std::size_t kPart = 16;  // lines: a quarter of what an ordinary request looks at
  // Calls `ask` with the address of each line of the next part: kPart of them, or what is left.
  template <class Ask>
  void next_part(Ask ask) {
    std::size_t left = kPart;
    while (left > 0 && which_ < wanted_.size()) {
      const Lines lines = wanted_[which_];
      const std::size_t end = std::min(lines.count(), line_ + left);
      left -= end - line_;
      for (; line_ < end; ++line_) ask(lines[line_]);
      if (line_ < lines.count()) return;
      ++which_;
      line_ = 0;
    }
  }

 private:
  Wanted wanted_{};
  std::size_t which_ = 0;
  std::size_t line_ = 0;
};

}  // namespace slogate
