#include "scenarios/suite/confined_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <deque>
#include <system_error>
#include <utility>
#include <vector>

namespace slogate {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as the kernel has it

std::string reason(int error) {
  if (error == ENOENT) return "does not exist";
  return "cannot be read: " + std::generic_category().message(error);
}

constexpr std::string_view kLeadsOut =
    "leads out by a symbolic link, it must lie in or below the suite's folder";

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool valid() const { return number_ >= 0; }
  [[nodiscard]] int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

// Goes from the folder down, one component at a time, and follows links itself: a `..` in a link
// goes back to a folder that is still held, so no rename can make it lead out.
class Walk {
 public:
  explicit Walk(Descriptor base) { folders_.push_back(std::move(base)); }

  // The file's descriptor in `found`; returns what is wrong.
  std::string to(const fs::path& name, Descriptor& found) {
    prepend(name);
    while (!ahead_.empty()) {
      const std::string part = std::move(ahead_.front());
      ahead_.pop_front();
      if (part == "..") {
        if (folders_.size() == 1) return std::string(kLeadsOut);
        folders_.pop_back();
        if (ahead_.empty()) ahead_.emplace_back(".");
        continue;
      }
      if (std::string fault = enter(part, found); !fault.empty()) return fault;
    }
    return {};
  }

 private:
  void prepend(const fs::path& path) {
    std::vector<std::string> parts;
    // An empty part stands behind a slash at the end: what is before it must be a folder.
    for (const fs::path& part : path) parts.push_back(part.empty() ? "." : part.string());
    ahead_.insert(ahead_.begin(), parts.begin(), parts.end());
  }

  std::string enter(const std::string& part, Descriptor& found) {
    const bool last = ahead_.empty();
    // O_NONBLOCK: opening a pipe must not wait for a writer; it is refused afterwards.
    const int how = last ? O_RDONLY | O_NONBLOCK | O_NOCTTY : O_PATH | O_DIRECTORY;
    const int at = folders_.back().get();
    Descriptor opened(::openat(at, part.c_str(), how | O_NOFOLLOW | O_CLOEXEC));
    if (opened.valid()) {
      if (last) {
        found = std::move(opened);
      } else {
        folders_.push_back(std::move(opened));
      }
      return {};
    }
    const int error = errno;
    // ELOOP or ENOTDIR: perhaps a link, which O_NOFOLLOW does not open.
    std::array<char, PATH_MAX> target{};
    const ssize_t length = ::readlinkat(at, part.c_str(), target.data(), target.size());
    if (length < 0) return reason(error);
    if (++links_ > kMostLinks) return reason(ELOOP);
    const fs::path path(std::string(target.data(), static_cast<std::size_t>(length)));
    if (path.is_absolute()) return std::string(kLeadsOut);
    prepend(path);
    return {};
  }

  std::vector<Descriptor> folders_;  // from the suite's folder to where the walk stands
  std::deque<std::string> ahead_;
  int links_ = 0;
};

std::string read_all(const OpenFile& file, std::string& text, std::uint64_t limit) {
  text.clear();
  std::string block(64U << 10U, '\0');
  while (true) {
    const ssize_t got = ::read(file.descriptor(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return reason(errno);
    if (got == 0) return {};
    text.append(block, 0, static_cast<std::size_t>(got));
    // Counted while it is read: a file may grow.
    if (text.size() > limit) {
      const bool even = limit >= (1U << 20U);
      return fmt::format("is larger than {} {}, the most that is read", even ? limit >> 20U : limit,
                         even ? "MiB" : "bytes");
    }
  }
}

}  // namespace

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

OpenFile::OpenFile(OpenFile&& other) noexcept {
  *this = std::move(other);
}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  std::swap(seconds_, other.seconds_);
  std::swap(nanoseconds_, other.nanoseconds_);
  return *this;
}

std::string OpenFile::adopt(int descriptor) {
  OpenFile file;
  file.descriptor_ = descriptor;
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return reason(errno);
  if (S_ISDIR(status.st_mode)) return "is a folder, name the file in it";
  // A pipe or a device would be waited for, or never end.
  if (!S_ISREG(status.st_mode)) return "is no regular file";
  file.size_ = static_cast<std::uint64_t>(status.st_size);
  file.seconds_ = status.st_mtim.tv_sec;
  file.nanoseconds_ = status.st_mtim.tv_nsec;
  *this = std::move(file);
  return {};
}

int OpenFile::release() {
  return std::exchange(descriptor_, -1);
}

bool OpenFile::unchanged() const {
  struct stat status {};
  return ::fstat(descriptor_, &status) == 0 &&
         size_ == static_cast<std::uint64_t>(status.st_size) && seconds_ == status.st_mtim.tv_sec &&
         nanoseconds_ == status.st_mtim.tv_nsec;
}

std::string confinement_fault(const std::string& name) {
  if (name.empty()) return "is empty, name a file in the suite's folder";
  if (name.find('\0') != std::string::npos) return "holds a NUL, name a file in the suite's folder";
  const fs::path path(name);
  if (path.is_absolute()) return "is an absolute path, it must lie in or below the suite's folder";
  if (std::find(path.begin(), path.end(), fs::path("..")) != path.end()) {
    return "leads out by .., it must lie in or below the suite's folder";
  }
  return {};
}

std::string open_confined_file(const fs::path& folder, const std::string& name, OpenFile& file) {
  if (std::string fault = confinement_fault(name); !fault.empty()) return fault;
  Descriptor base(::open(folder.empty() ? "." : folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!base.valid()) return "cannot be read: " + std::generic_category().message(errno);
  Descriptor found(-1);
  if (std::string fault = Walk(std::move(base)).to(name, found); !fault.empty()) return fault;
  return file.adopt(found.release());
}

std::string read_confined_file(const fs::path& folder, const std::string& name, std::string& text,
                               std::uint64_t limit) {
  OpenFile file;
  if (std::string fault = open_confined_file(folder, name, file); !fault.empty()) return fault;
  return read_all(file, text, limit);
}

std::string read_named_file(const fs::path& path, std::string& text, std::uint64_t limit) {
  OpenFile file;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0) return reason(errno);
  if (std::string fault = file.adopt(descriptor); !fault.empty()) return fault;
  return read_all(file, text, limit);
}

}  // namespace slogate
