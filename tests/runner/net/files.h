// Files that requests send, in a folder that lives as long as the test.
#pragma once

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "scenarios/message/body_file.h"

namespace slogate::support {

class SentFiles {
 public:
  SentFiles() {
    std::string name = (std::filesystem::temp_directory_path() / "slogate-sent-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~SentFiles() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  SentFiles(const SentFiles&) = delete;
  SentFiles& operator=(const SentFiles&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

  std::shared_ptr<const BodyFile> make(const std::string& name, const std::string& text) const {
    const int made = ::open(path(name).c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    for (std::size_t at = 0; at < text.size();) {
      const ssize_t put = ::write(made, text.data() + at, text.size() - at);
      if (put <= 0) break;
      at += static_cast<std::size_t>(put);
    }
    ::close(made);
    return std::make_shared<const BodyFile>(::open(path(name).c_str(), O_RDONLY | O_CLOEXEC),
                                            text.size(), name);
  }

 private:
  std::filesystem::path folder_;
};

// Bytes that tell their place, so that a piece sent twice or left out is seen.
inline std::string numbered(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + ",";
  text.resize(size);
  return text;
}

}  // namespace slogate::support
