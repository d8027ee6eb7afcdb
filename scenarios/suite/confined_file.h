// The one way to the files that a suite names, and to no others: in or below the suite's folder and
// regular. A name is walked component by component from the folder's own descriptor, so nothing can
// be exchanged between looking and opening.
//
//   std::string fault = read_confined_file("suites", "flows/auth.json", text);   // "" on success
//
// A symbolic link is followed as long as it stays inside; one with an absolute target counts as
// leading out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace slogate {

inline constexpr std::uint64_t kLargestFile = 16U << 20U;

// A regular file, open for reading, with its size and time of change as they were then. Closed at
// the end of its life. pread() on the descriptor is safe from several threads.
class OpenFile {
 public:
  OpenFile() = default;
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  // Takes the descriptor over, whatever it is. Returns what is wrong, empty on success.
  [[nodiscard]] std::string adopt(int descriptor);

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Hands the descriptor to the caller, who closes it.
  [[nodiscard]] int release();
  // Whether size and time of change are still what they were when it was opened.
  [[nodiscard]] bool unchanged() const;

 private:
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::int64_t seconds_ = 0;  // of the last change
  std::int64_t nanoseconds_ = 0;
};

// What is wrong with the name alone: "must lie in or below the suite's folder, …"; empty where it
// will do.
[[nodiscard]] std::string confinement_fault(const std::string& name);

// Opens `name` below `folder`, of any size; for what is read piece by piece. Returns what is wrong,
// empty on success.
[[nodiscard]] std::string open_confined_file(const std::filesystem::path& folder,
                                             const std::string& name, OpenFile& file);

// Reads `name` below `folder` whole, up to `limit` bytes. Returns what is wrong, empty on success.
[[nodiscard]] std::string read_confined_file(const std::filesystem::path& folder,
                                             const std::string& name, std::string& text,
                                             std::uint64_t limit = kLargestFile);

// The same for a file that the user named: it may lie anywhere.
[[nodiscard]] std::string read_named_file(const std::filesystem::path& file, std::string& text,
                                          std::uint64_t limit = kLargestFile);

}  // namespace slogate
