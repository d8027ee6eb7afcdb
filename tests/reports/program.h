// Runs a program of the system and reads what it says; folders for its input.
//
//   Output lint = run("xmllint --noout file.xml");
//
// Blocks until the program ends. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace slogate::report {

struct Output {
  int status = -1;   // the exit code; -1 where the program could not be started
  std::string text;  // stdout and stderr together
};

// `command` goes through the shell; quote what needs it.
[[nodiscard]] Output run(const std::string& command);

// The whole file; an empty string where there is none.
[[nodiscard]] std::string file_text(const std::filesystem::path& path);

// A folder that is removed with its content at the end of its scope.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  // Writes a file and gives its path.
  [[nodiscard]] std::string file(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

}  // namespace slogate::report
