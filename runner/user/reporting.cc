// What a virtual user hands to the recorder: samples, and failures and exchanges in words.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "runner/user/telling.h"
#include "runner/user/walk.h"

namespace slogate {

void VirtualUser::finish(Walk& walk, const CompiledStep& step, Verified verified) {
  const bool may_fail = std::any_of(walk.turns.begin(), walk.turns.end(),
                                    [](const Turn& turn) { return turn.block->fails_at_bound; });
  if (may_fail) {
    walk.held = std::make_unique<Held>(Held{&step, std::move(verified)});
  } else {
    conclude(walk, step, verified);
  }
}

void VirtualUser::settle(Walk& walk) {
  if (!walk.held) return;
  const std::unique_ptr<Held> held = std::move(walk.held);
  conclude(walk, *held->step, held->verified);
}

void VirtualUser::conclude(Walk& walk, const CompiledStep& step, const Verified& verified) {
  record(walk, step, verified.outcome);
  tell(walk, step, verified);
  const bool failed = verified.outcome != Outcome::ok;
  if (failed && walk.keeps_failure) remember_failure(walk, step, verified);
}

void VirtualUser::record(Walk& walk, const CompiledStep& step, Outcome outcome) {
  if (walk.flow == nullptr) return;
  Sample sample;
  sample.row = step.row;
  sample.outcome = outcome;
  sample.status = exchange_.response.status;
  sample.service_time = exchange_.service_time;
  sample.schedule_lag = std::exchange(walk.schedule_lag, std::chrono::nanoseconds(0));
  sample.phases = exchange_.phases;
  sample.bytes_out = exchange_.bytes_out;
  sample.bytes_in = exchange_.bytes_in;
  sample.new_connection = exchange_.new_connection;
  sample.stale_retry = exchange_.stale_retry;
  sample.extra_bytes = exchange_.extra_bytes;
  context_.recorder.record(sample);
  if (context_.recorder.keeps_samples()) keep_raw(walk, sample, false);
}

VirtualUser::StepEnd VirtualUser::cut_off(const Walk& walk, const CompiledStep& step) {
  const bool was_request = exchange_.outcome != Outcome::scenario_render;
  if (!was_request || walk.flow == nullptr) return StepEnd::aborted;
  context_.recorder.unanswered(step.row);
  if (context_.recorder.keeps_samples()) {
    Sample sample;
    sample.row = step.row;
    sample.outcome = exchange_.outcome;
    sample.service_time = exchange_.service_time;
    sample.phases = exchange_.phases;
    sample.bytes_out = exchange_.bytes_out;
    sample.bytes_in = exchange_.bytes_in;
    keep_raw(walk, sample, true);
  }
  return StepEnd::aborted;
}

namespace {

// A failed step takes no captures, and its answer may hold the secrets that it would have taken.
Frame with_secrets(const CompiledStep& step, const BodyView& body, const Frame& frame) {
  Frame out = frame;
  for (const Capture& capture : step.captures) {
    if (capture.spec().secret) static_cast<void>(capture.take(body, out, false));
  }
  return out;
}

Sending sending_of(const CompiledSuite& suite, const CompiledStep& step) {
  Sending out;
  out.resolve = suite.source.resolve;
  out.ca_file = suite.ca_file;
  out.timeout = step.timeout;
  return out;
}

// Behind a redirect only what was sent tells whether the credentials go there.
bool takes_digest(const CompiledStep& step, const Request& request, bool redirected) {
  if (step.request.auth.kind != AuthKind::digest) return false;
  return !redirected ||
         std::any_of(request.headers.begin(), request.headers.end(),
                     [](const Header& header) { return same_name(header.name, "authorization"); });
}

bool same_place(const Position& a, const Position& b) {
  return a.line == b.line && a.column == b.column && a.file == b.file;
}

}  // namespace

// The failures of the same answer in words that are fit to be told: the secrets are taken out of each sentence before it
// is cut, and it still speaks of the value as it came.
Judged VirtualUser::worded(const Walk& walk, const CompiledStep& step, const Verified& verified,
                           const Redactor& known) {
  Judged out = verified.judged;
  if (out.failures.empty()) return out;
  Frame frame = walk.frame;
  const Redactor redactor = with_cuts(step, frame, known);
  Walk again(walk.index, walk.flow, frame, walk.arrival);
  Judged told = judge(again, step, &redactor).judged;
  if (verified.bound) judge_bound(*verified.bound, walk.frame, &redactor, told);
  for (CheckFailure& failure : out.failures) {
    const auto same =
        std::find_if(told.failures.begin(), told.failures.end(),
                     [&](const CheckFailure& other) { return same_place(other.at, failure.at); });
    if (same != told.failures.end()) failure = *same;
    failure.expected = redactor.redact(failure.expected);
    failure.got = redactor.redact(failure.got);
    failure.excerpt = redactor.redact(failure.excerpt);
    failure.because = redactor.redact(failure.because);
  }
  for (std::size_t i = 0; i < out.checks.size(); ++i) {
    const bool failed = out.checks[i].starts_with("failed");
    if (failed && i < told.checks.size() && told.checks[i].starts_with("failed"))
      out.checks[i] = told.checks[i];
    out.checks[i] = redactor.redact(out.checks[i]);
  }
  return out;
}

// Also knows what the step's checks and captures cut out of secrets.
Redactor VirtualUser::with_cuts(const CompiledStep& step, const Frame& frame,
                                const Redactor& known) const {
  Redactor wider = known;
  const BodyView body(exchange_, maker_.hops(), &maker_.request().url, step.max_body);
  const auto now = std::chrono::floor<std::chrono::seconds>(context_.clock.wall());
  for (const Check& check : step.checks) check.find_cuts(body, frame, now, known, wider);
  for (const Capture& capture : step.captures) capture.find_cuts(body, frame, now, known, wider);
  return wider;
}

Redactor VirtualUser::redactor_for(const Walk& walk, const CompiledStep& step,
                                   const Verified& verified) const {
  const BodyView body(exchange_, maker_.hops(), &maker_.request().url, step.max_body);
  const bool took = verified.outcome == Outcome::ok && verified.judged.failures.empty();
  Redactor redactor = redactor_of(context_.suite, *walk.flow,
                                  took ? walk.frame : with_secrets(step, body, walk.frame));
  cookies_.add_secrets(exchange_.response, redactor);
  add_all_remembered(*walk.flow, redactor);
  add_captured_parts(*walk.flow, walk.frame, redactor);
  return redactor;
}

void VirtualUser::add_all_remembered(const CompiledFlow& flow, Redactor& redactor) const {
  const auto add = [&](std::string_view secret) { add_remembered(flow, secret, redactor); };
  secrets_.each(add);
  context_.memory.each_secret(add);
}

// Only steps that capture secrets pay for it.
void VirtualUser::remember_captured(const Walk& walk, const CompiledStep& step,
                                    const Verified& verified) {
  const auto is_secret = [](const Capture& capture) { return capture.spec().secret; };
  if (std::none_of(step.captures.begin(), step.captures.end(), is_secret)) return;
  const auto keep = [&](const Frame& frame) {
    for (const Capture& capture : step.captures) {
      if (!is_secret(capture) || !frame.has(capture.slot())) continue;
      if (!capture.spec().list) remember(frame.value(capture.slot()));
      if (!capture.spec().list) continue;
      for (const std::string& item : frame.list(capture.slot())) remember(item);
    }
  };
  if (verified.outcome == Outcome::ok && verified.judged.failures.empty()) {
    keep(walk.frame);
    return;
  }
  const BodyView body(exchange_, maker_.hops(), &maker_.request().url, step.max_body);
  keep(with_secrets(step, body, walk.frame));
}

// Every user of the run may hear of what this one signed in with.
void VirtualUser::remember_shared(const CompiledFlow& flow, const Session& session,
                                  const Frame& frame) {
  const auto remember = [this](std::string_view secret) {
    context_.memory.remember_secret(secret);
  };
  const auto is_secret = [&flow](std::size_t slot) {
    return std::binary_search(flow.secret_slots.begin(), flow.secret_slots.end(), slot);
  };
  for (const auto& [slot, text] : session.values) {
    if (is_secret(slot)) remember(text);
  }
  for (const auto& [slot, list] : session.lists) {
    if (!is_secret(slot)) continue;
    for (const std::string& item : list) remember(item);
  }
  // The row that it was opened with is no other user's.
  for (const CompiledFlow::FeedSlots& feed : flow.feeds) {
    for (const std::size_t column : feed.secrets) {
      if (frame.has(feed.columns[column])) remember(frame.value(feed.columns[column]));
    }
  }
  session.cookies.each_secret(remember);
}

void VirtualUser::remember_failure(Walk& walk, const CompiledStep& step, const Verified& verified) {
  if (walk.failure != nullptr) return;
  const Redactor redactor =
      walk.flow == nullptr ? context_.suite.redactor : redactor_for(walk, step, verified);
  std::string why;
  if (verified.judged.failures.empty()) {
    why = redactor.redact(exchange_.detail);
  } else {
    const CheckFailure first = worded(walk, step, verified, redactor).failures.front();
    why = fmt::format("expected {}, got {}", first.expected, first.got);
  }
  walk.failure = std::make_unique<Walk::Failure>(Walk::Failure{step.name, std::move(why)});
}

void VirtualUser::tell(Walk& walk, const CompiledStep& step, const Verified& verified) {
  if (walk.flow == nullptr) return;
  const bool failed = verified.outcome != Outcome::ok;
  const std::string expected =
      verified.judged.failures.empty() ? std::string() : verified.judged.failures.front().expected;
  const bool wanted =
      failed && context_.recorder.wants_finding(step.row, verified.outcome, expected);
  if (!wanted && !context_.keep_exchanges) return;
  const Redactor redactor = redactor_for(walk, step, verified);
  const Verified shown{verified.outcome, worded(walk, step, verified, redactor), nullptr,
                       verified.unsent};
  if (wanted) find(walk, step, shown, redactor);
  if (context_.keep_exchanges && !verified.unsent) {
    ExchangeRecord record;
    record.row = step.row;
    record.iteration = walk.arrival.iteration;
    record.at_ns = (walk.request_begin - context_.run_start).count();
    record.outcome = verified.outcome;
    record.status = exchange_.response.status;
    record.service_us =
        std::chrono::ceil<std::chrono::microseconds>(exchange_.service_time).count();
    record.request = request_text(maker_.request(), redactor);
    record.response = response_text(exchange_, redactor);
    for (const std::string& line : shown.judged.checks)
      record.checks.push_back(redactor.redact(line));
    context_.recorder.add(std::move(record));
  }
}

void VirtualUser::find(Walk& walk, const CompiledStep& step, const Verified& verified,
                       const Redactor& redactor) {
  Finding base;
  base.row = step.row;
  base.outcome = verified.outcome;
  base.iteration = walk.arrival.iteration;
  base.at_ns = (walk.request_begin - context_.run_start).count();
  // What was never made whole cannot be sent again.
  if (maker_.obstacle().empty() && !verified.unsent) {
    const Request& request = maker_.request();
    Sending sending = sending_of(context_.suite, step);
    if (takes_digest(step, request, !maker_.hops().empty()))
      sending.digest_user = step.request.auth.user.render(walk.frame);
    base.curl = curl_line(request, redactor, sending);
    // Where the server never saw it, nobody finds it in a log.
    const std::string& id = walk.frame.value(slot_of(BuiltinSlot::request_id));
    if (step.request.identified && carries(request, id)) base.request_id = id;
  }
  base.file = step.at.file;
  base.line = step.at.line;
  const bool judged =
      verified.outcome == Outcome::check_failed || verified.outcome == Outcome::rate_limited;
  if (!judged && !verified.unsent) {
    Finding finding = base;
    finding.expected = "an answer";
    finding.got = cut(redactor.redact(exchange_.detail), kMaxTold);
    context_.recorder.add(std::move(finding));
  }
  if (!judged) base.outcome = Outcome::check_failed;  // of the repetition, beside the exchange's
  std::string explained;
  for (const std::string& sentence : verified.judged.explanations) {
    explained += (explained.empty() ? "" : " ") + sentence;
  }
  for (const CheckFailure& failure : verified.judged.failures) {
    Finding finding = base;
    finding.expected = failure.expected;
    finding.got = failure.got;
    finding.excerpt = failure.excerpt;
    finding.because = failure.because;
    if (!explained.empty()) finding.because += (finding.because.empty() ? "" : "; ") + explained;
    if (failure.at.line > 0) {
      finding.file = failure.at.file;
      finding.line = failure.at.line;
    }
    context_.recorder.add(std::move(finding));
  }
}

}  // namespace slogate
