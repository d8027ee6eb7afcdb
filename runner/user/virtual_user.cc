#include "runner/user/virtual_user.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "runner/user/walk.h"

namespace slogate {
namespace {

constexpr int kMaxHops = 10;
constexpr std::int64_t kCodeSeconds = 30;  // RFC 6238's time step

std::int64_t seconds_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

void drop_headers(std::vector<Header>& headers, std::initializer_list<std::string_view> names) {
  std::erase_if(headers, [&](const Header& header) {
    return std::any_of(names.begin(), names.end(),
                       [&](auto name) { return same_name(header.name, name); });
  });
}

}  // namespace

VirtualUser::VirtualUser(UserContext& context, std::unique_ptr<Exchanger> exchanger)
    : context_(context),
      exchanger_(std::move(exchanger)),
      sleeper_(context.clock),
      id_stem_(id_stem(context.identity)) {
  frames_.resize(context.suite.flows.size() + 1);
  marked_.resize(context.suite.flows.size());
}

Frame& VirtualUser::frame_of(std::size_t flow, std::size_t slots) {
  if (frames_[flow].size() != slots) frames_[flow] = Frame(slots);
  return frames_[flow];
}

void VirtualUser::begin(const CompiledFlow& flow, const Arrival& arrival, const Session* session,
                        Frame& frame) {
  frame.reset();
  frame.set(slot_of(BuiltinSlot::run_id), context_.identity.run_id);
  for (const auto& [slot, text] : flow.constants) frame.set(slot, text);
  for (const CompiledFlow::FeedSlots& feed : flow.feeds) {
    const std::vector<std::string>& row = feed.feed->row(arrival.ordinal);
    for (std::size_t column = 0; column < row.size(); ++column)
      frame.set(feed.columns[column], row[column]);
  }
  cookies_.clear();
  if (session == nullptr) return;
  for (const auto& [slot, text] : session->values) frame.set(slot, text);
  cookies_ = session->cookies;
}

Task<IterationEnd> VirtualUser::walk(const Arrival& arrival, std::chrono::nanoseconds schedule_lag,
                                     const Session* session) {
  const CompiledFlow& flow = context_.suite.flows[arrival.flow];
  Frame& frame = frame_of(arrival.flow, flow.slots);
  begin(flow, arrival, session, frame);
  Walk walk(arrival.flow, &flow, frame, arrival);
  walk.schedule_lag = schedule_lag;
  const StepEnd end = co_await walk_steps(walk, flow.steps);
  if (end == StepEnd::aborted || end == StepEnd::retired) co_return IterationEnd::aborted;
  if (end != StepEnd::failed) mark_worked(arrival.flow);
  co_return end == StepEnd::failed ? IterationEnd::failed : IterationEnd::succeeded;
}

Task<std::optional<Session>> VirtualUser::open_session(const Arrival& arrival) {
  const CompiledFlow& flow = context_.suite.flows[arrival.flow];
  Frame& frame = frame_of(arrival.flow, flow.slots);
  begin(flow, arrival, nullptr, frame);
  Walk walk(arrival.flow, &flow, frame, arrival);
  // Numbers of their own, or the iteration's first requests would carry the same identifiers.
  walk.requests = (std::uint64_t{arrival.flow} + 1) << 32U;
  if (co_await walk_steps(walk, flow.session_steps) != StepEnd::passed) co_return std::nullopt;
  Session session;
  for (const CompiledStep& step : flow.session_steps) {
    for (const Capture& capture : step.captures) {
      if (!capture.spec().list && frame.has(capture.slot())) {
        session.values.emplace_back(capture.slot(), frame.value(capture.slot()));
      }
    }
  }
  session.cookies = cookies_;
  co_return session;
}

Task<std::string> VirtualUser::probe(const CompiledStep& step, std::size_t slots) {
  Frame& frame = frame_of(context_.suite.flows.size(), slots);
  frame.reset();
  frame.set(slot_of(BuiltinSlot::run_id), context_.identity.run_id);
  Walk walk(0, nullptr, frame, {});
  const StepEnd end = co_await send(walk, step);
  co_return end == StepEnd::passed ? std::string()
  : walk.failure.empty()           ? "interrupted"
                                   : walk.failure;
}

// Only flows that may expire are remembered, and once a user: the memory is shared and locked.
void VirtualUser::mark_worked(std::size_t flow) {
  const std::vector<CompiledStep>& steps = context_.suite.flows[flow].steps;
  if (marked_[flow]) return;
  marked_[flow] = true;
  const bool may_expire = std::any_of(steps.begin(), steps.end(),
                                      [](const auto& step) { return !step.expires.empty(); });
  if (may_expire) context_.memory.mark_worked(flow);
}

bool VirtualUser::expired(Walk& walk, const CompiledStep& step) {
  if (walk.flow == nullptr || step.expires.empty() || !context_.memory.worked(walk.index))
    return false;
  const BodyView body(exchange_);
  const auto now = std::chrono::floor<std::chrono::seconds>(context_.clock.wall());
  for (const auto& [condition, reason] : step.expires) {
    if (condition.evaluate(body, walk.frame, now)) continue;
    context_.memory.retire(walk.index, (context_.clock.now() - context_.run_start).count(), reason);
    return true;
  }
  return false;
}

void VirtualUser::abort() {
  aborted_ = true;
  exchanger_->abort();
  sleeper_.wake();
}

Task<VirtualUser::StepEnd> VirtualUser::walk_steps(Walk& walk,
                                                   const std::vector<CompiledStep>& steps) {
  StepEnd end = StepEnd::passed;
  for (const CompiledStep& step : steps) {
    if (walk.group_row != step.group_row) {
      close_group(walk);
      walk.group_row = step.group_row;
      walk.group_begin = context_.clock.now();
      walk.group_lag = walk.schedule_lag;
      walk.group_requests = walk.requests;
      walk.group_failed = false;
    }
    end = co_await walk_step(walk, step);
    if (end == StepEnd::aborted) co_return end;
    if (end == StepEnd::failed) walk.group_failed = true;
    if (end != StepEnd::passed) break;
  }
  close_group(walk);
  co_return end;
}

void VirtualUser::close_group(Walk& walk) {
  if (!walk.group_row) return;
  const std::size_t row = *std::exchange(walk.group_row, std::nullopt);
  if (walk.requests == walk.group_requests)
    return;  // every step of it was skipped: nothing was measured
  Sample sample;
  sample.row = row;
  sample.outcome = walk.group_failed ? Outcome::check_failed : Outcome::ok;
  sample.status = walk.group_failed ? 0 : 200;
  sample.service_time = context_.clock.now() - walk.group_begin;
  sample.schedule_lag = walk.group_lag;
  context_.recorder.record(sample);
}

Task<VirtualUser::StepEnd> VirtualUser::walk_step(Walk& walk, const CompiledStep& step) {
  for (const Check& condition : step.when) {
    if (condition.holds(walk.frame)) continue;
    if (!step.otherwise.empty()) context_.recorder.note(walk.flow->name, step.name, step.otherwise);
    co_return step.stop_otherwise ? StepEnd::stop_flow : StepEnd::passed;
  }
  if (!step.for_each) co_return co_await send(walk, step);
  StepEnd all = StepEnd::passed;
  // Unset: the step that captures it was skipped or found nothing, and the frame still holds an earlier iteration's list.
  const std::vector<std::string> items =
      walk.frame.has(*step.for_each) ? walk.frame.list(*step.for_each) : std::vector<std::string>();
  for (const std::string& item : items) {
    walk.frame.set(slot_of(BuiltinSlot::item), item);
    const StepEnd end = co_await send(walk, step);
    if (end == StepEnd::aborted || end == StepEnd::retired) co_return end;
    if (end == StepEnd::failed) all = end;
  }
  co_return all;
}

// Waits for a time step in which none of the step's codes was sent yet: all of them are made in one and the same.
Task<void> VirtualUser::wait_for_code(const CompiledStep& step, Frame& frame) {
  std::set<std::string> keys;
  std::vector<const Template*> templates = {&step.request.url, &step.request.body};
  for (const auto& header : step.request.headers) templates.push_back(&header.second);
  for (const Template* text : templates) {
    for (const Template::Piece& piece : text->pieces()) {
      if (piece.totp && piece.slot >= 0)
        keys.insert(frame.value(static_cast<std::size_t>(piece.slot)));
    }
  }
  while (!aborted_) {
    const std::int64_t time_step = seconds_of(context_.clock.wall()) / kCodeSeconds;
    bool unused = true;
    for (const std::string& key : keys)
      unused = context_.memory.claim_code(key, time_step) && unused;
    if (unused) co_return;
    const auto next = std::chrono::seconds((time_step + 1) * kCodeSeconds) -
                      context_.clock.wall().time_since_epoch();
    co_await sleeper_.until(context_.clock.now() + next);
  }
}

bool VirtualUser::render(Walk& walk, const CompiledStep& step) {
  Frame& frame = walk.frame;
  frame.unix_seconds = seconds_of(context_.clock.wall());
  scratch_.clear();
  append_request_id(id_stem_, walk.arrival.iteration, walk.requests, scratch_);
  frame.set(slot_of(BuiltinSlot::request_id), scratch_);
  scratch_.clear();
  append_traceparent(id_stem_, walk.arrival.iteration, walk.requests, scratch_);
  frame.set(slot_of(BuiltinSlot::request_traceparent), scratch_);
  ++walk.requests;
  scratch_.clear();
  step.request.url.render(frame, scratch_);
  if (scratch_.starts_with('/')) {
    request_.url.origin = context_.suite.target.origin;
    request_.url.target = scratch_;
  } else if (auto url = parse_url(scratch_)) {
    request_.url = std::move(*url);
  } else {
    return false;
  }
  request_.method = step.request.method;
  request_.headers.resize(step.request.headers.size());
  for (std::size_t i = 0; i < request_.headers.size(); ++i) {
    request_.headers[i].name = step.request.headers[i].first;
    request_.headers[i].value.clear();
    step.request.headers[i].second.render(frame, request_.headers[i].value);
  }
  request_.body.clear();
  step.request.body.render(frame, request_.body);
  if (!step.request.content_type.empty())
    request_.headers.push_back({"content-type", step.request.content_type});
  return true;
}

// Why the request must not be sent: load on a host that nobody named. Empty where it may.
std::string VirtualUser::refusal() const {
  const Origin& origin = request_.url.origin;
  if (origin == context_.suite.target.origin || context_.suite.hosts.allows(origin.host)) return {};
  return fmt::format(
      "load on {0} is not allowed: add \"{0}\" to the suite's \"load_hosts\" or give --allow-host "
      "{0}",
      origin.host);
}

void VirtualUser::add_cookies() {
  if (cookies_.empty()) return;
  std::string value = cookies_.header_for(request_.url, seconds_of(context_.clock.wall()));
  if (!value.empty()) request_.headers.push_back({"cookie", std::move(value)});
}

// Where the answer sends the user on; nothing where it is the last one.
std::optional<Url> VirtualUser::next_hop(const CompiledStep& step, int hops) {
  if (!step.request.follow_redirects || exchange_.outcome != Outcome::ok) return std::nullopt;
  const std::string* location = exchange_.response.header("location");
  if (!is_redirect(exchange_.response.status) || location == nullptr) return std::nullopt;
  const auto next = resolve(request_.url, *location);
  if (next && hops < kMaxHops) return next;
  exchange_.outcome = next ? Outcome::http_redirect_loop : Outcome::http_protocol;
  exchange_.detail =
      next ? fmt::format("more than {} redirects, the last one to {}", kMaxHops, *location)
           : fmt::format("a redirect to \"{}\", which is no http or https address", *location);
  return std::nullopt;
}

// Turns request_ into the next hop (RFC 9110 15.4).
void VirtualUser::follow(const Url& next) {
  const int status = exchange_.response.status;
  const bool rewrite =
      status == 303 || ((status == 301 || status == 302) && request_.method == "POST");
  if (rewrite && request_.method != "HEAD") {
    request_.method = "GET";
    request_.body.clear();
    drop_headers(request_.headers, {"content-type"});
  }
  drop_headers(request_.headers, {"cookie"});
  // Credentials are for the origin that they were given to.
  if (next.origin != request_.url.origin) drop_headers(request_.headers, {"authorization"});
  request_.url = next;
}

Task<VirtualUser::StepEnd> VirtualUser::send(Walk& walk, const CompiledStep& step) {
  if (step.request.needs_totp) co_await wait_for_code(step, walk.frame);
  const bool rendered = render(walk, step);
  const Defaults& defaults = context_.suite.source.defaults;
  ExchangeLimits limits{step.timeout, defaults.connect_timeout, defaults.first_byte_timeout,
                        defaults.max_body, step.keep_body || context_.keep_exchanges};
  for (int hops = 0;; ++hops) {
    if (aborted_) co_return StepEnd::aborted;
    walk.request_begin = context_.clock.now();
    const std::string obstacle =
        rendered ? refusal() : fmt::format("\"{}\" is no http or https address", scratch_);
    if (obstacle.empty()) {
      add_cookies();
      co_await exchanger_->exchange(request_, limits, exchange_);
      if (exchange_.outcome != Outcome::scenario_render) ++sent_;
    } else {
      exchange_.clear();
      exchange_.outcome = Outcome::scenario_render;
      exchange_.detail = obstacle;
    }
    if (aborted_) co_return StepEnd::aborted;
    if (exchange_.response.status > 0) {
      cookies_.take(request_.url, exchange_.response, seconds_of(context_.clock.wall()));
    }
    const std::optional<Url> next = rendered ? next_hop(step, hops) : std::nullopt;
    if (!next) break;
    record(walk, step, Outcome::ok);
    tell(walk, step, {});
    follow(*next);
  }
  const Verified verified = verify(walk, step);
  if (verified.outcome == Outcome::check_failed && expired(walk, step)) co_return StepEnd::retired;
  record(walk, step, verified.outcome);
  tell(walk, step, verified);
  co_return verified.outcome == Outcome::ok ? StepEnd::passed : StepEnd::failed;
}

VirtualUser::Verified VirtualUser::judge(Walk& walk, const CompiledStep& step) {
  Verified out;
  out.outcome = exchange_.outcome;
  if (out.outcome != Outcome::ok) return out;
  const auto now = std::chrono::floor<std::chrono::seconds>(context_.clock.wall());
  out.judged = judge_answer(step, exchange_, request_.url, walk.frame, walk.index, context_.memory,
                            now, context_.keep_exchanges);
  if (!out.judged.failures.empty()) {
    out.outcome = exchange_.response.status == 429 ? Outcome::rate_limited : Outcome::check_failed;
  }
  return out;
}

VirtualUser::Verified VirtualUser::verify(Walk& walk, const CompiledStep& step) {
  Verified out = judge(walk, step);
  for (const Capture& capture : step.captures) {
    if (out.outcome == Outcome::ok && capture.spec().sticky && walk.frame.has(capture.slot())) {
      context_.memory.mark_seen(walk.index, capture.slot());
    }
  }
  if (out.outcome != Outcome::ok) {
    walk.failure =
        out.judged.failures.empty()
            ? context_.suite.redactor.redact(exchange_.detail)
            : fmt::format("expected {}, got {}", out.judged.failures.front().expected,
                          context_.suite.redactor.redact(out.judged.failures.front().got));
  }
  return out;
}

}  // namespace slogate
