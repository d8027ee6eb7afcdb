// What session steps left behind, and the sessions that all users of a run share.
//
// A session is opened once for its owner, the run or each user, and every iteration begins with its
// values and cookies. It is opened anew when its time is over or an answer says that it no longer
// serves; of several users that find this out at once, one opens it and the others wait for it.
// After an attempt that failed the next one is made after a pause: sign-ins that fail without end
// would lock the account.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "runner/clock/clock.h"
#include "runner/http/cookie_jar.h"
#include "runner/load/load_plan.h"
#include "scenarios/compile/compiled_flow.h"

namespace slogate {

// The start of every iteration that shares it. Immutable once it is shared.
struct Session {
  std::vector<std::pair<std::size_t, std::string>> values;  // slot and text
  std::vector<std::pair<std::size_t, std::vector<std::string>>> lists;
  CookieJar cookies;
  Arrival arrival;                          // of the iteration that opened it
  SteadyTime renew_at = SteadyTime::max();  // from then on the next iteration opens it anew
};

// Takes what the session steps captured.
[[nodiscard]] Session session_of(const CompiledFlow& flow, const Frame& frame);

// Gives an iteration the session's values.
void apply(const Session& session, Frame& frame);

// How long `renew.after` says that a session lives: a duration, or a number of seconds. Nothing
// where the text is neither, or longer than a year.
[[nodiscard]] std::optional<Duration> lifetime_of(const std::string& text);

// Attempts to open a session that failed, one after the other. Forgotten when one succeeds.
struct FailedAttempts {
  std::uint32_t count = 0;
  SteadyTime next{};                   // no attempt before
  const CompiledStep* step = nullptr;  // that failed last
  std::string why;                     // in words that are fit to be told

  // One more, ended now: the pause behind it is 1 s, then twice the last one, at most 30 s.
  void add(SteadyTime now, const CompiledStep& failed, std::string words);
};

// The sessions of owner `run`, by flow. Used by all workers; a user looks at version() for each
// iteration and takes the lock only where it has changed.
class SharedSessions {
 public:
  explicit SharedSessions(std::size_t flows);

  // 0: none was opened yet.
  [[nodiscard]] std::uint64_t version(std::size_t flow) const {
    return entries_[flow]->version.load(std::memory_order_acquire);
  }
  // The session and its version; nullptr where none was opened.
  [[nodiscard]] std::pair<std::shared_ptr<const Session>, std::uint64_t> current(
      std::size_t flow) const;

  enum class Turn : std::uint8_t {
    mine,   // the caller opens it and calls finish(), whatever comes of it
    wait,   // somebody else does: `wake` is called, on any thread, when that has an end
    fresh,  // there is a newer one already
    pause,  // the last attempt failed not long enough ago
  };
  // Says that the session of version `stale` no longer serves.
  [[nodiscard]] Turn claim(std::size_t flow, std::uint64_t stale, SteadyTime now,
                           std::function<void()> wake);
  // What came of it; nullptr: nothing, the old one stays.
  void finish(std::size_t flow, std::shared_ptr<const Session> opened);
  // The attempt failed: the old one stays, and there is a pause before the next attempt.
  void give_up(std::size_t flow, SteadyTime now, const CompiledStep& failed, std::string words);
  // No attempt before; in the past where the last one succeeded. Takes no lock.
  [[nodiscard]] SteadyTime next_attempt(std::size_t flow) const {
    return SteadyTime(
        std::chrono::nanoseconds(entries_[flow]->next.load(std::memory_order_relaxed)));
  }
  [[nodiscard]] FailedAttempts failed_attempts(std::size_t flow) const;
  // Whether somebody opens it just now.
  [[nodiscard]] bool under_way(std::size_t flow) const;

 private:
  struct Entry {
    std::atomic<std::uint64_t> version = 0;
    std::atomic<std::int64_t> next = 0;  // failed.next, for those without the lock
    mutable std::mutex mutex;
    std::shared_ptr<const Session> session;
    FailedAttempts failed;
    bool opening = false;
    std::vector<std::function<void()>> waiting;
  };
  // Nobody opens it any more: what came of it is set by `change`, then those that wait are woken.
  void close_attempt(Entry& entry, const std::function<void()>& change);

  std::vector<std::unique_ptr<Entry>> entries_;
};

}  // namespace slogate
