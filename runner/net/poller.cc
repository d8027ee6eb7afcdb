#include "runner/net/poller.h"

#include <sys/epoll.h>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace slogate {
namespace {

// In one turn, all looks together; what is left makes the next one come at once. The kernel looks at every socket that
// it tells of: of more than so many, the first would be out of the cache again when the last is read.
constexpr std::size_t kEvents = 64;
constexpr int kApart = 8;  // a watch's memory is asked for so many events before it
constexpr std::uint32_t kBroken = EPOLLHUP | EPOLLERR;

using Events = std::array<epoll_event, kEvents>;

Watch* watch_of(const Events& events, int which) {
  return static_cast<Watch*>(events[static_cast<std::size_t>(which)].data.ptr);
}

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

// While it serves what is ready, more may become so: that is served too, which costs a call of the
// kernel instead of a way through the loop. A socket that was ready alone rarely has company by then.
// Others of the loop, timers above all, wait no longer than for kEvents sockets, or kTurn and one look.
void Poller::turn() {
  ++*turn_;
  armed_ = false;
  turning_ = true;
  SteadyTime began = clock_.now();
  const SteadyTime end = began + kTurn;
  was_away_ = was_slow_ || began - over_ > kAway;
  std::size_t room = kEvents;
  std::size_t served = 0;
  do {
    served = serve(room, began);
    room -= served;
    began = over_;
    was_away_ = was_slow_;
  } while (served > 1 && room > 0 && began < end);
  turning_ = false;
  if (waiting_ == 0) return;
  if (served > 1) {
    come_back();
  } else {
    arm();
  }
}

// Takes what is ready, of `most` sockets at most; of how many it was.
std::size_t Poller::serve(std::size_t most, SteadyTime began) {
  seen_ = began;
  Events events;
  const int count = ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(most), 0);
  // First all that was told, then those that wait for it: what they do may close other sockets of this look.
  for (int i = 0; i < count; ++i) {
    if (i + kApart < count) watch_of(events, i + kApart)->fetch();
    watch_of(events, i)->heard(events[static_cast<std::size_t>(i)].events);
  }
  // By number: a watch that goes meanwhile takes itself out.
  for (std::size_t i = 0; i < ready_.size(); ++i) {
    if (has_many()) begin_fetching_behind(i);
    if (ready_[i] != nullptr) ready_[i]->let_go();
    // Who waits for whom is known only when all of them have come to rest.
    if (has_many() && ready_[i] != nullptr) ready_[i]->note_frames();
  }
  ready_.clear();
  over_ = clock_.now();
  // The call alone takes some time.
  const auto enough = std::min<std::chrono::nanoseconds>(std::max(count, 1) * kWork, kTurn);
  was_slow_ = over_ - began > enough;
  return static_cast<std::size_t>(std::max(count, 0));
}

// Others of the loop go first. There is likely more, and no need to have the kernel tell so.
void Poller::come_back() {
  armed_ = true;
  boost::asio::post(loop_, [this, number = *turn_, now = turn_] {
    if (number == *now) turn();
  });
}

void Poller::begin_fetching_behind(std::size_t current) {
  const auto later = [&](std::size_t by) {
    return current + by < ready_.size() ? ready_[current + by] : nullptr;
  };
  if (later(2) != nullptr) __builtin_prefetch(&later(2)->wanted_, 1);
  ahead_.begin(later(1) != nullptr ? later(1)->wanted_ : FetchAhead::Wanted());
}

void Poller::waits_no_more() {
  if (--waiting_ > 0 || !armed_) return;
  ++*turn_;
  armed_ = false;
  boost::system::error_code ignored;
  epoll_.cancel(ignored);
}

Watch::Watch(Poller& poller, int descriptor) : poller_(poller) {
  ++poller_.watches_;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = this;
  const int done = ::epoll_ctl(poller.epoll_.native_handle(), EPOLL_CTL_ADD, descriptor, &event);
  error_ = done == 0 ? 0 : errno;
}

Watch::~Watch() {
  // The epoll forgets the socket when it is closed.
  std::replace(poller_.ready_.begin(), poller_.ready_.end(), this, static_cast<Watch*>(nullptr));
  --poller_.watches_;
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

void Watch::note_frames() {
  if (!parking_.occupied()) return;
  std::array<const TaskPromise*, kFrames> waiters;
  parking_.list_waiters(waiters);
  for (std::size_t i = 0; i < kFrames; ++i) {
    wanted_[i] = waiters[i] == nullptr ? Lines() : Lines(waiters[i]->frame());
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
