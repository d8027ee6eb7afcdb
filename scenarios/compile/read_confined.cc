// The one place of this folder that opens a file: below a folder, without a way out of it.
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "scenarios/compile/feed.h"

namespace slogate {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

bool climbs(const std::filesystem::path& file) {
  for (const auto& part : file) {
    if (part == "..") return true;
  }
  return file.is_absolute();
}

// Without openat2 (kernels before 5.6, some sandboxes): component by component, no symbolic link at
// all.
Descriptor open_by_steps(int folder, const std::filesystem::path& file, int flags) {
  Descriptor at(::dup(folder));
  for (auto it = file.begin(); it != file.end() && at.valid(); ++it) {
    const bool last = std::next(it) == file.end();
    const int step = O_NOFOLLOW | O_CLOEXEC | (last ? flags : O_RDONLY | O_DIRECTORY);
    at = Descriptor(::openat(at.get(), it->c_str(), step));
  }
  return at;
}

Descriptor open_beneath(int folder, const std::filesystem::path& file) {
  // O_NONBLOCK: opening a pipe must not wait for a writer; it is refused afterwards.
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const long fd = ::syscall(SYS_openat2, folder, file.c_str(), &how, sizeof how);
  if (fd >= 0) return Descriptor(static_cast<int>(fd));
  if (errno == ENOSYS || errno == EPERM) return open_by_steps(folder, file, flags);
  return Descriptor(-1);
}

std::string reason_of(int error) {
  if (error == EXDEV || error == ELOOP) return "it leads out of the suite's folder";
  return std::strerror(error);  // NOLINT: suites are read by one thread
}

}  // namespace

Result<std::string> read_confined(const std::filesystem::path& folder, const std::string& file,
                                  std::uint64_t limit, const Position& from) {
  const auto refuse = [&](const std::string& why) {
    return Diagnostics({from, fmt::format("cannot read \"{}\": {}", file, why)});
  };
  const auto path = std::filesystem::path(file).lexically_normal();
  if (file.empty() || climbs(file)) return refuse("it must lie in or below the suite's folder");
  const Descriptor base(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!base.valid()) return refuse(reason_of(errno));
  const Descriptor opened = open_beneath(base.get(), path);
  if (!opened.valid()) return refuse(reason_of(errno));

  struct stat status {};
  if (::fstat(opened.get(), &status) != 0) return refuse(reason_of(errno));
  if (!S_ISREG(status.st_mode)) return refuse("it is no regular file");
  std::string text;
  text.reserve(static_cast<std::size_t>(
      std::min<std::uint64_t>(limit, static_cast<std::uint64_t>(status.st_size))));
  char buffer[65536];
  while (true) {
    const ssize_t got = ::read(opened.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refuse(reason_of(errno));
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    // Counted while reading: a file may grow after fstat.
    if (text.size() > limit) return refuse(fmt::format("it is larger than {} bytes", limit));
  }
}

}  // namespace slogate
