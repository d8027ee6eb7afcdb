// A virtual user's sessions: opened where there is none, opened anew where they no longer serve.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include "runner/user/telling.h"
#include "runner/user/walk.h"

namespace slogate {
namespace {

// How long a user waits for another one's sign-in before it looks again; it is woken before.
constexpr auto kLookAgain = std::chrono::seconds(1);

}  // namespace

// Whether the user has the session that its next iteration begins with; takes a newer shared one.
bool VirtualUser::session_serves(std::size_t flow) {
  Known& known = sessions_[flow];
  if (context_.suite.flows[flow].session_owner == SessionOwner::run &&
      known.version != context_.sessions.version(flow)) {
    std::tie(known.session, known.version) = context_.sessions.current(flow);
  }
  return known.session != nullptr && context_.clock.now() < known.session->renew_at;
}

SteadyTime VirtualUser::next_attempt(std::size_t flow) const {
  const SessionOwner owner = context_.suite.flows[flow].session_owner;
  if (owner == SessionOwner::none) return SteadyTime::min();
  return owner == SessionOwner::run ? context_.sessions.next_attempt(flow)
                                    : sessions_[flow].failed.next;
}

// The session of version `stale` no longer serves: opens it anew, or waits for the user that does.
// An iteration that cannot have one is never without a trace: see fail_unsent().
Task<bool> VirtualUser::open_again(const Arrival& arrival, std::uint64_t stale, std::uint64_t nth) {
  const std::size_t flow = arrival.flow;
  Known& known = sessions_[flow];
  if (context_.suite.flows[flow].session_owner == SessionOwner::user) {
    co_return co_await open_own(arrival, nth);
  }
  if (stale == 0) co_return false;  // it could not be opened before the first iteration
  const auto wake = [this] {
    boost::asio::post(context_.clock.loop(), [this] { sleeper_.wake(); });
  };
  const auto turn = context_.sessions.claim(flow, stale, context_.clock.now(), wake);
  if (turn == SharedSessions::Turn::mine) co_await open_shared(arrival, nth);
  while (turn == SharedSessions::Turn::wait && !aborted_ &&
         context_.sessions.version(flow) == stale && context_.sessions.under_way(flow)) {
    co_await sleeper_.until(context_.clock.now() + kLookAgain);
  }
  if (aborted_) co_return false;
  if (context_.sessions.version(flow) == stale) {
    if (turn != SharedSessions::Turn::mine)
      fail_unsent(arrival, context_.sessions.failed_attempts(flow));
    co_return false;
  }
  std::tie(known.session, known.version) = context_.sessions.current(flow);
  co_return true;
}

Task<bool> VirtualUser::open_own(const Arrival& arrival, std::uint64_t nth) {
  Known& known = sessions_[arrival.flow];
  if (context_.clock.now() < known.failed.next) {
    fail_unsent(arrival, known.failed);
    co_return false;
  }
  auto opened = co_await open_session(arrival, nth);
  if (opened != nullptr) {
    known.failed = {};
    known.session = std::move(opened);
    co_return true;
  }
  if (!aborted_) known.failed.add(context_.clock.now(), *unopened_step_, unopened_why_);
  co_return false;
}

Task<void> VirtualUser::open_shared(const Arrival& arrival, std::uint64_t nth) {
  auto opened = co_await open_session(arrival, nth);
  if (opened != nullptr || aborted_) {
    context_.sessions.finish(arrival.flow, std::move(opened));
  } else {
    context_.sessions.give_up(arrival.flow, context_.clock.now(), *unopened_step_, unopened_why_);
  }
}

void VirtualUser::keep_failure(const Walk& walk, const CompiledSteps& steps) {
  const auto failed = std::find_if(steps.begin(), steps.end(), [&](const CompiledStep& step) {
    return walk.failure != nullptr && step.name == walk.failure->step;
  });
  unopened_step_ = failed == steps.end() ? &*steps.begin() : &*failed;
  unopened_why_ = failed == steps.end()
                      ? "its steps were not walked to their end"
                      : fmt::format("step {}: {}", failed->name, walk.failure->why);
}

// The iteration has no session, and the time to open one has not come yet. It sends nothing and
// counts as one failed request of the step that failed then, never sent: else a target that lets
// nobody sign in would be the better off, the less is sent to it.
void VirtualUser::fail_unsent(const Arrival& arrival, const FailedAttempts& failed) {
  if (failed.step == nullptr) return;
  Sample sample;
  sample.row = failed.step->row;
  sample.outcome = Outcome::scenario_render;
  context_.recorder.record(sample);
  if (context_.recorder.keeps_samples()) {
    RawSample raw;
    raw.begin = context_.clock.now();
    raw.sample = sample;
    raw.started = started_;
    raw.iteration = arrival.iteration;
    context_.recorder.add(raw);
  }
  const std::string expected = "an open session";
  if (!context_.recorder.wants_finding(sample.row, sample.outcome, expected)) return;
  Finding finding;
  finding.row = sample.row;
  finding.outcome = sample.outcome;
  finding.iteration = arrival.iteration;
  finding.at_ns = (context_.clock.now() - context_.run_start).count();
  finding.expected = expected;
  finding.got = cut(fmt::format("none, so nothing was sent: the last attempt to open it failed, "
                                "and the next comes after a pause ({})",
                                failed.why),
                    kMaxTold);
  finding.file = failed.step->at.file;
  finding.line = failed.step->at.line;
  context_.recorder.add(std::move(finding));
}

Task<std::shared_ptr<const Session>> VirtualUser::open_session(Arrival arrival, std::uint64_t nth) {
  const CompiledFlow& flow = context_.suite.flows[arrival.flow];
  Frame& frame = frame_of(arrival.flow, flow.slots);
  begin(flow, arrival, nullptr, frame);
  Walk walk(arrival.flow, &flow, frame, arrival);
  walk.requests = numbers_apart(arrival.flow) + (nth << 16U);
  walk.keeps_failure = true;
  if (co_await walk_steps(walk, flow.session_steps) != StepEnd::passed) {
    keep_failure(walk, flow.session_steps);
    co_return nullptr;
  }
  Session session = session_of(flow, frame);
  session.cookies = cookies_;
  session.arrival = arrival;
  if (flow.session_owner == SessionOwner::run) remember_shared(flow, session, frame);
  if (flow.renew.after) {
    const std::string text = flow.renew.after->render(frame);
    const auto lifetime = lifetime_of(text);
    if (lifetime) {
      session.renew_at = context_.clock.now() + *lifetime;
    } else {
      Redactor redactor = redactor_of(context_.suite, flow, frame);
      add_all_remembered(flow, redactor);
      context_.recorder.note(
          flow.name, {},
          fmt::format("the session is not renewed by time: \"{}\" is no duration and no number of "
                      "seconds",
                      cut(redactor.redact(text), 100)));
    }
  }
  co_return std::make_shared<const Session>(std::move(session));
}

// An answer of a failed step says that the session no longer serves. In the pause after a renewal
// that failed the answer stands as it came.
bool VirtualUser::wants_renewal(const Walk& walk) const {
  if (!walk.in_iteration || walk.flow->session_owner == SessionOwner::none) return false;
  if (context_.clock.now() < next_attempt(walk.index)) return false;
  const std::vector<int>& on = walk.flow->renew.on_status;
  return std::find(on.begin(), on.end(), exchange_.response.status) != on.end();
}

// In the middle of an iteration: its own values stay, the session's are the new ones. The jar is the
// new session's, as if its user had signed in anew.
Task<bool> VirtualUser::renew(Walk& walk) {
  const Frame before = walk.frame;
  const std::uint64_t version = sessions_[walk.index].version;
  const bool opened = co_await open_again(walk.arrival, version, ++walk.renewals);
  walk.frame = before;
  if (!opened) co_return false;
  const Session& session = *sessions_[walk.index].session;
  apply(session, walk.frame);
  cookies_ = session.cookies;
  co_return true;
}

bool VirtualUser::has_own_sessions() const {
  for (std::size_t flow = 0; flow < sessions_.size(); ++flow) {
    const CompiledFlow& compiled = context_.suite.flows[flow];
    if (compiled.session_owner == SessionOwner::user && !compiled.session_end.empty() &&
        sessions_[flow].session != nullptr)
      return true;
  }
  return false;
}

Task<void> VirtualUser::end_own_sessions() {
  for (std::size_t flow = 0; flow < sessions_.size(); ++flow) {
    if (context_.suite.flows[flow].session_owner != SessionOwner::user) continue;
    const auto session = std::exchange(sessions_[flow].session, nullptr);
    if (session != nullptr && !aborted_) co_await end_session(flow, *session);
  }
}

Task<void> VirtualUser::end_session(std::size_t flow, const Session& session) {
  const CompiledFlow& compiled = context_.suite.flows[flow];
  if (compiled.session_end.empty()) co_return;
  Frame& frame = frame_of(flow, compiled.slots);
  begin(compiled, session.arrival, &session, frame);
  Walk walk(flow, &compiled, frame, session.arrival);
  walk.requests = numbers_apart(flow) + (1U << 31U);
  static_cast<void>(co_await walk_steps(walk, compiled.session_end));
}

}  // namespace slogate
