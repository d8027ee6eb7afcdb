// The virtual users of one worker and the iterations that wait for one: started on demand up to the cap, reused last in
// first out (warm connections), served first come first served.
//
//   pool.offer(assignment);         // starts it, lets it wait, or drops it
//   pool.finish(); ... pool.busy()  // no more offers: idle users leave
//
// Belongs to one worker's loop.
#pragma once

#include <deque>
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

// The sessions that a run's users share, by flow; nullptr where the flow has none or it could not be opened.
using SharedSessions = std::vector<std::shared_ptr<const Session>>;

class UserPool {
 public:
  struct Limits {
    std::size_t users = 1;
    std::size_t waiting = 0;
  };

  // `on_idle` is called whenever the last busy user has become idle.
  UserPool(UserContext& context, Network& network, const SharedSessions& sessions, Limits limits,
           std::function<void()> on_idle);
  ~UserPool();

  void offer(Assignment assignment);

  // A user of a closed model, with a loop of its own: one iteration, now. The seat is made by open_seat().
  struct Seat;
  [[nodiscard]] Seat& open_seat();
  // False where it ended without a request: nothing kept it from ending at once.
  [[nodiscard]] Task<bool> walk(Seat& seat, Assignment assignment);
  // Walks a flow's session steps with a user of its own, which is none of those under the cap; nothing where one of
  // them failed. One at a time.
  [[nodiscard]] Task<std::optional<Session>> open_session(std::size_t flow);

  // Drops what waits; from now on everything offered is dropped.
  void close();
  // Ends all iterations under way as aborted.
  void abort();
  // Lets idle users end, so that their coroutines are gone before the loop is.
  void dismiss();

  [[nodiscard]] std::size_t busy() const { return busy_; }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  [[nodiscard]] std::size_t users() const { return seats_.size(); }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  [[nodiscard]] Task<void> live(Seat& seat);
  [[nodiscard]] Task<bool> ensure_session(Seat& seat, const Arrival& arrival,
                                          const Session*& session);
  void left(Seat& seat);

  UserContext& context_;
  Network& network_;
  const SharedSessions& sessions_;
  Limits limits_;
  std::function<void()> on_idle_;
  std::vector<std::unique_ptr<Seat>> seats_;
  std::unique_ptr<Seat> signing_in_;  // while a session is being opened
  std::vector<Seat*> idle_;
  std::deque<Assignment> waiting_;
  std::size_t busy_ = 0;
  bool closed_ = false;
  bool aborted_ = false;
  std::string error_;  // an exception that escaped a user: an internal error
};

}  // namespace slogate
