#include "runner/app/shipped_suite.h"

namespace slogate {
namespace {

// As a reader of the reports names it: relative to where the command was given, if it lies below.
std::filesystem::path shown_path(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::path relative = std::filesystem::relative(path, error);
  return error || relative.empty() || *relative.begin() == ".." ? path : relative;
}

}  // namespace

Result<std::filesystem::path> suite_path(const std::string& given) {
  namespace fs = std::filesystem;
  if (!given.empty()) {
    std::error_code ignored;
    const fs::path path(given);
    return fs::is_directory(path, ignored) ? path / "suite.json" : path;
  }
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  for (fs::path folder = program.parent_path(); !error && folder.has_relative_path();
       folder = folder.parent_path()) {
    for (const char* place : {"share/slogate/scenarios", "scenarios"}) {
      const fs::path found = folder / place / "go-live" / "suite.json";
      if (fs::exists(found, error)) return shown_path(found);
    }
  }
  return Diagnostics(Diagnostic{
      {}, "the shipped go-live suite is not installed beside this program, name a SUITE"});
}

}  // namespace slogate
