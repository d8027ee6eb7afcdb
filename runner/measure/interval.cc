#include "runner/measure/interval.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

namespace slogate {
namespace {

// RFC 9110 15: a status outside 100 to 599 is treated as a 5xx.
std::size_t class_of(int status) {
  if (status == 0) return 0;
  if (status < 100 || status > 599) return 5;
  return static_cast<std::size_t>(status / 100);
}

void record_phase(Histogram& histogram, std::chrono::nanoseconds time) {
  if (time.count() > 0) histogram.record(time);
}

bool same_note(const Note& a, const Note& b) {
  return a.flow == b.flow && a.step == b.step && a.text == b.text;
}

void add_notes(std::vector<Note>& notes, const std::vector<Note>& more) {
  for (const Note& note : more) {
    const auto known =
        std::find_if(notes.begin(), notes.end(), [&](const Note& n) { return same_note(n, note); });
    if (known != notes.end()) {
      known->count += note.count;
    } else {
      notes.push_back(note);
    }
  }
}

}  // namespace

std::string_view word(Phase phase) {
  switch (phase) {
    case Phase::dns:
      return "dns";
    case Phase::connect:
      return "connect";
    case Phase::tls:
      return "tls";
    case Phase::send:
      return "send";
    case Phase::wait:
      return "wait";
    case Phase::receive:
      return "receive";
  }
  return "";
}

void RowCounts::record(const Sample& sample) {
  const std::chrono::nanoseconds response_time = sample.service_time + sample.schedule_lag;
  const std::size_t status_class = class_of(sample.status);
  ++finished;
  ++by_outcome[static_cast<std::size_t>(sample.outcome)];
  ++by_class[status_class];
  if (sample.outcome != Outcome::ok) ++failed;
  if (status_class == 5 || is_exchange_failure(sample.outcome)) ++bad_5xx;
  if (sample.new_connection) ++new_connections;
  if (sample.stale_retry) ++stale_retries;
  if (sample.extra_bytes) ++extra_bytes;
  const bool was_request =
      is_exchange_failure(sample.outcome) || sample.outcome == Outcome::scenario_render;
  if (was_request && sample.bytes_out == 0) ++never_sent;
  bytes_out += sample.bytes_out;
  bytes_in += sample.bytes_in;
  if (sample.outcome == Outcome::ok || is_timeout(sample.outcome)) {
    response.record(response_time);
    service.record(sample.service_time);
  } else {
    failures.record(response_time);
  }
  record_phase(phases[static_cast<std::size_t>(Phase::dns)], sample.phases.dns);
  record_phase(phases[static_cast<std::size_t>(Phase::connect)], sample.phases.connect);
  record_phase(phases[static_cast<std::size_t>(Phase::tls)], sample.phases.tls);
  record_phase(phases[static_cast<std::size_t>(Phase::send)], sample.phases.send);
  record_phase(phases[static_cast<std::size_t>(Phase::wait)], sample.phases.wait);
  record_phase(phases[static_cast<std::size_t>(Phase::receive)], sample.phases.receive);
}

void RowCounts::add(const RowCounts& other) {
  finished += other.finished;
  failed += other.failed;
  for (std::size_t i = 0; i < by_outcome.size(); ++i) by_outcome[i] += other.by_outcome[i];
  for (std::size_t i = 0; i < by_class.size(); ++i) by_class[i] += other.by_class[i];
  bad_5xx += other.bad_5xx;
  new_connections += other.new_connections;
  stale_retries += other.stale_retries;
  extra_bytes += other.extra_bytes;
  bytes_out += other.bytes_out;
  bytes_in += other.bytes_in;
  never_sent += other.never_sent;
  unanswered += other.unanswered;
  response.add(other.response);
  service.add(other.service);
  failures.add(other.failures);
  for (std::size_t i = 0; i < phases.size(); ++i) phases[i].add(other.phases[i]);
}

void RowCounts::clear() {
  finished = failed = bad_5xx = new_connections = stale_retries = extra_bytes = bytes_out =
      bytes_in = never_sent = unanswered = 0;
  by_outcome = {};
  by_class = {};
  response.clear();
  service.clear();
  failures.clear();
  for (Histogram& phase : phases) phase.clear();
}

std::string RowCounts::disagreement() const {
  const auto differs = [this](std::uint64_t sum, std::string_view where) {
    return fmt::format("{} requests finished and {} are in its {}", finished, sum, where);
  };
  const std::uint64_t outcomes =
      std::accumulate(by_outcome.begin(), by_outcome.end(), std::uint64_t{0});
  if (outcomes != finished) return differs(outcomes, "outcomes");
  const std::uint64_t not_ok = finished - by_outcome[static_cast<std::size_t>(Outcome::ok)];
  if (not_ok != failed)
    return fmt::format("{} requests failed and {} have such outcomes", failed, not_ok);
  const std::uint64_t classes = std::accumulate(by_class.begin(), by_class.end(), std::uint64_t{0});
  if (classes != finished) return differs(classes, "classes of status");
  const std::uint64_t timed = response.count() + failures.count();
  if (timed != finished) return differs(timed, "histograms");
  if (service.count() != response.count()) {
    return fmt::format("{} response times and {} service times are in its histograms",
                       response.count(), service.count());
  }
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (phases[i].count() > finished)
      return differs(phases[i].count(), fmt::format("phase {}", word(static_cast<Phase>(i))));
  }
  return {};
}

void FlowCounts::add(const FlowCounts& other) {
  started += other.started;
  succeeded += other.succeeded;
  failed += other.failed;
  aborted += other.aborted;
  dropped += other.dropped;
}

void WorkerTimes::add(const WorkerTimes& other) {
  cpu_us += other.cpu_us;
  waiting_us += other.waiting_us;
  full_us += other.full_us;
  full_cpu_us += other.full_cpu_us;
}

void Interval::add(const Interval& other) {
  const bool timeless = begin_ns == 0 && end_ns == 0;
  const bool other_timeless = other.begin_ns == 0 && other.end_ns == 0;
  if (!other_timeless) {
    begin_ns = timeless ? other.begin_ns : std::min(begin_ns, other.begin_ns);
    end_ns = timeless ? other.end_ns : std::max(end_ns, other.end_ns);
  }
  if (rows.size() < other.rows.size()) rows.resize(other.rows.size());
  if (flows.size() < other.flows.size()) flows.resize(other.flows.size());
  for (std::size_t i = 0; i < other.rows.size(); ++i) {
    if (!other.rows[i].empty()) rows[i].add(other.rows[i]);
  }
  for (std::size_t i = 0; i < other.flows.size(); ++i) flows[i].add(other.flows[i]);
  wait_for_user.add(other.wait_for_user);
  dispatch_lag.add(other.dispatch_lag);
  stopped_ns += other.stopped_ns;
  suspended_ns += other.suspended_ns;
  cpu_us += other.cpu_us;
  if (workers.size() < other.workers.size()) workers.resize(other.workers.size());
  for (std::size_t i = 0; i < other.workers.size(); ++i) workers[i].add(other.workers[i]);
  findings.insert(findings.end(), other.findings.begin(), other.findings.end());
  exchanges.insert(exchanges.end(), other.exchanges.begin(), other.exchanges.end());
  add_notes(notes, other.notes);
}

void Interval::clear() {
  begin_ns = end_ns = stopped_ns = suspended_ns = 0;
  warm_up = false;
  cpu_us = 0;
  for (RowCounts& row : rows) {
    if (!row.empty()) row.clear();
  }
  std::fill(flows.begin(), flows.end(), FlowCounts{});
  std::fill(workers.begin(), workers.end(), WorkerTimes{});
  wait_for_user.clear();
  dispatch_lag.clear();
  findings.clear();
  exchanges.clear();
  notes.clear();
}

}  // namespace slogate
