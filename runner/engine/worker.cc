#include "runner/engine/worker.h"

#include <algorithm>
#include <exception>

namespace slogate {
namespace {

// This worker's part of a number that all workers share.
std::size_t part_of(std::size_t whole, std::size_t index, std::size_t count) {
  return whole / count + (index < whole % count ? 1 : 0);
}

// How many workers release arrivals: each needs a user of its own under the cap.
std::size_t releasing(const Worker::Setup& setup) {
  return std::clamp<std::size_t>(setup.plan.max_users, 1, setup.count);
}

constexpr auto kNothingSent =
    std::chrono::milliseconds(100);  // the pause after an iteration without a request
constexpr auto kLeaving = std::chrono::milliseconds(100);  // looks so often whether all have left
constexpr SteadyTime kNever = SteadyTime::max();
constexpr const char* kRested =
    "a user waited before it tried to sign in again: the attempt before had failed";

}  // namespace

Worker::Worker(const Setup& setup, WorkerSeat seat)
    : setup_(setup),
      recorder_(setup.suite.rows.size(), setup.suite.flows.size()),
      context_{.suite = setup.suite,
               .identity = setup.identity,
               .clock = *seat.clock,
               .recorder = recorder_,
               .memory = setup.memory,
               .sessions = setup.sessions,
               .setup = setup.setup,
               .run_start = setup.run_start,
               .keep_exchanges = setup.keep_exchanges,
               .thinks = setup.plan.model != Model::iterations,
               .counts_requests = setup.plan.max_requests > 0},
      network_(*seat.network),
      pool_(
          context_, *seat.network,
          {part_of(setup.plan.max_users, setup.index, releasing(setup)),
           part_of(setup.plan.max_waiting, setup.index, releasing(setup)), setup.plan.max_requests},
          [this] { drainer_.wake(); }),
      dispatcher_(*seat.clock),
      drainer_(*seat.clock) {
  if (setup.keep_samples) recorder_.keep_samples();
}

void Worker::start(SteadyTime profile_start, std::function<void()> done) {
  profile_start_ = profile_start;
  done_ = std::move(done);
  started_ = true;
  // One worker alone walks them.
  released_ = setup_.plan.model == Model::iterations && setup_.index != 0;
  end_ = setup_.plan.model == Model::iterations ? kNever : profile_start + setup_.plan.duration;
  drain_end_ = end_ == kNever ? kNever : end_ + setup_.plan.drain;
  spawn(loop(), run(), [this](std::exception_ptr failed) {
    if (failed != nullptr) error_ = "a worker ended by an exception";
    if (error_.empty()) error_ = pool_.error();
    done_();
  });
}

Task<void> Worker::run() {
  if (ends()) co_return;  // stopped while sessions were being opened
  if (setup_.plan.model == Model::iterations) {
    if (setup_.index == 0) start_iterations();
  } else if (setup_.plan.model == Model::arrivals) {
    co_await release_arrivals();
    // The run lasts as long as it was planned, also after its last start: a window of that length is judged whole.
    while (!ends() && context_.clock.now() < end_) co_await dispatcher_.until(end_);
    released_ = true;
  } else {
    start_closed_users();
  }
  co_await drain();
}

bool Worker::is_over() const {
  if (!started_ || pool_.waiting() > 0) return false;
  if (released_ || finishing_ || ends()) return true;
  if (setup_.plan.model != Model::users) return false;
  if (context_.clock.now() >= end_) return true;
  const LoadPlan& plan = setup_.plan;
  if (plan.shared_iterations > 0) return setup_.memory.taken_numbers() >= plan.shared_iterations;
  return plan.iterations_per_user > 0 && unfinished_users_ == 0;
}

void Worker::stop(SteadyTime drain_end, bool interrupts) {
  const bool at_once = drain_end <= context_.clock.now();
  if (interrupts) {
    cut_short_ = cut_short_ || !is_over() || (at_once && !idle());
    hurried_ = hurried_ || drain_end < drain_end_;
  }
  stopping_ = true;
  end_ = std::min(end_, context_.clock.now());
  drain_end_ = std::min(drain_end_, drain_end);
  pool_.close();
  at_once_ = at_once_ || at_once;
  if (at_once_) pool_.abort();
  wake_all();
}

void Worker::finish() {
  finishing_ = true;
  end_ = std::min(end_, context_.clock.now());
  drain_end_ = std::min(drain_end_, end_ + setup_.plan.drain);
  wake_all();
}

void Worker::wake_all() {
  dispatcher_.wake();
  drainer_.wake();
  for (const auto& sleeper : closed_sleepers_) sleeper->wake();
}

Task<void> Worker::release_arrivals() {
  const std::vector<LoadPlan::Stream>& streams = setup_.plan.streams;
  std::vector<std::optional<Arrival>> next(streams.size());
  std::vector<std::uint64_t> number(streams.size());
  const std::uint64_t seed = setup_.identity.seed;
  const std::size_t count = releasing(setup_);
  if (setup_.index >= count) co_return;
  for (std::size_t s = 0; s < streams.size(); ++s) {
    number[s] = (setup_.index + count - s % count) % count;
    next[s] = setup_.plan.arrival(s, number[s], seed);
  }
  while (!ends() && !is_capped()) {
    std::size_t first = streams.size();
    for (std::size_t s = 0; s < streams.size(); ++s) {
      if (next[s] && (first == streams.size() || next[s]->due < next[first]->due)) first = s;
    }
    if (first == streams.size()) break;
    const SteadyTime due = profile_start_ + next[first]->due;
    SteadyTime now = context_.clock.now();
    if (due > now) {
      if (finishing_) break;
      co_await dispatcher_.until(due);
      continue;
    }
    pool_.offer({*next[first], due, now, false});
    number[first] += count;
    next[first] = setup_.plan.arrival(first, number[first], seed);
  }
}

void Worker::start_iterations() {
  ++closed_users_;
  spawn(loop(), run_iterations(), [this](std::exception_ptr failed) { closed_user_left(failed); });
}

void Worker::closed_user_left(std::exception_ptr failed) {
  if (failed != nullptr) error_ = "a virtual user ended by an exception";
  --closed_users_;
  if (idle()) drainer_.wake();
}

Task<void> Worker::run_iterations() {
  UserPool::Seat& seat = pool_.open_seat();
  std::uint64_t iteration = 0;
  for (std::uint32_t round = 0; round < setup_.plan.iterations && !ends(); ++round) {
    for (std::size_t i = 0; i < setup_.plan.flows.size(); ++i) {
      const std::size_t flow = setup_.plan.flows[i];
      co_await rest(dispatcher_, seat, flow);
      if (ends()) break;
      released_ = round + 1 == setup_.plan.iterations && i + 1 == setup_.plan.flows.size();
      const SteadyTime now = context_.clock.now();
      const Arrival arrival{std::chrono::nanoseconds(0), flow, iteration++, round};
      if (const auto lag = pool_.begin(seat, {arrival, now, now, false}, now))
        pool_.end(seat, co_await UserPool::user(seat).walk(arrival, *lag));
    }
  }
}

void Worker::start_closed_users() {
  const Schedule& schedule = setup_.plan.streams.front().schedule;
  for (std::uint64_t user = setup_.index; schedule.user_from(user); user += setup_.count) {
    ++closed_users_;
    ++unfinished_users_;
    closed_sleepers_.push_back(std::make_unique<Sleeper>(context_.clock));
    spawn(loop(), run_closed_user(user),
          [this](std::exception_ptr failed) { closed_user_left(failed); });
  }
}

Task<void> Worker::run_closed_user(std::uint64_t number) {
  const LoadPlan::Stream& stream = setup_.plan.streams.front();
  Sleeper& sleeper = *closed_sleepers_[number / setup_.count];
  const SteadyTime from = profile_start_ + *stream.schedule.user_from(number);
  if (from > context_.clock.now()) co_await sleeper.until(from);
  UserPool::Seat& seat = pool_.open_seat();
  const LoadPlan& plan = setup_.plan;
  for (std::uint64_t walked = 0; !ends() && !is_capped(); ++walked) {
    const SteadyTime now = context_.clock.now();
    if (now >= end_ || (walked > 0 && walked == plan.iterations_per_user)) break;
    // A level that falls, and may rise again. Such a load has no number of iterations.
    const auto wanted = stream.schedule.user_from(number, now - profile_start_);
    if (!wanted || profile_start_ + *wanted > now) {
      co_await sleeper.until(wanted ? std::min(end_, profile_start_ + *wanted) : end_);
      continue;
    }
    const std::uint64_t iteration = setup_.memory.take_number();
    if (plan.shared_iterations > 0 && iteration >= plan.shared_iterations) break;
    if (walked + 1 == plan.iterations_per_user) --unfinished_users_;
    const FlowDeal::Turn turn = stream.deal.turn(iteration);
    const Arrival arrival{now - profile_start_, turn.flow, iteration, turn.ordinal};
    bool sent = false;
    if (const auto lag = pool_.begin(seat, {arrival, now, now, false}, now))
      sent = pool_.end(seat, co_await UserPool::user(seat).walk(arrival, *lag));
    // Every step skipped, or no session: it would start again at once and keep the loop from everything else.
    if (!sent && !stopping_) co_await sleeper.until(std::min(end_, now + kNothingSent));
    if (UserPool::next_attempt(seat, turn.flow) > now) co_await rest(sleeper, seat, turn.flow);
  }
}

// Where the user's last attempt to open the flow's session failed: waits until the next one may be
// made. No iteration is under way meanwhile, and the end of the run ends it at once.
Task<void> Worker::rest(Sleeper& sleeper, const UserPool::Seat& seat, std::size_t flow) {
  const SteadyTime until = UserPool::next_attempt(seat, flow);
  if (ends() || std::min(end_, until) <= context_.clock.now()) co_return;
  recorder_.note(setup_.suite.flows[flow].name, {}, kRested);
  while (!ends() && context_.clock.now() < std::min(end_, until)) {
    co_await sleeper.until(std::min(end_, until));
  }
}

Task<void> Worker::drain() {
  while (!idle() && context_.clock.now() < drain_end_) {
    co_await drainer_.until(drain_end_);
  }
  cut_short_ = cut_short_ || (hurried_ && !idle());
  pool_.close();
  pool_.abort();
  while (!idle()) co_await drainer_.until(context_.clock.now() + kLeaving);
  if (!at_once_) pool_.end_sessions();
  const SteadyTime limit = context_.clock.now() + setup_.plan.time_for_ends();
  while (!idle() && !at_once_ && context_.clock.now() < limit) co_await drainer_.until(limit);
  pool_.abort();
  while (!idle()) co_await drainer_.until(context_.clock.now() + kLeaving);
  pool_.dismiss();
}

VirtualUser& Worker::user_apart() {
  apart_ = std::make_unique<VirtualUser>(context_, network_.make_exchanger());
  return *apart_;
}

Task<std::string> Worker::open_session(std::size_t flow) {
  Arrival arrival;
  arrival.flow = flow;
  static_cast<void>(setup_.sessions.claim(flow, 0, context_.clock.now(), {}));
  auto session = co_await user_apart().open_session(arrival);
  const bool opened = session != nullptr;
  setup_.sessions.finish(flow, std::move(session));
  apart_.reset();
  co_return opened ? "" : "failed";
}

Task<std::string> Worker::end_session(std::size_t flow) {
  const auto [session, version] = setup_.sessions.current(flow);
  if (session != nullptr) co_await user_apart().end_session(flow, *session);
  apart_.reset();
  co_return std::string();
}

Task<std::string> Worker::walk_outside(const CompiledFlow& flow, Frame* captured) {
  std::string failure = co_await user_apart().walk_outside(flow, captured);
  apart_.reset();
  co_return failure;
}

void Worker::abort_apart() {
  if (apart_) apart_->abort();
}

}  // namespace slogate
