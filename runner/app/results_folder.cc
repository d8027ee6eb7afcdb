#include "runner/app/results_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <sstream>
#include <utility>

namespace slogate {
namespace {

Diagnostics failed(const std::filesystem::path& file, const std::string& what) {
  return Diagnostics(Diagnostic{{file.string(), 0, 0}, what});
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<ResultsFolder> ResultsFolder::create(const std::filesystem::path& folder) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(folder, error);
  if (error) return failed(folder, "the results folder cannot be created: " + error.message());
  if (made) ::chmod(folder.c_str(), 0700);
  const std::filesystem::path lock_file = folder / ".lock";
  const int lock = ::open(lock_file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0)
    return failed(folder,
                  fmt::format("the results folder cannot be written: {}", std::strerror(errno)));
  ResultsFolder out(folder, lock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    return failed(folder, "another run writes to this folder, choose another one with --out");
  }
  if (std::filesystem::exists(folder / "run.db")) {
    return failed(folder / "run.db",
                  "the folder holds the results of an earlier run, choose another one with --out");
  }
  return out;
}

ResultsFolder::ResultsFolder(ResultsFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

ResultsFolder::~ResultsFolder() {
  if (lock_ < 0) return;
  ::unlink((path_ / ".lock").c_str());
  ::close(lock_);
}

Result<void> write_whole(const std::filesystem::path& file,
                         const std::function<void(std::ostream&)>& write) {
  std::ostringstream text;
  write(text);
  std::filesystem::path temporary = file;
  temporary += ".tmp";
  const int descriptor =
      ::open(temporary.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0)
    return failed(file, fmt::format("cannot be written: {}", std::strerror(errno)));
  const bool written = write_all(descriptor, text.view()) && ::fsync(descriptor) == 0;
  const int reason = errno;
  const bool closed = ::close(descriptor) == 0;
  if (!written || !closed || ::rename(temporary.c_str(), file.c_str()) != 0) {
    const int why = written ? errno : reason;
    ::unlink(temporary.c_str());
    return failed(file, fmt::format("cannot be written: {}", std::strerror(why)));
  }
  return {};
}

}  // namespace slogate
