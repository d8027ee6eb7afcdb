// The virtual users of one worker and the iterations that wait for one: started on demand up to the cap, reused last in
// first out (warm connections), served first come first served.
//
//   pool.offer(assignment);         // starts it, lets it wait, or drops it
//   pool.finish(); ... pool.busy()  // no more offers: idle users leave
//
// Belongs to one worker's loop.
#pragma once

#include <boost/circular_buffer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "runner/user/virtual_user.h"

namespace slogate {

// An iteration that is due.
struct Assignment {
  Arrival arrival;
  SteadyTime intended{};  // when the schedule wanted it to start
  SteadyTime seen{};      // when the dispatcher offered it
  bool waited = false;    // found every user busy
};

class UserPool {
 public:
  struct Limits {
    std::size_t users = 1;
    std::size_t waiting = 0;
    std::uint64_t requests = 0;  // of the whole run; then nothing starts any more. 0: any number
  };

  // `on_idle` is called whenever the last busy user has become idle.
  UserPool(UserContext& context, Network& network, Limits limits, std::function<void()> on_idle);
  ~UserPool();

  void offer(Assignment assignment);

  // A user of a closed model has a loop of its own:
  //   Seat& seat = pool.open_seat();
  //   if (const auto lag = pool.begin(seat, assignment, now))
  //     sent = pool.end(seat, co_await pool.user(seat).walk(assignment.arrival, *lag));
  // Written out where it is awaited: a coroutine around each iteration is a frame more in the cache.
  struct Seat;
  [[nodiscard]] Seat& open_seat();
  [[nodiscard]] static VirtualUser& user(Seat& seat);
  // Counts the start and gives its schedule lag; nothing where there is nothing to walk any more.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> begin(Seat& seat,
                                                              const Assignment& assignment,
                                                              SteadyTime actual);
  // False where it ended without a request: nothing kept it from ending at once.
  bool end(Seat& seat, IterationEnd end);
  // Until then the user opens no session of the flow: its last attempt failed. In the past: it may.
  [[nodiscard]] static SteadyTime next_attempt(const Seat& seat, std::size_t flow);
  // Drops what waits; from now on everything offered is dropped.
  void close();
  // Ends all iterations under way as aborted.
  void abort();
  // Lets every user end the sessions that it has opened for itself; they are busy meanwhile.
  void end_sessions();
  // Lets idle users end, so that their coroutines are gone before the loop is.
  void dismiss();

  [[nodiscard]] std::size_t busy() const { return busy_; }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  [[nodiscard]] std::size_t users() const { return seats_.size(); }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  [[nodiscard]] Task<void> live(Seat& seat);
  [[nodiscard]] bool pauses(const Seat& seat, std::size_t flow) const {
    return context_.clock.now() < next_attempt(seat, flow);
  }
  [[nodiscard]] Seat& take_idle(std::size_t flow);
  [[nodiscard]] bool take_waiting(Seat& seat);
  [[nodiscard]] bool is_capped() const {
    return limits_.requests > 0 && context_.memory.requests() >= limits_.requests;
  }
  [[nodiscard]] Task<void> end_sessions_of(Seat& seat);
  void failed_by_exception();
  void left(Seat& seat);

  UserContext& context_;
  Network& network_;
  Limits limits_;
  std::function<void()> on_idle_;
  std::vector<std::unique_ptr<Seat>> seats_;
  std::vector<Seat*> idle_;
  boost::circular_buffer<Assignment> waiting_;  // grows, and keeps its memory
  std::size_t busy_ = 0;
  bool closed_ = false;
  std::string error_;  // an exception that escaped a user: an internal error
};

}  // namespace slogate
