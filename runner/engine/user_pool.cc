#include "runner/engine/user_pool.h"

#include <algorithm>
#include <exception>
#include <span>
#include <utility>

namespace slogate {
namespace {

constexpr std::size_t kFirstRoom = 64;  // for what waits; then twice as much each time

}  // namespace

struct UserPool::Seat {
  Seat(UserContext& context, std::unique_ptr<Exchanger> exchanger)
      : user(context, std::move(exchanger)), wake(context.clock.loop()) {}

  // Of the iteration under way.
  bool walking = false;
  std::size_t flow = 0;
  std::uint64_t sent = 0;  // by the user, before it

  VirtualUser user;
  Event wake;
  std::optional<Assignment> next;
};

UserPool::UserPool(UserContext& context, Network& network, Limits limits,
                   std::function<void()> on_idle)
    : context_(context), network_(network), limits_(limits), on_idle_(std::move(on_idle)) {}

UserPool::~UserPool() = default;

UserPool::Seat& UserPool::open_seat() {
  std::unique_ptr<Exchanger> exchanger = network_.make_exchanger();
  Exchanger& own = *exchanger;
  Seat& seat = *seats_.emplace_back(std::make_unique<Seat>(context_, std::move(exchanger)));
  own.note_caller(std::as_bytes(std::span(&seat, 1)));
  return seat;
}

void UserPool::offer(Assignment assignment) {
  // What has no row must not wait in front of what has one, nor be counted as dropped.
  if (context_.memory.is_retired(assignment.arrival.flow) ||
      !has_rows(context_, assignment.arrival))
    return;
  if (!closed_ && !idle_.empty()) {
    Seat& seat = take_idle(assignment.arrival.flow);
    seat.next = assignment;
    ++busy_;
    seat.wake.set();
    return;
  }
  if (!closed_ && seats_.size() < limits_.users) {
    Seat& seat = open_seat();
    seat.next = assignment;
    ++busy_;
    spawn(context_.clock.loop(), live(seat), [this](std::exception_ptr failed) {
      if (failed != nullptr) failed_by_exception();
    });
    return;
  }
  if (closed_ || waiting_.size() >= limits_.waiting) {
    context_.recorder.dropped(assignment.arrival.flow);
    return;
  }
  assignment.waited = true;
  if (waiting_.full()) waiting_.set_capacity(std::max(kFirstRoom, 2 * waiting_.size()));
  waiting_.push_back(assignment);
}

SteadyTime UserPool::next_attempt(const Seat& seat, std::size_t flow) {
  return seat.user.next_attempt(flow);
}

// A user that could not sign in is done with an iteration at once: were it taken first, it would
// fail all that the others would have done well.
UserPool::Seat& UserPool::take_idle(std::size_t flow) {
  auto taken = std::find_if(idle_.rbegin(), idle_.rend(),
                            [&](const Seat* seat) { return !pauses(*seat, flow); });
  if (taken == idle_.rend()) taken = idle_.rbegin();
  Seat& seat = **taken;
  idle_.erase(std::next(taken).base());
  return seat;
}

// Such a user leaves what waits to those that are busy, as long as there are any.
bool UserPool::take_waiting(Seat& seat) {
  // Not dropped: the plan itself leaves it out.
  if (is_capped()) waiting_.clear();
  if (waiting_.empty()) return false;
  if (busy_ > 1 && pauses(seat, waiting_.front().arrival.flow)) return false;
  seat.next = waiting_.front();
  waiting_.pop_front();
  return true;
}

Task<void> UserPool::live(Seat& seat) {
  while (seat.next) {
    const Assignment assignment = *std::exchange(seat.next, std::nullopt);
    if (const auto lag = begin(seat, assignment, context_.clock.now()))
      end(seat, co_await seat.user.walk(assignment.arrival, *lag));
    if (take_waiting(seat)) continue;
    left(seat);
    co_await seat.wake.wait();
  }
}

void UserPool::left(Seat& seat) {
  --busy_;
  idle_.push_back(&seat);
  if (busy_ == 0) on_idle_();
}

void UserPool::failed_by_exception() {
  error_ = "a virtual user ended by an exception";
  --busy_;
  on_idle_();
}

VirtualUser& UserPool::user(Seat& seat) {
  return seat.user;
}

std::optional<std::chrono::nanoseconds> UserPool::begin(Seat& seat, const Assignment& assignment,
                                                        SteadyTime actual) {
  const std::size_t flow = assignment.arrival.flow;
  // Many may have been due in the same moment, and the first of them have sent the last requests.
  if (is_capped() || context_.memory.is_retired(flow) || !seat.user.has_rows(assignment.arrival))
    return std::nullopt;
  const auto lag = actual - assignment.intended;
  Start start;
  start.flow = flow;
  start.wait_for_user = assignment.waited ? actual - assignment.seen : std::chrono::nanoseconds(0);
  start.dispatch_lag = lag - start.wait_for_user;
  context_.recorder.started(start);
  if (context_.recorder.keeps_samples()) seat.user.keep_start({actual, start});
  seat.walking = true;
  seat.flow = flow;
  seat.sent = seat.user.sent();
  return lag;
}

bool UserPool::end(Seat& seat, IterationEnd end) {
  seat.walking = false;
  context_.recorder.finished(seat.flow, end);
  return seat.user.sent() != seat.sent;
}

void UserPool::end_sessions() {
  for (const auto& seat : seats_) {
    if (seat->walking || !seat->user.has_own_sessions()) continue;
    ++busy_;
    spawn(context_.clock.loop(), end_sessions_of(*seat), [this](std::exception_ptr failed) {
      if (failed != nullptr) failed_by_exception();
    });
  }
}

Task<void> UserPool::end_sessions_of(Seat& seat) {
  seat.walking = true;
  co_await seat.user.end_own_sessions();
  seat.walking = false;
  if (--busy_ == 0) on_idle_();
}

void UserPool::close() {
  closed_ = true;
  for (const Assignment& assignment : waiting_) context_.recorder.dropped(assignment.arrival.flow);
  waiting_.clear();
}

void UserPool::abort() {
  for (const auto& seat : seats_) {
    if (seat->walking) seat->user.abort();
  }
}

void UserPool::dismiss() {
  closed_ = true;
  for (Seat* seat : idle_) seat->wake.set();
  idle_.clear();
}

}  // namespace slogate
