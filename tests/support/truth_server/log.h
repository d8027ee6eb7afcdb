// What the server knows of each request, and the file that it ends up in: a line for each, in the
// order in which they came in, tab-separated under a line that names the columns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace truth {

// CLOCK_MONOTONIC, in nanoseconds.
[[nodiscard]] std::int64_t now_ns();

struct Entry {
  std::string id;             // of the x-request-id field, else of traceparent, else empty
  std::int64_t delay_ns = 0;  // what the schedule says
  std::int64_t in_ns = 0;     // the last byte of the request had been read
  std::int64_t first_out_ns =
      0;  // the call that took the answer's first byte was about to be made; 0: none was
  std::int64_t last_out_ns = 0;  // likewise its last byte
};

// False where the file could not be written.
[[nodiscard]] bool write_log(const std::string& file, const std::vector<Entry>& entries);

}  // namespace truth
