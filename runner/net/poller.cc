#include "runner/net/poller.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace slogate {
namespace {

constexpr std::size_t kEvents = 256;  // in one turn; what is left makes the next one come at once
constexpr std::uint32_t kBroken = EPOLLHUP | EPOLLERR;

int new_epoll() {
  const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return descriptor;
}

}  // namespace

Poller::Poller(Clock& clock)
    : clock_(clock), loop_(clock.loop()), epoll_(loop_.get_executor(), new_epoll()) {}

Poller::~Poller() {
  ++*turn_;
}

void Poller::arm() {
  if (armed_ || turning_) return;
  armed_ = true;
  // A wait that had already completed when it was given up, or when this object went, arrives without an error: its
  // turn is over, and the count outlives this object.
  epoll_.async_wait(Descriptor::wait_read,
                    [this, number = *turn_, now = turn_](boost::system::error_code error) {
                      if (!error && number == *now) turn();
                    });
}

void Poller::turn() {
  ++*turn_;
  armed_ = false;
  const SteadyTime began = seen_ = clock_.now();
  was_away_ = was_slow_ || began - over_ > kAway;
  std::array<epoll_event, kEvents> events;
  const int count =
      ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
  // First all that was told, then those that wait for it: what they do may close other sockets of this turn.
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    static_cast<Watch*>(event.data.ptr)->heard(event.events);
  }
  turning_ = true;
  // By number: a watch that goes meanwhile takes itself out.
  for (std::size_t i = 0; i < ready_.size(); ++i) {
    if (i + 1 < ready_.size() && ready_[i + 1] != nullptr) ready_[i + 1]->fetch_wanted();
    if (ready_[i] != nullptr) ready_[i]->let_go();
    if (ready_[i] != nullptr) ready_[i]->parking_.list_waiters(ready_[i]->frames_);
  }
  ready_.clear();
  turning_ = false;
  over_ = clock_.now();
  was_slow_ = over_ - began > std::min<std::chrono::nanoseconds>(count * kWork, kTurn);
  if (waiting_ > 0) arm();
}

void Poller::waits_no_more() {
  if (--waiting_ > 0 || !armed_) return;
  ++*turn_;
  armed_ = false;
  boost::system::error_code ignored;
  epoll_.cancel(ignored);
}

Watch::Watch(Poller& poller, int descriptor) : poller_(poller) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = this;
  const int done = ::epoll_ctl(poller.epoll_.native_handle(), EPOLL_CTL_ADD, descriptor, &event);
  error_ = done == 0 ? 0 : errno;
}

Watch::~Watch() {
  // The epoll forgets the socket when it is closed.
  std::replace(poller_.ready_.begin(), poller_.ready_.end(), this, static_cast<Watch*>(nullptr));
  if (waits_for_ != For::nothing) poller_.waits_no_more();
}

bool Watch::is_over() const {
  switch (waits_for_) {
    case For::nothing:
      return false;
    case For::read:
      return may_read_;
    case For::write:
      return may_write_;
    case For::either:
      return may_read_ || may_write_;
  }
  return false;
}

void Watch::heard(std::uint32_t events) {
  hung_ = hung_ || (events & (EPOLLRDHUP | kBroken)) != 0;
  may_read_ = may_read_ || hung_ || (events & EPOLLIN) != 0;
  may_write_ = may_write_ || (events & (EPOLLOUT | kBroken)) != 0;
  if (is_over()) poller_.ready_.push_back(this);
}

Parking::Wait Watch::wait(For what) {
  waits_for_ = what;
  poller_.waits();
  return parking_.wait();
}

void Watch::fetch_wanted() const {
  constexpr std::size_t kLine = 64;
  constexpr std::size_t kFrame = 9 * kLine;  // the largest of a request's way
  const auto fetch = [](const void* from, std::size_t size) {
    for (std::size_t at = 0; at < size; at += kLine)
      __builtin_prefetch(static_cast<const std::byte*>(from) + at, 1);
  };
  for (const TaskPromise* frame : frames_) {
    if (frame == nullptr) break;
    fetch(frame, kFrame);
  }
  for (const Memory memory : wanted_) fetch(memory.data(), memory.size());
}

void Watch::let_go() {
  waits_for_ = For::nothing;
  poller_.waits_no_more();
  parking_.resume();
}

void Watch::cancel() {
  if (!parking_.occupied()) return;
  std::replace(poller_.ready_.begin(), poller_.ready_.end(), this, static_cast<Watch*>(nullptr));
  waits_for_ = For::nothing;
  poller_.waits_no_more();
  parking_.post(poller_.loop_);
}

}  // namespace slogate
