// What a virtual user hands to the recorder: samples, and failures and exchanges in words.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "runner/user/telling.h"
#include "runner/user/walk.h"

namespace slogate {

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

bool same_place(const Position& a, const Position& b) {
  return a.line == b.line && a.column == b.column && a.file == b.file;
}

// What failed is known from the answer itself, how it reads from the redacted copy, whose other failures are the
// redaction's doing.
Judged worded_by(const Judged& redacted_copy, Judged judged) {
  for (CheckFailure& failure : judged.failures) {
    const auto worded =
        std::find_if(redacted_copy.failures.begin(), redacted_copy.failures.end(),
                     [&](const CheckFailure& other) { return same_place(other.at, failure.at); });
    if (worded != redacted_copy.failures.end()) failure = *worded;
  }
  for (std::size_t i = 0; i < judged.checks.size() && i < redacted_copy.checks.size(); ++i) {
    if (judged.checks[i].starts_with("failed") && redacted_copy.checks[i].starts_with("failed")) {
      judged.checks[i] = redacted_copy.checks[i];
    }
  }
  return judged;
}

}  // namespace

Redactor VirtualUser::redactor_for(const Walk& walk, const CompiledStep& step,
                                   const Verified& verified) const {
  const BodyView body(exchange_, maker_.hops(), &maker_.request().url, step.max_body);
  const bool took = verified.outcome == Outcome::ok && verified.judged.failures.empty();
  Redactor redactor = redactor_of(context_.suite, *walk.flow, step,
                                  took ? walk.frame : with_secrets(step, body, walk.frame));
  cookies_.add_secrets(exchange_.response, redactor);
  return redactor;
}

void VirtualUser::remember_failure(Walk& walk, const CompiledStep& step, const Verified& verified) {
  if (!walk.failure.empty()) return;
  const Redactor redactor =
      walk.flow == nullptr ? context_.suite.redactor : redactor_for(walk, step, verified);
  walk.failed_step = step.name;
  if (verified.judged.failures.empty()) {
    walk.failure = redactor.redact(exchange_.detail);
    return;
  }
  const CheckFailure& first = verified.judged.failures.front();
  walk.failure = fmt::format("expected {}, got {}", redactor.redact(first.expected),
                             redactor.redact(first.got));
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
  // Told from a redacted copy and judged anew: whatever is cut out of it was redacted before the cut.
  const Exchange plain = std::exchange(exchange_, redacted(exchange_, redactor));
  Frame frame = walk.frame;
  Walk again(walk.index, walk.flow, frame, walk.arrival);
  Verified shown = verified;
  if (!verified.judged.failures.empty())
    shown.judged = worded_by(judge(again, step).judged, verified.judged);
  if (wanted) {
    again.request_begin = walk.request_begin;
    find(again, step, shown, redactor);
  }
  if (context_.keep_exchanges) {
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
  exchange_ = plain;
}

void VirtualUser::find(Walk& walk, const CompiledStep& step, const Verified& verified,
                       const Redactor& redactor) {
  Finding base;
  base.row = step.row;
  base.outcome = verified.outcome;
  base.iteration = walk.arrival.iteration;
  base.at_ns = (walk.request_begin - context_.run_start).count();
  base.curl = curl_line(maker_.request(), redactor);
  base.request_id = walk.frame.value(slot_of(BuiltinSlot::request_id));
  base.file = step.at.file;
  base.line = step.at.line;
  if (verified.judged.failures.empty()) {
    base.expected = "an answer";
    base.got = cut(redactor.redact(exchange_.detail), kMaxTold);
    context_.recorder.add(std::move(base));
    return;
  }
  std::string explained;
  for (const std::string& sentence : verified.judged.explanations) {
    explained += (explained.empty() ? "" : " ") + sentence;
  }
  for (const CheckFailure& failure : verified.judged.failures) {
    Finding finding = base;
    finding.expected = redactor.redact(failure.expected);
    finding.got = redactor.redact(failure.got);
    finding.excerpt = redactor.redact(failure.excerpt);
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
