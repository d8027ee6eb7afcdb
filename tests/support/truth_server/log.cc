#include "tests/support/truth_server/log.h"

#include <sys/socket.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace truth {

namespace {

std::int64_t ns_of(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::int64_t read_clock(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return ns_of(time);
}

// Of the wall clock; 0: there is none.
std::int64_t stamp_of(const msghdr& message) {
  const cmsghdr* note = CMSG_FIRSTHDR(&message);
  if (note == nullptr || note->cmsg_level != SOL_SOCKET || note->cmsg_type != SO_TIMESTAMPNS)
    return 0;
  timespec time{};
  std::memcpy(&time, CMSG_DATA(note), sizeof time);
  return ns_of(time);
}

}  // namespace

std::int64_t now_ns() {
  return read_clock(CLOCK_MONOTONIC);
}

ssize_t read_at(int descriptor, char* into, std::size_t size, std::int64_t& at_ns,
                std::int64_t& ahead_ns) {
  constexpr std::int64_t kExact = 20'000;
  alignas(cmsghdr) char notes[64];
  iovec piece{into, size};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = notes;
  message.msg_controllen = sizeof notes;
  const ssize_t got = ::recvmsg(descriptor, &message, 0);
  const std::int64_t before = at_ns = now_ns();
  const std::int64_t stamp = got > 0 ? stamp_of(message) : 0;
  if (stamp == 0) return got;
  const std::int64_t wall = read_clock(CLOCK_REALTIME);
  const std::int64_t after = now_ns();
  if (after - before > kExact) return got;  // the core was lost between two readings
  const std::int64_t ahead = wall - after;  // rather too little: the request came rather later
  const bool moved = std::abs(ahead - ahead_ns) > 2 * kExact;
  ahead_ns = ahead;
  if (!moved && stamp - ahead < before) at_ns = stamp - ahead;
  return got;
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
