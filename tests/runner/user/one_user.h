// One virtual user on virtual time in front of a scripted network, with all that it needs around it.
//
//   OneUser user(suite_of(R"("steps": [{"name": "page", "request": "GET /"}])"), everything(200));
//   EXPECT_EQ(user.walk(), IterationEnd::succeeded);
//   EXPECT_EQ(user.row("page").finished, 1U);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "runner/clock/virtual_clock.h"
#include "runner/user/virtual_user.h"
#include "tests/support/scripted_network.h"
#include "tests/support/suites.h"

namespace slogate::support {

inline Script everything(int status) {
  return [status](const Call&) { return answer(status, std::chrono::milliseconds(1)); };
}

class OneUser {
 public:
  OneUser(CompiledSuite suite, Script script, bool keep_exchanges = false,
          WallTime wall = WallTime(kWall))
      : suite_(std::move(suite)),
        clock_(loop_, wall),
        network_(clock_, std::move(script)),
        recorder_(suite_.rows.size(), suite_.flows.size()),
        sessions_(suite_.flows.size()),
        context_{.suite = suite_,
                 .identity = identity_,
                 .clock = clock_,
                 .recorder = recorder_,
                 .memory = memory_,
                 .sessions = sessions_,
                 .setup = setup_,
                 .run_start = clock_.now(),
                 .keep_exchanges = keep_exchanges},
        user_(context_, network_.make_exchanger()) {}

  IterationEnd walk(std::uint64_t iteration = 0,
                    std::chrono::nanoseconds lag = std::chrono::nanoseconds(0)) {
    return run(user_.walk(arrival(iteration), lag));
  }
  std::shared_ptr<const Session> open_session(std::uint64_t iteration = 0) {
    return run(user_.open_session(arrival(iteration)));
  }
  // The session that all users share from now on.
  void share(std::shared_ptr<const Session> session) {
    static_cast<void>(sessions_.claim(0, sessions_.version(0), clock_.now(), {}));
    sessions_.finish(0, std::move(session));
  }
  void end_own_sessions() { run(ended(user_)); }
  std::string probe() { return run(user_.probe(*suite_.ready, suite_.ready_slots)); }

  [[nodiscard]] const RowCounts& row(const std::string& step) const {
    return rows().at(index_of(step, false));
  }
  [[nodiscard]] const RowCounts& group(const std::string& name) const {
    return rows().at(index_of(name, true));
  }
  [[nodiscard]] std::uint64_t count(const std::string& step, Outcome outcome) const {
    return row(step).by_outcome[static_cast<std::size_t>(outcome)];
  }
  [[nodiscard]] const Interval& recorded() const { return recorder_.open(); }
  [[nodiscard]] const std::vector<Finding>& findings() const { return recorder_.open().findings; }
  [[nodiscard]] const std::vector<Call>& calls() const { return network_.calls(); }
  [[nodiscard]] ScriptedNetwork& network() { return network_; }
  [[nodiscard]] VirtualClock& clock() { return clock_; }
  [[nodiscard]] VirtualUser& user() { return user_; }
  [[nodiscard]] RunMemory& memory() { return memory_; }
  // Waits for think times, as under load.
  void thinks() { context_.thinks = true; }
  // Time since this began.
  [[nodiscard]] std::chrono::nanoseconds elapsed() const {
    return clock_.now() - context_.run_start;
  }

  static constexpr std::chrono::seconds kWall{1'772'791'200};  // a multiple of 30 s

 private:
  static Arrival arrival(std::uint64_t iteration) {
    return {std::chrono::nanoseconds(0), 0, iteration, iteration};
  }

  static Task<bool> ended(VirtualUser& user) {
    co_await user.end_own_sessions();
    co_return true;
  }

  template <class T>
  T run(Task<T> task) {
    std::optional<T> out;
    std::exception_ptr failed;
    spawn(loop_, std::move(task), [&](std::exception_ptr error, T result) {
      failed = error;
      out = std::move(result);
    });
    clock_.run();
    if (failed) std::rethrow_exception(failed);
    if (!out) throw std::runtime_error("the user did not come to its end");
    return std::move(*out);
  }

  [[nodiscard]] const std::vector<RowCounts>& rows() const { return recorder_.open().rows; }
  [[nodiscard]] std::size_t index_of(const std::string& name, bool group) const {
    for (std::size_t i = 0; i < suite_.rows.size(); ++i) {
      const Row& row = suite_.rows[i];
      if (row.is_group() == group && (group ? row.group : row.step) == name) return i;
    }
    throw std::runtime_error("the suite has no " + name);
  }

  CompiledSuite suite_;
  Loop loop_;
  VirtualClock clock_;
  ScriptedNetwork network_;
  RunIdentity identity_{7, "test-run"};
  Recorder recorder_;
  RunMemory memory_;
  SharedSessions sessions_;
  Frame setup_;
  UserContext context_;
  VirtualUser user_;
};

}  // namespace slogate::support
