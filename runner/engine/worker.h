// One worker: a loop with its users, connections and recorder, which share nothing with other workers. It releases its
// part of the plan's arrivals, drains, and ends by itself.
//
// Every method is called on the worker's loop, except the constructor and where it says otherwise.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runner/engine/user_pool.h"
#include "runner/load/load_plan.h"
#include "runner/net/exchanger.h"

namespace slogate {

// What a worker works with: made by whoever owns threads and sockets, or by a simulation.
struct WorkerSeat {
  Clock* clock = nullptr;
  Network* network = nullptr;
};

class Worker {
 public:
  struct Setup {
    const CompiledSuite& suite;
    const LoadPlan& plan;
    const RunIdentity& identity;
    RunMemory& memory;
    SharedSessions& sessions;
    const Frame& setup;  // filled before start()
    std::size_t index = 0;
    std::size_t count = 1;
    bool keep_exchanges = false;
    bool keep_samples = false;
    SteadyTime run_start{};
  };

  Worker(const Setup& setup, WorkerSeat seat);

  // Begins; `done` is called once, on this loop, when the last iteration has ended.
  void start(SteadyTime profile_start, std::function<void()> done);

  // No more iterations start; what runs may go on until `drain_end`. In the past: at once.
  // `interrupts`: somebody asked for it from outside; else the run ends by a rule of its own.
  void stop(SteadyTime drain_end, bool interrupts);
  // Whether an interruption left something out that the plan had: iterations that were not started
  // or not walked to their end, or ends of sessions. What a stop behind the plan's end never does.
  [[nodiscard]] bool is_cut_short() const { return cut_short_; }

  // Nothing more has to start: as if the plan's time were over now. What is due already still
  // starts, and what runs has the plan's drain limit.
  void finish();

  // Hands the recorded interval over in exchange for a cleared one.
  void rotate(Interval& spare) { recorder_.rotate(spare); }
  // And every request since the last time, where they are kept, for an empty list.
  void take_samples(std::vector<RawSample>& spare) { recorder_.take_samples(spare); }
  // All samples that its users recorded so far.
  [[nodiscard]] std::uint64_t recorded() const { return recorder_.recorded(); }

  // Walks that are nobody's iteration, with a user of their own, one at a time. They give what went
  // wrong, or an empty text.
  //
  // Opens the session that all users of a flow share.
  [[nodiscard]] Task<std::string> open_session(std::size_t flow);
  // Ends it.
  [[nodiscard]] Task<std::string> end_session(std::size_t flow);
  // Setup, with the frame that it leaves behind, or teardown.
  [[nodiscard]] Task<std::string> walk_outside(const CompiledFlow& flow, Frame* captured);
  // Cuts such a walk off.
  void abort_apart();

  [[nodiscard]] std::size_t busy() const { return pool_.busy() + closed_users_; }
  [[nodiscard]] const std::string& error() const { return error_; }
  // From any thread.
  [[nodiscard]] Loop& loop() { return context_.clock.loop(); }

 private:
  [[nodiscard]] Task<void> run();
  [[nodiscard]] Task<void> release_arrivals();
  void start_iterations();
  [[nodiscard]] Task<void> run_iterations();
  [[nodiscard]] Task<void> run_closed_user(std::uint64_t number);
  void start_closed_users();
  [[nodiscard]] Task<void> rest(Sleeper& sleeper, const UserPool::Seat& seat, std::size_t flow);
  void closed_user_left(std::exception_ptr failed);
  void wake_all();
  [[nodiscard]] Task<void> drain();
  // Every iteration of this worker's part of the plan has started, or the run has come to an end of
  // its own.
  [[nodiscard]] bool is_over() const;
  // No more iterations are to start.
  [[nodiscard]] bool ends() const { return stopping_ || setup_.memory.is_ending(); }
  // The run has sent as many requests as its plan allows.
  [[nodiscard]] bool is_capped() const {
    return setup_.plan.max_requests > 0 && setup_.memory.requests() >= setup_.plan.max_requests;
  }
  VirtualUser& user_apart();
  [[nodiscard]] bool idle() const {
    return pool_.busy() == 0 && pool_.waiting() == 0 && closed_users_ == 0;
  }

  Setup setup_;
  Recorder recorder_;
  UserContext context_;
  Network& network_;
  UserPool pool_;
  std::unique_ptr<VirtualUser> apart_;
  Sleeper dispatcher_;  // sleeps until the next start; woken by stop()
  Sleeper drainer_;     // sleeps until the drain limit; woken when idle
  std::vector<std::unique_ptr<Sleeper>> closed_sleepers_;
  std::size_t closed_users_ = 0;
  std::size_t unfinished_users_ = 0;  // closed users that have not started their last iteration
  SteadyTime profile_start_{};
  SteadyTime end_{};
  SteadyTime drain_end_{};
  bool started_ = false;
  bool released_ = false;  // all that the plan has; a closed model goes by its time alone
  bool stopping_ = false;
  bool finishing_ = false;
  bool at_once_ = false;  // stopped without time for anything more
  bool hurried_ = false;  // by an interruption: the drain limit is another one than the plan's
  bool cut_short_ = false;
  std::function<void()> done_;
  std::string error_;
};

}  // namespace slogate
