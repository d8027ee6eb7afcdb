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

// The session of version `stale` no longer serves: opens it anew, or waits for the user that does.
Task<bool> VirtualUser::open_again(const Arrival& arrival, std::uint64_t stale, std::uint64_t nth) {
  const std::size_t flow = arrival.flow;
  Known& known = sessions_[flow];
  if (context_.suite.flows[flow].session_owner == SessionOwner::user) {
    auto opened = co_await open_session(arrival, nth);
    if (opened == nullptr) co_return false;
    known.session = std::move(opened);
    co_return true;
  }
  if (stale == 0) co_return false;  // it could not be opened before the first iteration
  const auto wake = [this] {
    boost::asio::post(context_.clock.loop(), [this] { sleeper_.wake(); });
  };
  switch (context_.sessions.claim(flow, stale, wake)) {
    case SharedSessions::Turn::mine: {
      auto opened = co_await open_session(arrival, nth);
      context_.sessions.finish(flow, std::move(opened));
      break;
    }
    case SharedSessions::Turn::wait:
      while (!aborted_ && context_.sessions.version(flow) == stale &&
             context_.sessions.under_way(flow)) {
        co_await sleeper_.until(context_.clock.now() + kLookAgain);
      }
      break;
    case SharedSessions::Turn::fresh:
      break;
  }
  if (aborted_ || context_.sessions.version(flow) == stale) co_return false;
  std::tie(known.session, known.version) = context_.sessions.current(flow);
  co_return true;
}

Task<std::shared_ptr<const Session>> VirtualUser::open_session(Arrival arrival, std::uint64_t nth) {
  const CompiledFlow& flow = context_.suite.flows[arrival.flow];
  Frame& frame = frame_of(arrival.flow, flow.slots);
  begin(flow, arrival, nullptr, frame);
  Walk walk(arrival.flow, &flow, frame, arrival);
  walk.requests = numbers_apart(arrival.flow) + (nth << 16U);
  if (co_await walk_steps(walk, flow.session_steps) != StepEnd::passed) co_return nullptr;
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

// An answer of a failed step says that the session no longer serves.
bool VirtualUser::wants_renewal(const Walk& walk) const {
  if (!walk.in_iteration || walk.flow->session_owner == SessionOwner::none) return false;
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
