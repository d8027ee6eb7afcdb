#include "runner/net/arrival_clock.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

namespace slogate {
namespace {

WallTime stamp_of(const msghdr& message) {
  const cmsghdr* note = CMSG_FIRSTHDR(&message);
  if (note == nullptr || note->cmsg_level != SOL_SOCKET || note->cmsg_type != SCM_TIMESTAMPNS ||
      note->cmsg_len < CMSG_LEN(sizeof(timespec)))
    return kNoStamp;
  timespec time{};
  std::memcpy(&time, CMSG_DATA(note), sizeof time);
  return WallTime(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

void ask_for_stamps(int descriptor) {
  const int on = 1;
  ::setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

ssize_t receive(int descriptor, char* into, std::size_t size, Stamp& stamp) {
  ssize_t got = 0;
  if (!stamp.wanted) {
    do {
      got = ::recv(descriptor, into, size, 0);
    } while (got < 0 && errno == EINTR);
    if (got > 0) stamp.at = kNoStamp;
    return got;
  }
  alignas(cmsghdr) char notes[CMSG_SPACE(sizeof(timespec))];
  iovec piece{into, size};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  do {
    message.msg_control = notes;
    message.msg_controllen = sizeof notes;
    got = ::recvmsg(descriptor, &message, 0);
  } while (got < 0 && errno == EINTR);
  if (got > 0) stamp.at = stamp_of(message);
  return got;
}

StampSwitch::StampSwitch() : descriptor_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  if (descriptor_ >= 0) ask_for_stamps(descriptor_);
}

StampSwitch::~StampSwitch() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void ArrivalClock::look(SteadyTime now, const Clock& clock) {
  constexpr int kAttempts = 3;
  for (int i = 0; i < kAttempts; ++i) {
    const WallTime wall = clock.wall();
    const SteadyTime after = clock.now();
    if (looked(now, wall, after)) return;
    now = after;
  }
  known_ = false;
}

bool ArrivalClock::looked(SteadyTime before, WallTime wall, SteadyTime after) {
  if (after - before > kExact) return false;
  const std::chrono::nanoseconds ahead = wall.time_since_epoch() - after.time_since_epoch();
  // A look that was given up says nothing of steps: the last good one still does.
  if (next_look_ != SteadyTime::min() && std::chrono::abs(ahead - ahead_) > 2 * kExact)
    valid_from_ = after;
  ahead_ = ahead;
  next_look_ = after + kLookAgain;
  known_ = true;
  return true;
}

SteadyTime ArrivalClock::converted(WallTime stamp, SteadyTime earliest, SteadyTime now) const {
  const SteadyTime at(stamp.time_since_epoch() - ahead_);
  return known_ && at >= valid_from_ && at >= earliest && at <= now ? at : now;
}

}  // namespace slogate
