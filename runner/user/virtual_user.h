// One virtual user: walks compiled flows, one iteration at a time, as a coroutine. It renders requests, lets the
// exchanger carry them, checks and captures, and hands every finished request to the recorder.
//
//   VirtualUser user(context, network.make_exchanger());
//   IterationEnd end = co_await user.walk(arrival, lag, session);
//
// A failed step ends its iteration: the steps behind it are never reached. Belongs to one worker's thread.
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
#include "runner/user/run_identity.h"
#include "runner/user/run_memory.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

// What a worker's users have in common. All references outlive the users.
struct UserContext {
  const CompiledSuite& suite;
  const RunIdentity& identity;
  Clock& clock;
  Recorder& recorder;
  RunMemory& memory;
  SteadyTime run_start;
  bool keep_exchanges = false;
};

// What session steps left behind: the start of every iteration that shares it.
struct Session {
  std::vector<std::pair<std::size_t, std::string>> values;  // slot and text
  CookieJar cookies;
};

class VirtualUser {
 public:
  VirtualUser(UserContext& context, std::unique_ptr<Exchanger> exchanger);

  // One iteration of a flow. `session`: the flow's shared session, or nullptr where it has none.
  [[nodiscard]] Task<IterationEnd> walk(const Arrival& arrival,
                                        std::chrono::nanoseconds schedule_lag,
                                        const Session* session);

  // Walks the flow's session steps; nothing where one of them failed.
  [[nodiscard]] Task<std::optional<Session>> open_session(const Arrival& arrival);

  // A step outside every flow (the suite's `ready`), unrecorded. Empty text: its checks hold; else what did not.
  [[nodiscard]] Task<std::string> probe(const CompiledStep& step, std::size_t slots);

  // How many requests it has sent so far.
  [[nodiscard]] std::uint64_t sent() const { return sent_; }

  // Ends the iteration under way: it returns aborted and its last request is not counted.
  void abort();

 private:
  enum class StepEnd : std::uint8_t { passed, failed, stop_flow, retired, aborted };
  struct Walk;      // where an iteration has got to; defined in virtual_user.cc
  struct Verified;  // what checks and captures said of one answer

  Frame& frame_of(std::size_t flow, std::size_t slots);
  void begin(const CompiledFlow& flow, const Arrival& arrival, const Session* session,
             Frame& frame);
  [[nodiscard]] Task<StepEnd> walk_steps(Walk& walk, const std::vector<CompiledStep>& steps);
  [[nodiscard]] Task<StepEnd> walk_step(Walk& walk, const CompiledStep& step);
  [[nodiscard]] Task<StepEnd> send(Walk& walk, const CompiledStep& step);
  [[nodiscard]] Task<void> wait_for_code(const CompiledStep& step, Frame& frame);
  [[nodiscard]] bool render(Walk& walk, const CompiledStep& step);
  [[nodiscard]] std::optional<Url> next_hop(const CompiledStep& step, int hops);
  void follow(const Url& next);
  [[nodiscard]] std::string refusal() const;
  void add_cookies();
  [[nodiscard]] Verified verify(Walk& walk, const CompiledStep& step);
  [[nodiscard]] Verified judge(Walk& walk, const CompiledStep& step);
  void record(Walk& walk, const CompiledStep& step, Outcome outcome);
  void tell(Walk& walk, const CompiledStep& step, const Verified& verified);
  void find(Walk& walk, const CompiledStep& step, const Verified& verified,
            const Redactor& redactor);
  void close_group(Walk& walk);
  void mark_worked(std::size_t flow);
  // True where the flow's given token has run out: it worked before, and an `expires` condition holds of this answer.
  [[nodiscard]] bool expired(Walk& walk, const CompiledStep& step);

  UserContext& context_;
  std::unique_ptr<Exchanger> exchanger_;
  Sleeper sleeper_;
  std::uint64_t id_stem_;
  std::vector<Frame> frames_;  // by flow
  std::vector<bool> marked_;   // by flow: told to the run's memory as one that works
  CookieJar cookies_;
  Request request_;
  Exchange exchange_;
  std::string scratch_;
  std::uint64_t sent_ = 0;
  bool aborted_ = false;
};

}  // namespace slogate
