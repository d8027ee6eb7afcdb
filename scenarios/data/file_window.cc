#include "scenarios/data/file_window.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace slogate {

bool FileWindow::view(const OpenFile& file, std::uint64_t offset, std::size_t wanted,
                      std::string_view& text) {
  const std::uint64_t left = file.size() - offset;
  const auto needed = static_cast<std::size_t>(std::min<std::uint64_t>(left, wanted));
  const bool inside = offset >= begin_ && offset < begin_ + bytes_.size();
  std::size_t kept = inside ? static_cast<std::size_t>(begin_ + bytes_.size() - offset) : 0;
  if (kept < needed) {
    bytes_.erase(0, bytes_.size() - kept);
    begin_ = offset;
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(left, std::max(wanted, block_)));
    bytes_.resize(size);
    while (kept < size) {
      const ssize_t got = ::pread(file.descriptor(), bytes_.data() + kept, size - kept,
                                  static_cast<off_t>(offset + kept));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      kept += static_cast<std::size_t>(got);
    }
    // Asked after reading: what was read before a change is sound, what was read after is not.
    if (kept < size || !file.unchanged()) {
      bytes_.clear();
      return false;
    }
  }
  text = std::string_view(bytes_).substr(static_cast<std::size_t>(offset - begin_));
  return true;
}

}  // namespace slogate
