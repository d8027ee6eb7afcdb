#include "runner/app/assemble.h"

#include <algorithm>

#include <fmt/format.h>

#include "runner/app/flow_lines.h"
#include "runner/slo/generator.h"
#include "runner/slo/scope.h"
#include "scenarios/suite/quantity.h"

namespace slogate {

namespace {

using report::Fact;
using report::State;

constexpr double kCutOffLimit = 0.01;

State state_of(Judgement judgement) {
  switch (judgement) {
    case Judgement::pass:
      return State::pass;
    case Judgement::fail:
      return State::fail;
    case Judgement::inconclusive:
      return State::inconclusive;
    case Judgement::not_applicable:
      return State::not_applicable;
  }
  return State::inconclusive;
}

std::string number_text(std::uint64_t number) {
  return fmt::format("{}", number);
}

std::string share_of(std::uint64_t part, std::uint64_t whole) {
  return share_text(static_cast<double>(part) / static_cast<double>(whole));
}

std::string end_text(RunEndKind kind) {
  switch (kind) {
    case RunEndKind::none:
      return "without an end record";
    case RunEndKind::complete:
      return "by itself";
    case RunEndKind::sigint:
      return "by SIGINT, before its plan was over";
    case RunEndKind::sigterm:
      return "by SIGTERM, before its plan was over";
    case RunEndKind::failed:
      return "by an error, before its plan was over";
  }
  return "without an end record";
}

// Requests are what steps send; a group only sums them up.
RowCounts request_sums(const RunHeader& header, const Interval& measured) {
  RowCounts sums;
  for (std::size_t i = 0; i < std::min(header.rows.size(), measured.rows.size()); ++i) {
    if (!header.rows[i].step.empty()) sums.add(measured.rows[i]);
  }
  return sums;
}

// "10 s left out: 1,234 requests, 3 of them failed".
std::string warm_up_text(const RunResult& run) {
  const RowCounts left_out = request_sums(run.header, run.warm_up);
  std::string out =
      fmt::format("{} left out: {} request{}", duration_text(Duration(warm_up_ns(run))),
                  grouped(left_out.finished), left_out.finished == 1 ? "" : "s");
  if (left_out.failed > 0) out += fmt::format(", {} of them failed", grouped(left_out.failed));
  return out;
}

FlowCounts iteration_sums(const RunResult& run) {
  FlowCounts sums;
  for (const FlowCounts& flow : run.totals.flows) sums.add(flow);
  return sums;
}

std::vector<Fact> fact_lines(const RunResult& run, const RowCounts& requests,
                             const FlowCounts& iterations) {
  const RunHeader& header = run.header;
  std::vector<Fact> facts;
  facts.push_back({"load", header.load});
  facts.push_back({"duration", duration_text(Duration(run.end.duration_ns))});
  const bool early = !run.end.early.empty() && run.end.kind == RunEndKind::complete;
  facts.push_back({"ended", early ? "before its time: " + run.end.early : end_text(run.end.kind)});
  if (warm_up_ns(run) > 0) facts.push_back({"warm-up", warm_up_text(run)});
  if (header.waited_ready_ns > 0) {
    facts.push_back({"waited until ready", duration_text(Duration(header.waited_ready_ns))});
  }
  facts.push_back({"iterations", number_text(iterations.started)});
  facts.push_back({"requests", number_text(requests.finished)});
  facts.push_back({"failed requests", number_text(requests.failed)});
  if (requests.never_sent > 0)
    facts.push_back({"of these never sent", number_text(requests.never_sent)});
  facts.push_back({"error rate", requests.finished == 0
                                     ? "no data"
                                     : share_of(requests.failed, requests.finished)});
  if (requests.unanswered > 0) {
    facts.push_back(
        {"not counted: no answer when the run ended", number_text(requests.unanswered)});
  }
  if (const std::int64_t length = run_length_ns(run); length > 0) {
    const double per_second =
        static_cast<double>(requests.finished) * 1e9 / static_cast<double>(length);
    facts.push_back({"requests per second", fmt::format("{:.1f}", per_second)});
  }
  facts.push_back({"workers", number_text(header.workers)});
  facts.push_back({"seed", number_text(header.seed)});
  return facts;
}

std::string quantile_text(const Histogram& times, double q) {
  return times.empty() ? "no data" : duration_text(times.quantile(q));
}

std::uint64_t clamped(const Interval& totals) {
  std::uint64_t sum = totals.wait_for_user.clamped() + totals.dispatch_lag.clamped();
  for (const RowCounts& row : totals.rows) sum += row.response.clamped() + row.failures.clamped();
  return sum;
}

// Each worker's share of a core, in their order: "98 %, 43 %".
std::string cpu_by_worker(const Interval& totals, std::int64_t span_ns) {
  constexpr std::size_t kMost = 16;  // the report is read by people
  std::string out;
  for (std::size_t i = 0; i < std::min(totals.workers.size(), kMost); ++i) {
    const double share =
        static_cast<double>(totals.workers[i].cpu_us) * 1e3 / static_cast<double>(span_ns);
    out += fmt::format("{}{:.0f} %", i == 0 ? "" : ", ", share * 100);
  }
  if (totals.workers.size() > kMost)
    out += fmt::format(" and {} more", totals.workers.size() - kMost);
  return out;
}

std::vector<Fact> generator_lines(const RunResult& run, const RowCounts& requests,
                                  const FlowCounts& iterations) {
  const Interval& totals = run.totals;
  std::vector<Fact> facts;
  facts.push_back({"dispatch lag p50", quantile_text(totals.dispatch_lag, 0.5)});
  facts.push_back({"dispatch lag p99", quantile_text(totals.dispatch_lag, 0.99)});
  facts.push_back({"wait for a user p99", quantile_text(totals.wait_for_user, 0.99)});
  const std::uint64_t due = iterations.started + iterations.dropped;
  facts.push_back({"dropped iterations", iterations.dropped == 0
                                             ? "0"
                                             : fmt::format("{} of {} ({})", iterations.dropped, due,
                                                           share_of(iterations.dropped, due))});
  const std::int64_t span_ns = totals.end_ns - totals.begin_ns;
  if (span_ns > 0) {
    const double cores = static_cast<double>(totals.cpu_us) * 1e3 / static_cast<double>(span_ns);
    facts.push_back({"CPU", fmt::format("{:.0f} % of one core", cores * 100)});
    if (!totals.workers.empty()) facts.push_back({"CPU by worker", cpu_by_worker(totals, span_ns)});
  }
  facts.push_back({"connections opened", number_text(requests.new_connections)});
  const auto add_unless_zero = [&](const char* name, std::uint64_t count) {
    if (count > 0) facts.push_back({name, number_text(count)});
  };
  add_unless_zero("requests repeated because the kept connection was closed",
                  requests.stale_retries);
  add_unless_zero("answers with bytes after their end", requests.extra_bytes);
  add_unless_zero("times over one hour, counted as one hour", clamped(totals));
  if (totals.stopped_ns > 0)
    facts.push_back({"stood still", stall_text(totals, run.header.observed_by_default)});
  return facts;
}

report::ObjectiveLine objective_line(const ObjectiveVerdict& entry) {
  report::ObjectiveLine line;
  line.name = entry.objective.name;
  line.title = entry.objective.title.empty() ? entry.objective.name : entry.objective.title;
  line.claim = entry.objective.claim();
  line.scope = entry.objective.over.text();
  line.decision = entry.decision == Decision::observed ? "observed" : "confident";
  line.state = state_of(entry.judgement);
  line.measured = entry.measured;
  line.bound = entry.bound;
  line.wilson = entry.wilson;
  line.limit = entry.limit;
  line.samples = entry.samples;
  line.effective_samples = entry.effective_samples;
  line.looks = entry.looks;
  line.separate_windows = entry.separate_windows;
  line.evidence = entry.evidence;
  for (const std::string& caveat : entry.caveats) line.evidence += "; " + caveat;
  line.file = entry.objective.at.file;
  line.line = entry.objective.at.line;
  return line;
}

std::string end_warning(const RunEnd& end) {
  switch (end.kind) {
    case RunEndKind::none:
      return "This run file has no end record: the run was killed or is still going on, or run.db "
             "was copied without the "
             "run.db-wal beside it. How much is missing cannot be told from the file; copy both "
             "files together.";
    case RunEndKind::complete:
      return "";
    case RunEndKind::sigint:
      return "The run was ended by SIGINT before its plan was over: this is what was measured "
             "until then.";
    case RunEndKind::sigterm:
      return "The run was ended by SIGTERM before its plan was over: this is what was measured "
             "until then.";
    case RunEndKind::failed:
      return fmt::format("The run broke off: {}",
                         end.error.empty() ? "no reason is recorded" : end.error);
  }
  return "";
}

// The requests that the end of the run cut off took longer than what was measured, and are in no
// latency: where over 1 % of all are missing, so may be the whole slowest hundredth, which is what a
// p99 is about. A step of which none was answered looks as if it had not been there.
std::string cut_off_warning(const RunResult& run, const RowCounts& requests) {
  const std::uint64_t all = requests.finished + requests.unanswered;
  std::string steps;
  for (std::size_t i = 0; i < run.header.rows.size(); ++i) {
    const RowCounts& row = run.totals.rows[i];
    if (row.unanswered == 0 || row.finished > 0) continue;
    steps += fmt::format("{}{} / {}", steps.empty() ? "" : ", ", run.header.rows[i].flow,
                         run.header.rows[i].step);
  }
  const bool many =
      static_cast<double>(requests.unanswered) > kCutOffLimit * static_cast<double>(all);
  if (!many && steps.empty()) return {};
  return fmt::format(
      "{} of {} requests ({}) had no answer when the run ended{}: they are in no latency and no "
      "rate, so the target may be slower than these numbers. A longer \"drain\" in the profile "
      "lets them come to their end.",
      requests.unanswered, all, share_of(requests.unanswered, all),
      steps.empty() ? "" : ", among them all of " + steps);
}

std::string early_warning(const RunResult& run) {
  if (run.end.early.empty()) return {};
  const std::string planned = run.header.planned_ns > 0
                                  ? " of " + duration_text(Duration(run.header.planned_ns))
                                  : std::string();
  return fmt::format("The run lasted {}{} only: {}.", duration_text(Duration(run.end.duration_ns)),
                     planned, run.end.early);
}

// A smoke keeps no schedule, so this changes nothing that it claims unless a latency is judged; then
// the verdict says it.
std::string stall_warning(const RunResult& run, const Verdict& verdict) {
  const bool smoke = run.header.observed_by_default;
  if (!smoke || run.totals.stopped_ns == 0) return {};
  const std::string stall = stall_text(run.totals, smoke);
  const bool told = std::any_of(
      verdict.reasons.begin(), verdict.reasons.end(),
      [&](const std::string& reason) { return reason.find(stall) != std::string::npos; });
  if (told) return {};
  return fmt::format("The generator stood still for {}: the times of this run may hold that.",
                     stall);
}

// A closed model starts no iteration late: it only sends less than the target could take, and what
// the generator has no time to read counts as the target's.
std::string full_worker_warning(const RunResult& run, const Verdict& verdict) {
  if (run.header.observed_by_default) return {};
  const std::string busiest = busiest_worker(run);
  if (busiest.empty()) return {};
  const bool told = std::any_of(
      verdict.reasons.begin(), verdict.reasons.end(),
      [&](const std::string& reason) { return reason.find(busiest) != std::string::npos; });
  if (told) return {};
  return fmt::format(
      "The generator was at its limit, so the target may be faster than these "
      "numbers: {}.",
      busiest);
}

// A fail that stands by its rule and that chance may have found, among so many windows.
std::string chance_warning(const Verdict& verdict) {
  std::string out;
  for (const ObjectiveVerdict& entry : verdict.objectives) {
    if (!entry.may_be_chance) continue;
    out += fmt::format(
        "{}The objective {} was looked at {} times: one window of about {} separate ones may be "
        "over "
        "the limit by chance, and the one that confirmed it is not clear of that. Run again, for a "
        "length that you choose before.",
        out.empty() ? "" : " ", entry.objective.name, entry.looks, entry.separate_windows);
  }
  return out;
}

std::vector<std::string> warning_lines(const RunResult& run, const Verdict& verdict,
                                       const RowCounts& requests,
                                       const std::vector<report::FlowLine>& flows) {
  std::vector<std::string> warnings;
  for (std::string text :
       {end_warning(run.end), early_warning(run), cut_off_warning(run, requests),
        stall_warning(run, verdict), full_worker_warning(run, verdict), chance_warning(verdict)}) {
    if (!text.empty()) warnings.push_back(std::move(text));
  }
  warnings.insert(warnings.end(), run.end.warnings.begin(), run.end.warnings.end());
  // A rare step may fail each time and still be lost in the rate of all requests.
  for (const report::FlowLine& flow : flows) {
    for (const report::StepLine& step : flow.steps) {
      if (step.state != State::pass || step.failed == 0 || step.failed != step.requests) continue;
      warnings.push_back(fmt::format(
          "No request of {} / {} succeeded ({} of {} failed), which the objectives allow.",
          flow.name, step.name, step.failed, step.requests));
    }
  }
  return warnings;
}

// A flow that this run meant to walk and did not get to is not checked either.
void add_untried(const RunHeader& header, report::Report& out) {
  for (const report::FlowLine& line : out.flows) {
    const bool meant = std::any_of(header.flows.begin(), header.flows.end(),
                                   [&](const auto& flow) { return flow.name == line.name; });
    const bool told = std::any_of(out.not_checked.begin(), out.not_checked.end(),
                                  [&](const Fact& fact) { return fact.name == line.name; });
    if (!meant || told || line.state != State::skipped) continue;
    out.not_checked.push_back({line.name, line.reason.empty() ? "it was not walked" : line.reason});
  }
}

}  // namespace

report::Report assemble(const RunResult& run, const Verdict& verdict, int exit_code) {
  const RunHeader& header = run.header;
  const RowCounts requests = request_sums(header, run.totals);
  const FlowCounts iterations = iteration_sums(run);
  report::Report out;
  out.version = header.version;
  out.suite = header.suite;
  out.suite_title = header.suite_title;
  out.command = header.command;
  out.profile = header.profile;
  out.target = header.target;
  out.run_id = header.run_id;
  out.started = header.started;
  out.host = header.host;
  out.duration_seconds = static_cast<double>(run.end.duration_ns) / 1e9;
  out.load = !header.observed_by_default;
  out.complete = run.end.kind == RunEndKind::complete;
  out.verdict = state_of(verdict.overall);
  out.exit_code = exit_code;
  out.sentence = verdict.sentence;
  out.reasons = verdict.reasons;
  out.facts = fact_lines(run, requests, iterations);
  for (const NotChecked& entry : header.not_checked)
    out.not_checked.push_back({entry.flow, entry.reason});
  for (const NotChecked& entry : run.end.retired)
    out.not_checked.push_back({entry.flow, entry.reason});
  out.not_seen = header.not_seen;
  for (const ObjectiveVerdict& entry : verdict.objectives)
    out.objectives.push_back(objective_line(entry));
  out.flows = flow_lines(run, verdict);
  add_untried(header, out);
  out.generator = generator_lines(run, requests, iterations);
  out.warnings = warning_lines(run, verdict, requests, out.flows);
  return out;
}

}  // namespace slogate
