#include "runner/app/results_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ostream>
#include <streambuf>
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

// What is written to it goes on to the descriptor, 64 KiB at a time.
class DescriptorBuffer final : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor) : descriptor_(descriptor) { empty(); }

  // The errno of the write that failed; 0 where none did.
  [[nodiscard]] int error() const { return error_; }

 protected:
  int_type overflow(int_type next) override {
    if (sync() != 0) return traits_type::eof();
    if (traits_type::eq_int_type(next, traits_type::eof())) return traits_type::not_eof(next);
    return sputc(traits_type::to_char_type(next));
  }
  int sync() override {
    const std::string_view text(pbase(), static_cast<std::size_t>(pptr() - pbase()));
    if (!write_all(descriptor_, text)) {
      error_ = errno;
      return -1;
    }
    empty();
    return 0;
  }

 private:
  void empty() { setp(buffer_.data(), buffer_.data() + buffer_.size()); }

  int descriptor_;
  int error_ = 0;
  std::array<char, 65'536> buffer_;
};

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
  for (const char* earlier : {"run.db", "capacity.json", "steps"}) {
    if (!std::filesystem::exists(folder / earlier)) continue;
    return failed(folder / earlier,
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
  std::filesystem::path temporary = file;
  temporary += ".tmp";
  const int descriptor =
      ::open(temporary.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0)
    return failed(file, fmt::format("cannot be written: {}", std::strerror(errno)));
  DescriptorBuffer buffer(descriptor);
  std::ostream out(&buffer);
  write(out);
  out.flush();
  const bool written = out.good() && ::fsync(descriptor) == 0;
  const int reason = out.good() ? errno : buffer.error();
  const bool closed = ::close(descriptor) == 0;
  if (!written || !closed || ::rename(temporary.c_str(), file.c_str()) != 0) {
    const int why = written ? errno : reason;
    ::unlink(temporary.c_str());
    if (why == 0) return failed(file, "cannot be written: its writer did not finish it");
    return failed(file, fmt::format("cannot be written: {}", std::strerror(why)));
  }
  return {};
}

}  // namespace slogate
