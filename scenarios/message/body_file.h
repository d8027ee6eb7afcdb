// A file that a request sends as a body or a part of one: open since the suite was compiled, read
// while it is sent, so that a large one is never whole in memory. Shared by all workers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace slogate {

class BodyFile {
 public:
  // Takes over an open descriptor of a regular file of `size` bytes. `name` is for messages.
  BodyFile(int descriptor, std::uint64_t size, std::string name);
  ~BodyFile();
  BodyFile(const BodyFile&) = delete;
  BodyFile& operator=(const BodyFile&) = delete;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  // Fills the buffer with the bytes from `offset` on. False where fewer are there than the size said
  // when it was opened: the file was changed during the run.
  [[nodiscard]] bool read(std::uint64_t offset, std::span<char> into) const;

 private:
  int descriptor_;
  std::uint64_t size_;
  std::string name_;
};

}  // namespace slogate
