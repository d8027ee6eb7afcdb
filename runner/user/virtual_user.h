// One virtual user: walks compiled flows, one iteration at a time, as a coroutine. It lets a
// RequestMaker make requests and the exchanger carry them, checks and captures, and hands every
// finished request to the recorder.
//
//   VirtualUser user(context, network.make_exchanger());
//   IterationEnd end = co_await user.walk(arrival, lag);
//
// A failed step ends its iteration, unless its `on_failure` says otherwise: the steps behind it are
// never reached. Belongs to one worker's thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runner/clock/clock.h"
#include "runner/clock/event.h"
#include "runner/http/cookie_jar.h"
#include "runner/load/load_plan.h"
#include "runner/measure/recorder.h"
#include "runner/net/exchanger.h"
#include "runner/user/request_maker.h"
#include "runner/user/run_identity.h"
#include "runner/user/run_memory.h"
#include "runner/user/secret_memory.h"
#include "runner/user/session.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

struct Bound;
struct Judged;

// Where a worker stands in the feeds of its flows: by flow, by feed.
using FeedCursors = std::vector<std::vector<FeedCursor>>;
[[nodiscard]] FeedCursors cursors_of(const CompiledSuite& suite);

// What a worker's users have in common. All references outlive the users.
struct UserContext {
  const CompiledSuite& suite;
  const RunIdentity& identity;
  Clock& clock;
  Recorder& recorder;
  RunMemory& memory;
  SharedSessions& sessions;
  const Frame& setup;  // what the suite's setup captured
  SteadyTime run_start;
  bool keep_exchanges = false;
  bool thinks = false;           // waits for think times: a smoke walks without
  bool counts_requests = false;  // into the run's memory: there is a cap on them
  FeedCursors cursors = cursors_of(suite);
  ConstantRequests constants = {};
  BodyReader reader = {};  // the memory to look into answers: one at a time
};

// Whether every feed of the flow has a row for the iteration; where one has come to its end, the
// run's memory is told and the flow is walked no more.
[[nodiscard]] bool has_rows(const UserContext& context, const Arrival& arrival);

class VirtualUser {
 public:
  VirtualUser(UserContext& context, std::unique_ptr<Exchanger> exchanger);
  ~VirtualUser();

  [[nodiscard]] bool has_rows(const Arrival& arrival) const {
    return slogate::has_rows(context_, arrival);
  }

  // One iteration of a flow; opens the session where the user has none yet, or it is over.
  [[nodiscard]] Task<IterationEnd> walk(const Arrival& arrival,
                                        std::chrono::nanoseconds schedule_lag);

  // Walks the flow's session steps; nullptr where one of them failed. `nth`: the how-manieth of
  // those that the iteration opens.
  [[nodiscard]] Task<std::shared_ptr<const Session>> open_session(Arrival arrival,
                                                                  std::uint64_t nth = 0);

  // Until then this user makes no attempt to open the flow's session: the last one failed. In the
  // past: it may.
  [[nodiscard]] SteadyTime next_attempt(std::size_t flow) const;

  // Whether some session that this user has opened for itself wants to be ended.
  [[nodiscard]] bool has_own_sessions() const;
  // Walks the steps that end the sessions it has opened for itself, and the one given.
  [[nodiscard]] Task<void> end_own_sessions();
  [[nodiscard]] Task<void> end_session(std::size_t flow, const Session& session);

  // Setup or teardown. Empty text: every step passed; else which one did not, and why. `captured`,
  // where given, gets the frame that is left, also after a failure.
  [[nodiscard]] Task<std::string> walk_outside(const CompiledFlow& flow, Frame* captured);

  // A step outside every flow (the suite's `ready`), unrecorded. Empty text: its checks hold; else
  // what did not.
  [[nodiscard]] Task<std::string> probe(const CompiledStep& step, std::size_t slots);

  // How the iteration that walk() is called for next came to start; for raw samples alone.
  void keep_start(const RawSample::Started& started) { started_ = started; }

  // How many requests it has sent so far.
  [[nodiscard]] std::uint64_t sent() const { return sent_; }

  // Ends the iteration under way: it returns aborted and its last request is not counted.
  void abort();

 private:
  enum class StepEnd : std::uint8_t { passed, failed, stop_flow, retired, aborted };
  struct Walk;      // where an iteration has got to; defined in walk.h
  struct Turn;      // of a block that is being walked
  struct Verified;  // what checks and captures said of one answer
  struct Held;      // a step that is not counted yet

  // A flow's session, as this user knows it.
  struct Known {
    std::shared_ptr<const Session> session;
    std::uint64_t version = 0;  // of the shared one
    FailedAttempts failed;      // to open one of its own
  };

  Frame& frame_of(std::size_t flow, std::size_t slots);
  void begin(const CompiledFlow& flow, const Arrival& arrival, const Session* session,
             Frame& frame);
  void set_rows(const CompiledFlow& flow, const Arrival& arrival, Frame& frame);
  void generate_values(const CompiledFlow& flow, const Arrival& arrival, bool timestamps,
                       Frame& frame);

  // renewing.cc
  [[nodiscard]] bool session_serves(std::size_t flow);
  [[nodiscard]] Task<bool> open_again(const Arrival& arrival, std::uint64_t stale,
                                      std::uint64_t nth);
  [[nodiscard]] Task<bool> open_own(const Arrival& arrival, std::uint64_t nth);
  [[nodiscard]] Task<void> open_shared(const Arrival& arrival, std::uint64_t nth);
  void keep_failure(const Walk& walk, const CompiledSteps& steps);
  void fail_unsent(const Arrival& arrival, const FailedAttempts& failed);
  [[nodiscard]] bool wants_renewal(const Walk& walk) const;
  [[nodiscard]] Task<bool> renew(Walk& walk);

  // walking.cc
  [[nodiscard]] Task<StepEnd> walk_steps(Walk& walk, const CompiledSteps& list);
  [[nodiscard]] Task<StepEnd> send_each(Walk& walk, const CompiledStep& step);
  [[nodiscard]] Task<void> think(Walk& walk, const CompiledStep& step);
  [[nodiscard]] Task<void> pause(std::chrono::nanoseconds length);
  void enter_group(Walk& walk, const CompiledStep& step);
  void close_group(Walk& walk);
  void end_run(const Walk& walk, const CompiledStep& step);

  // blocks.cc
  [[nodiscard]] StepEnd reach(Walk& walk, const CompiledSteps& list, std::size_t& next);
  [[nodiscard]] bool enter_block(Walk& walk, const CompiledBlock& block);
  void set_start(Walk& walk, const CompiledBlock& block);
  [[nodiscard]] bool end_turn(Walk& walk, const CompiledSteps& list, std::size_t& next);
  [[nodiscard]] bool turns_again(Walk& walk, const Turn& turn, std::string& unmet);
  void fail_bound(Walk& walk, const CompiledSteps& list, Bound bound);
  void judge_bound(const Bound& bound, const Frame& frame, const Redactor* redactor,
                   Judged& judged);
  void set_turn(Walk& walk);

  // sending.cc
  [[nodiscard]] Task<StepEnd> send(Walk& walk, const CompiledStep& step);
  [[nodiscard]] Task<void> wait_for_code(const CompiledStep& step, Frame& frame);
  void make_request(Walk& walk, const CompiledStep& step);
  void record_early(Walk& walk, const CompiledStep& step, Verified verified);
  [[nodiscard]] Verified verify(Walk& walk, const CompiledStep& step);
  [[nodiscard]] Verified judge(Walk& walk, const CompiledStep& step,
                               const Redactor* redactor = nullptr);
  // True where the flow's given token has run out: it worked before, and an `expires` condition
  // holds of this answer.
  [[nodiscard]] bool expired(Walk& walk, const CompiledStep& step);
  void mark_worked(std::size_t flow);

  // reporting.cc
  // The step is over: counted and told, where a repetition around it may still fail as soon as that
  // is known (settle).
  void finish(Walk& walk, const CompiledStep& step, Verified verified);
  void settle(Walk& walk);
  void conclude(Walk& walk, const CompiledStep& step, const Verified& verified);
  void record(Walk& walk, const CompiledStep& step, Outcome outcome);
  // raw_samples.cc: only where the recorder keeps them.
  void keep_raw(const Walk& walk, const Sample& sample, bool unanswered);
  // Counts the request that the end of the run cut off.
  [[nodiscard]] StepEnd cut_off(const Walk& walk, const CompiledStep& step);
  void tell(Walk& walk, const CompiledStep& step, const Verified& verified);
  void find(Walk& walk, const CompiledStep& step, const Verified& verified,
            const Redactor& redactor);
  [[nodiscard]] Redactor redactor_for(const Walk& walk, const CompiledStep& step,
                                      const Verified& verified) const;
  [[nodiscard]] Redactor with_cuts(const CompiledStep& step, const Frame& frame,
                                   const Redactor& known) const;
  void add_all_remembered(const CompiledFlow& flow, Redactor& redactor) const;
  // Known to this user for long, and to the others for a while.
  void remember(std::string_view secret) {
    if (secrets_.add(secret)) context_.memory.remember_secret(secret);
  }
  void remember_captured(const Walk& walk, const CompiledStep& step, const Verified& verified);
  void remember_shared(const CompiledFlow& flow, const Session& session, const Frame& frame);
  [[nodiscard]] Judged worded(const Walk& walk, const CompiledStep& step, const Verified& verified,
                              const Redactor& redactor);
  void remember_failure(Walk& walk, const CompiledStep& step, const Verified& verified);

  // What every request looks at lies together; behind it, what few do.
  UserContext& context_;
  std::unique_ptr<Exchanger> exchanger_;
  std::uint64_t sent_ = 0;
  bool aborted_ = false;
  std::vector<Frame> frames_;    // by flow; then those of `ready`, setup and teardown
  std::vector<Known> sessions_;  // by flow
  CookieJar cookies_;
  Exchange exchange_;
  RequestMaker maker_;
  SecretMemory secrets_;      // also of iterations and sessions that are over
  std::vector<bool> marked_;  // by flow: told to the run's memory as one that works
  Sleeper sleeper_;
  std::string scratch_;
  // Why the session steps that were walked last failed.
  const CompiledStep* unopened_step_ = nullptr;
  std::string unopened_why_;
  RawSample::Started started_;
};

}  // namespace slogate
