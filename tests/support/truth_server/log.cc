#include "tests/support/truth_server/log.h"

#include <cinttypes>
#include <cstdio>
#include <ctime>

namespace truth {

std::int64_t now_ns() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

bool write_log(const std::string& file, const std::vector<Entry>& entries) {
  std::FILE* out = std::fopen(file.c_str(), "w");
  if (out == nullptr) return false;
  std::fputs("number\tid\tdelay_ns\tin_ns\tfirst_out_ns\tlast_out_ns\n", out);
  std::uint64_t number = 0;
  for (const Entry& entry : entries) {
    std::fprintf(out, "%" PRIu64 "\t%s\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\n",
                 number++, entry.id.c_str(), entry.delay_ns, entry.in_ns, entry.first_out_ns,
                 entry.last_out_ns);
  }
  const bool failed = std::ferror(out) != 0;
  return std::fclose(out) == 0 && !failed;
}

}  // namespace truth
