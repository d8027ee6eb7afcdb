// A virtual user's step: its request with all that follows from its answers, and what they are
// judged to be.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "runner/user/telling.h"
#include "runner/user/walk.h"
#include "scenarios/compile/one_time_key.h"

namespace slogate {
namespace {

std::int64_t seconds_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

// A key of codes by the time (RFC 6238), and the time step in which its code is this request's.
struct TimedKey {
  std::string bytes;  // the same however it is written
  std::int64_t period = 0;
  std::int64_t claimed = -1;
};

// What has no value or is no key stops the request, and nothing has to be waited for.
std::vector<TimedKey> timed_keys(const CompiledRequest& request, const Frame& frame) {
  std::vector<TimedKey> out;
  for (const std::size_t slot : request.totp_slots) {
    OneTimeKey key;
    if (!frame.has(slot) || !read_one_time_key(frame.value(slot), false, key).empty()) continue;
    const auto same = [&](const TimedKey& each) { return each.bytes == key.bytes; };
    if (std::ranges::none_of(out, same)) out.push_back({key.bytes, key.shape.period});
  }
  return out;
}

}  // namespace

// Waits for a time in which none of the step's codes was sent yet, each in its own time step: a
// server takes a code once (RFC 6238 5.2).
Task<void> VirtualUser::wait_for_code(const CompiledStep& step, Frame& frame) {
  std::vector<TimedKey> keys = timed_keys(step.request, frame);
  while (!aborted_) {
    const std::int64_t now = seconds_of(context_.clock.wall());
    std::int64_t wanted = now;
    for (TimedKey& key : keys) {
      const std::int64_t time_step = now / key.period;
      // Not its own claim: it has waited for another key meanwhile.
      if (key.claimed == time_step) continue;
      if (context_.memory.claim_code(key.bytes, time_step)) {
        key.claimed = time_step;
      } else {
        wanted = std::max(wanted, (time_step + 1) * key.period);
      }
    }
    if (wanted == now) co_return;
    const auto rest = std::chrono::seconds(wanted) - context_.clock.wall().time_since_epoch();
    co_await sleeper_.until(context_.clock.now() + rest);
  }
}

void VirtualUser::make_request(Walk& walk, const CompiledStep& step) {
  if (walk.flow != nullptr) generate_values(*walk.flow, walk.arrival, true, walk.frame);
  maker_.make(step.request, walk.frame, cookies_, walk.arrival.iteration, walk.requests++);
  if (step.request.needs_totp) remember_codes(step.request, walk.frame, secrets_);
}

// Sends the step's request, and again where the step says so. One coroutine for all of it: an
// ordinary step costs no frame beyond this one.
Task<VirtualUser::StepEnd> VirtualUser::send(Walk& walk, const CompiledStep& step) {
  ExchangeLimits limits{{},
                        step.timeout,
                        step.connect_timeout,
                        step.first_byte_timeout,
                        step.max_body,
                        step.keep_body || context_.keep_exchanges};
  std::uint32_t retries = 0;
  bool renewed = false;
  settle(walk);
  while (true) {
    if (step.request.needs_totp) co_await wait_for_code(step, walk.frame);
    if (aborted_) co_return StepEnd::aborted;
    make_request(walk, step);
    while (true) {
      limits.begin = walk.request_begin = context_.clock.now();
      if (maker_.obstacle().empty()) {
        if (context_.counts_requests) context_.memory.count_request();
        co_await exchanger_->exchange(maker_.request(), limits, exchange_);
        if (exchange_.outcome != Outcome::scenario_render) ++sent_;
      } else {
        exchange_.clear();
        exchange_.outcome = Outcome::scenario_render;
        exchange_.detail = maker_.obstacle();
      }
      walk.frame.fetch();
      if (aborted_) co_return cut_off(walk, step);
      // The jar knows only the last value of a cookie.
      CookieJar::each_secret(exchange_.response,
                             [this](std::string_view value) { remember(value); });
      if (!maker_.take(exchange_)) break;
      record(walk, step, Outcome::ok);
      tell(walk, step, {});
      maker_.next();
    }
    Verified verified = verify(walk, step);
    if (verified.outcome == Outcome::check_failed && expired(walk, step)) {
      // An answer that the flow foresees: counted, and no failure.
      record(walk, step, Outcome::ok);
      tell(walk, step, {});
      co_return StepEnd::retired;
    }
    const bool failed = verified.outcome != Outcome::ok;
    const bool renews = failed && !renewed && wants_renewal(walk);
    const bool again = failed && exchange_.outcome != Outcome::scenario_render &&
                       (renews || retries < step.retry.times);
    if (!again) {
      finish(walk, step, std::move(verified));
      co_return failed ? StepEnd::failed : StepEnd::passed;
    }
    record_early(walk, step, std::move(verified));
    if (renews) {
      renewed = true;
      if (!co_await renew(walk)) co_return aborted_ ? StepEnd::aborted : StepEnd::failed;
    } else {
      ++retries;
      co_await pause(step.retry.pause);
    }
  }
}

// An attempt that another follows: it failed only where its exchange did or the server was at a
// loss, else it came too early.
void VirtualUser::record_early(Walk& walk, const CompiledStep& step, Verified verified) {
  const bool failed = is_exchange_failure(verified.outcome) || exchange_.response.status >= 500;
  if (!failed) verified.outcome = Outcome::ok;
  record(walk, step, verified.outcome);
  tell(walk, step, verified);
}

VirtualUser::Verified VirtualUser::judge(Walk& walk, const CompiledStep& step,
                                         const Redactor* redactor) {
  Verified out;
  out.outcome = exchange_.outcome;
  if (out.outcome != Outcome::ok) return out;
  // Only a certificate's days are counted from it.
  std::chrono::sys_seconds now{};
  if (exchange_.tls) now = std::chrono::floor<std::chrono::seconds>(context_.clock.wall());
  out.judged =
      judge_answer(step, {exchange_, maker_.hops(), maker_.request().url, context_.reader},
                   walk.frame, walk.index, context_.memory, now, context_.keep_exchanges, redactor);
  for (CheckFailure& failure : out.judged.failures) {
    if (maker_.refusal().empty()) break;
    failure.because += (failure.because.empty() ? "" : "; ") + maker_.refusal();
  }
  if (!out.judged.failures.empty()) {
    out.outcome = exchange_.response.status == 429 ? Outcome::rate_limited : Outcome::check_failed;
  }
  return out;
}

VirtualUser::Verified VirtualUser::verify(Walk& walk, const CompiledStep& step) {
  Verified out = judge(walk, step);
  remember_captured(walk, step, out);
  for (const Capture& capture : step.captures) {
    if (out.outcome == Outcome::ok && capture.spec().sticky && walk.frame.has(capture.slot())) {
      context_.memory.mark_seen(walk.index, capture.slot());
    }
  }
  return out;
}

// Only flows that may expire are remembered, and once a user: the memory is shared and locked.
void VirtualUser::mark_worked(std::size_t flow) {
  if (!context_.suite.flows[flow].may_expire || marked_[flow]) return;
  marked_[flow] = true;
  context_.memory.mark_worked(flow);
}

bool VirtualUser::expired(Walk& walk, const CompiledStep& step) {
  if (walk.flow == nullptr || step.expires.empty() || !context_.memory.worked(walk.index))
    return false;
  const BodyView body(exchange_, maker_.hops(), &maker_.request().url, step.max_body,
                      &context_.reader);
  const auto now = std::chrono::floor<std::chrono::seconds>(context_.clock.wall());
  for (const auto& [condition, reason] : step.expires) {
    if (condition.evaluate(body, walk.frame, now)) continue;
    context_.memory.retire(walk.index, (context_.clock.now() - context_.run_start).count(), reason);
    return true;
  }
  return false;
}

}  // namespace slogate
