#include "runner/net/poller.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace slogate {
namespace {

constexpr std::size_t kEvents = 256;  // in one turn; what is left makes the next one come at once
// A thousand users push one another's memory out of the processor's cache. In a turn it is asked for so many users before
// it is wanted: each time one frame further out, because the one within knows where it lies.
constexpr std::size_t kAhead = 5;
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
  const SteadyTime began = clock_.now();
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
  for (std::size_t i = 0; i < ready_.size() + kAhead; ++i) {
    fetch_ahead(i);
    if (i >= kAhead && ready_[i - kAhead] != nullptr) ready_[i - kAhead]->let_go();
  }
  ready_.clear();
  turning_ = false;
  over_ = clock_.now();
  was_slow_ = over_ - began > count * kWork;
  if (waiting_ > 0) arm();
}

// Of the user `last` the innermost frame, of those before it one further out each.
void Poller::fetch_ahead(std::size_t last) const {
  for (std::size_t out = 0; out < kAhead && out <= last; ++out) {
    const std::size_t whose = last - out;
    if (whose >= ready_.size() || ready_[whose] == nullptr) continue;
    ready_[whose]->parking_.fetch(out);
    if (out == 0) ready_[whose]->fetch_wanted();
  }
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
  for (const Memory memory : wanted_) {
    for (std::size_t at = 0; at < memory.size(); at += kLine)
      __builtin_prefetch(memory.data() + at, 1);
  }
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
