#include "scenarios/suite/confined_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace slogate {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) {
  return "cannot be read: " + std::generic_category().message(error);
}

}  // namespace

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

std::string read_named_file(const fs::path& file, std::string& text) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) return "does not exist";
  if (error) return reason(error.value());
  if (status.type() == fs::file_type::directory) return "is a folder, name the file in it";
  // A pipe or a device would be waited for, or never end.
  if (status.type() != fs::file_type::regular) return "is no regular file";
  std::ifstream in(file, std::ios::binary);
  if (!in) return reason(errno);
  text.clear();
  std::string block(64U << 10U, '\0');
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    text.append(block, 0, static_cast<std::size_t>(in.gcount()));
    // Counted while it is read: a file may grow.
    if (text.size() > kLargestFile) return "is larger than 16 MiB, the most that is read";
  }
  if (in.bad()) return reason(errno);
  return {};
}

std::string read_confined_file(const fs::path& folder, const std::string& name, std::string& text) {
  if (std::string fault = confinement_fault(name); !fault.empty()) return fault;
  std::error_code error;
  const fs::path base = fs::canonical(folder, error);
  if (error) return reason(error.value());
  const fs::path real = fs::canonical(base / name, error);
  if (error == std::errc::no_such_file_or_directory) return "does not exist";
  if (error) return reason(error.value());
  if (std::mismatch(base.begin(), base.end(), real.begin(), real.end()).first != base.end()) {
    return "leads out by a symbolic link, it must lie in or below the suite's folder";
  }
  return read_named_file(real, text);
}

}  // namespace slogate
