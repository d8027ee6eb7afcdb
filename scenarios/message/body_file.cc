#include "scenarios/message/body_file.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace slogate {

BodyFile::BodyFile(int descriptor, std::uint64_t size, std::string name)
    : descriptor_(descriptor), size_(size), name_(std::move(name)) {}

BodyFile::~BodyFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool BodyFile::read(std::uint64_t offset, std::span<char> into) const {
  while (!into.empty()) {
    const ssize_t got = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    offset += static_cast<std::uint64_t>(got);
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

}  // namespace slogate
