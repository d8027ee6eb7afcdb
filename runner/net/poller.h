// Which sockets of a loop can be read or written: one edge-triggered epoll, in which a socket is registered once. Asio's
// own reactor asks the kernel anew for every wait (an epoll_ctl each); this one asks for nothing while it runs.
//
//   Poller poller(clock);
//   Watch watch(poller, descriptor);
//   if (!watch.may_read()) co_await watch.readable();
//   ... recv; after a short read: watch.drained();
//
// Belongs to one loop, as do its watches, which it outlives. It keeps the loop from running dry only while somebody waits.
#pragma once

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "runner/clock/clock.h"
#include "runner/clock/parking.h"
#include "runner/net/fetch_ahead.h"

namespace slogate {

class Watch;

class Poller {
 public:
  // Throws std::system_error where the process has no descriptor left.
  explicit Poller(Clock& clock);
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // A turn looks for ready sockets once or several times. The thread was away before a look that begins so long after the
  // last one was over, or where that one took longer than kWork for each of its events, or than kTurn; and within a look
  // behind an event that took longer than kWork.
  static constexpr std::chrono::nanoseconds kAway = std::chrono::microseconds(10);
  static constexpr std::chrono::nanoseconds kWork = std::chrono::microseconds(50);
  static constexpr std::chrono::nanoseconds kTurn = std::chrono::milliseconds(1);
  // Whether it was: asleep, without its core, or at other work. What is ready may have come long ago.
  [[nodiscard]] bool was_away() const { return was_away_; }
  // Whoever goes on tells the time once it has read it.
  void works_at(SteadyTime now) {
    was_away_ = was_away_ || now - seen_ > kWork;
    seen_ = now;
  }

  // Of the user whose turn comes next, as far as one is known. To be called around system calls.
  void fetch_ahead() { ahead_.some(); }

 private:
  friend class Watch;
  // What so few sockets' users look at stays in the cache.
  static constexpr std::size_t kFew = 128;

  [[nodiscard]] bool has_many() const { return watches_ > kFew; }

  using Descriptor = boost::asio::posix::basic_stream_descriptor<Executor>;

  void arm();
  void turn();
  [[nodiscard]] std::size_t serve(std::size_t most, SteadyTime began);
  void come_back();
  void begin_fetching_behind(std::size_t current);
  void waits() {
    ++waiting_;
    arm();
  }
  void waits_no_more();

  Clock& clock_;
  Loop& loop_;
  Descriptor epoll_;
  std::vector<Watch*> ready_;  // whose waiting is over, in the order in which the kernel told
  std::size_t watches_ = 0;
  FetchAhead ahead_;
  std::size_t waiting_ = 0;
  std::shared_ptr<std::uint64_t> turn_ = std::make_shared<std::uint64_t>(0);
  SteadyTime over_{};      // the last look
  SteadyTime seen_{};      // the time that was told last
  bool was_slow_ = false;  // that look
  bool was_away_ = true;
  bool armed_ = false;
  bool turning_ = false;
};

// One socket. What it remembers is an upper bound: a read may still find nothing.
class Watch {
 public:
  // Registers the descriptor, which must be open and non-blocking and is closed right after this object goes.
  Watch(Poller& poller, int descriptor);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // errno of a registration that failed, else 0.
  [[nodiscard]] int error() const { return error_; }

  [[nodiscard]] bool may_read() const { return may_read_; }
  [[nodiscard]] bool may_write() const { return may_write_; }
  // The kernel had nothing (more) to read: it will tell what comes. Where the peer has closed or the connection is broken
  // it has told so once and for all, and reading finds it.
  void drained() { may_read_ = hung_; }
  // It took nothing (more).
  void full() { may_write_ = false; }

  // Suspend until what is asked for may be done, or cancel(); call them only where it may not. At most one waiter.
  [[nodiscard]] Parking::Wait readable() { return wait(For::read); }
  [[nodiscard]] Parking::Wait writable() { return wait(For::write); }
  [[nodiscard]] Parking::Wait either() { return wait(For::either); }

  // Memory that the waiter will look at when it goes on, besides its coroutines' frames.
  void will_want(Memory one, Memory other) {
    wanted_[kFrames] = Lines(one);
    wanted_[kFrames + 1] = Lines(other);
  }

  // Lets the waiter go on as soon as the loop turns.
  void cancel();

 private:
  friend class Poller;
  enum class For : std::uint8_t { nothing, read, write, either };

  [[nodiscard]] Parking::Wait wait(For what);
  [[nodiscard]] bool is_over() const;
  void fetch() const { __builtin_prefetch(&error_, 1); }  // what heard() looks at
  void heard(std::uint32_t events);
  void let_go();
  void note_frames();

  static constexpr std::size_t kFrames = std::tuple_size_v<FetchAhead::Wanted> - 2;

  // First the frames of the waiter and of who waits for it, as they were when it last began to wait in
  // a turn of many: who thinks in between, or comes and goes in an open model, may have others.
  FetchAhead::Wanted wanted_{};
  Poller& poller_;
  Parking parking_;
  int error_ = 0;
  For waits_for_ = For::nothing;
  bool may_read_ = false;
  bool may_write_ = false;
  bool hung_ = false;
};

}  // namespace slogate
