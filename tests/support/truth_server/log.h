// What the server knows of each request, and the file that it ends up in: a line for each, in the
// order in which they came in, tab-separated under a line that names the columns.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace truth {

// CLOCK_MONOTONIC, in nanoseconds.
[[nodiscard]] std::int64_t now_ns();

// recv(2) without flags. `at_ns`: when the kernel took in the last segment of what was read, where
// the socket asks for stamps (SO_TIMESTAMPNS); else now. A process may be woken up, or get its core
// back, long after that. `ahead_ns` is for the next call: by how much the wall clock, which stamps
// are of, is ahead; where it has moved since the last one it was set, and the stamp is not used.
[[nodiscard]] ssize_t read_at(int descriptor, char* into, std::size_t size, std::int64_t& at_ns,
                              std::int64_t& ahead_ns);

struct Entry {
  std::string id;             // of the x-request-id field, else of traceparent, else empty
  std::int64_t delay_ns = 0;  // what the schedule says
  std::int64_t in_ns = 0;     // the last byte of the request had come in: read_at()
  std::int64_t first_out_ns =
      0;  // the call that took the answer's first byte was about to be made; 0: none was
  std::int64_t last_out_ns = 0;  // likewise its last byte
};

// False where the file could not be written.
[[nodiscard]] bool write_log(const std::string& file, const std::vector<Entry>& entries);

}  // namespace truth
