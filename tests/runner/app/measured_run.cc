#include "tests/runner/app/measured_run.h"

#include <cmath>

#include <fmt/format.h>

#include "runner/app/failure_lines.h"

namespace slogate {

using namespace std::chrono_literals;

namespace {

RunResult a_run() {
  RunResult run;
  RunHeader& header = run.header;
  header.version = "0.1.0";
  header.run_id = "7f3a9c";
  header.suite = "go-live";
  header.suite_title = "Go-live: the five core flows";
  header.target = "https://app.example";
  header.started = "2026-03-06T10:00:00Z";
  header.host = "runner-1";
  header.seed = 42;
  header.workers = 2;
  header.rows = {{"home", "", "page", {}, "", "home.json", 7},
                 {"home", "shell", "page", {"page"}, "GET ${home_page}", "home.json", 7},
                 {"home", "script", "page", {"page"}, "GET ${item}", "home.json", 20},
                 {"auth", "request", "", {"api"}, "POST ${api}/auth/request", "auth.json", 9},
                 {"auth", "verify", "", {"api"}, "POST ${api}/auth/verify", "auth.json", 30},
                 {"qr", "lights", "", {"api"}, "GET ${api}/public/qr/1", "qr.json", 5},
                 {"", "ready", "", {}, "GET ${api}/health", "suite.json", 50}};
  header.flows = {{"home", "Start page", "/", true},
                  {"auth", "Sign-in by one-time code", "/auth", true},
                  {"qr", "Public QR page", "/public/qr/:vehicle_id", true}};
  header.not_checked = {{"admin", "--skip-flow admin"}};
  header.not_seen = {"backups", "disk, memory and logs of the servers"};
  run.totals = Interval(header.rows.size(), header.flows.size());
  run.totals.end_ns = 10'000'000'000;
  run.end.kind = RunEndKind::complete;
  run.end.duration_ns = 10'000'000'000;
  return run;
}

}  // namespace

RunResult a_smoke() {
  RunResult run = a_run();
  run.header.command = "smoke";
  run.header.profile = "smoke";
  run.header.load = "each flow once";
  run.header.observed_by_default = true;
  run.header.keeps_exchanges = true;
  for (FlowCounts& flow : run.totals.flows) flow = {1, 1, 0, 0, 0};
  return run;
}

RunResult a_load() {
  RunResult run = a_run();
  run.header.command = "load";
  run.header.profile = "load";
  run.header.load = "96 iterations/s for 10 s";
  run.header.planned_ns = 10'000'000'000;
  for (FlowCounts& flow : run.totals.flows) flow = {320, 320, 0, 0, 0};
  return run;
}

void send(RunResult& run, std::size_t row, std::uint64_t count, Outcome outcome, int status) {
  Sample sample;
  sample.row = row;
  sample.outcome = outcome;
  sample.status = is_exchange_failure(outcome) ? 0 : status;
  sample.service_time = 10ms;
  sample.bytes_out = could_not_be_measured(outcome) ? 0 : 120;
  for (std::uint64_t i = 0; i < count; ++i) run.totals.rows[row].record(sample);
}

void find(RunResult& run, std::size_t row, Outcome outcome, double at_seconds,
          const std::string& expected) {
  Finding finding;
  finding.row = row;
  finding.outcome = outcome;
  finding.iteration = 17;
  finding.at_ns = std::llround(at_seconds * 1e9);
  finding.expected = expected;
  finding.got = "502";
  finding.excerpt = "<h1>Bad Gateway</h1>";
  finding.because = "the backend is down";
  finding.curl = "curl -i https://app.example/";
  finding.request_id = "0af7651916cd43dd";
  finding.file = "auth.json";
  finding.line = 12;
  run.totals.findings.push_back(finding);
}

Verdict a_verdict(Judgement overall, Measure measure, Judgement judgement) {
  ObjectiveVerdict entry;
  entry.objective.name = "api-errors";
  entry.objective.title = "API errors";
  entry.objective.measure = measure;
  entry.objective.limit = 0.005;
  entry.objective.over.tag = "api";
  entry.objective.at = {"suite.json", 70, 5};
  entry.judgement = judgement;
  entry.samples = 960;
  entry.measured = "0.1 %";
  entry.bound = "at most 0.4 % (95 %)";
  entry.limit = "< 0.5 %";
  entry.evidence = "960 requests";
  entry.wilson = "0.02 % to 0.6 %";
  entry.effective_samples = 700;
  entry.looks = 12;
  entry.separate_windows = 2;
  entry.caveats = {"first", "second"};
  Verdict verdict;
  verdict.overall = overall;
  verdict.sentence = "The sentence; not checked: admin.";
  verdict.reasons = {"a reason"};
  verdict.objectives = {entry};
  return verdict;
}

const report::FlowLine& flow_of(const report::Report& report, const std::string& name) {
  static const report::FlowLine kNone;
  for (const report::FlowLine& flow : report.flows) {
    if (flow.name == name) return flow;
  }
  return kNone;
}

const report::StepLine& step_of(const report::Report& report, const std::string& flow,
                                const std::string& step) {
  static const report::StepLine kNone;
  for (const report::StepLine& line : flow_of(report, flow).steps) {
    if (line.name == step) return line;
  }
  return kNone;
}

std::string value_of(const std::vector<report::Fact>& facts, const std::string& name) {
  for (const report::Fact& fact : facts) {
    if (fact.name == name) return fact.value;
  }
  return "(absent)";
}

namespace {

std::string_view word_of(report::State state) {
  switch (state) {
    case report::State::pass:
      return "pass";
    case report::State::fail:
      return "fail";
    case report::State::error:
      return "error";
    case report::State::inconclusive:
      return "inconclusive";
    case report::State::skipped:
      return "skipped";
    case report::State::not_applicable:
      return "not applicable";
  }
  return "";
}

std::string latency(const char* name, const report::Latency& times) {
  if (times.p50.empty()) return "";
  return fmt::format("    {}: p50 {}, p95 {}, p99 {}, max {}\n", name, times.p50, times.p95,
                     times.p99, times.max);
}

std::string dump(const report::StepLine& step) {
  std::string out = fmt::format("  step {} [{}] {} at {}:{}, {} of {} failed, {} more\n", step.name,
                                word_of(step.state), step.request, step.file, step.line,
                                step.failed, step.requests, step.more_failures);
  for (const std::string& tag : step.tags) out += fmt::format("    tag {}\n", tag);
  if (!step.reason.empty()) out += fmt::format("    reason: {}\n", step.reason);
  for (const report::Fact& fact : step.outcomes)
    out += fmt::format("    {}: {}\n", fact.name, fact.value);
  out += latency("response", step.response) + latency("service", step.service);
  out +=
      fmt::format("    seconds: p50 {:.3f}, total {:.3f}\n", step.p50_seconds, step.total_seconds);
  for (const report::FailureLine& f : step.failures) {
    out +=
        fmt::format("    failure {} ({}) {}\n", f.type, f.is_error ? "error" : "failure", f.title);
    for (const std::string& text :
         {f.at, f.expected, f.got, f.because, f.excerpt, f.curl, f.request_id}) {
      if (!text.empty()) out += "      " + text + "\n";
    }
    out += fmt::format("      {}:{}\n", f.file, f.line);
  }
  for (const report::ExchangeLine& e : step.exchanges) {
    out += fmt::format("    exchange {}\n", e.title);
  }
  return out;
}

}  // namespace

std::string dump(const report::Report& r) {
  std::string out = fmt::format(
      "{} {} | {} | {} | {} | {} | {} | {} | {}\nduration {:.3f} s, load {}, complete {}, {}, exit "
      "{}\n{}\n",
      r.command, r.profile, r.suite, r.suite_title, r.target, r.run_id, r.started, r.host,
      r.version, r.duration_seconds, r.load, r.complete, word_of(r.verdict), r.exit_code,
      r.sentence);
  for (const std::string& text : r.reasons) out += "reason: " + text + "\n";
  for (const report::Fact& fact : r.facts) out += fmt::format("{}: {}\n", fact.name, fact.value);
  for (const report::Fact& fact : r.not_checked) {
    out += fmt::format("not checked {}: {}\n", fact.name, fact.value);
  }
  for (const std::string& text : r.not_seen) out += "not seen: " + text + "\n";
  for (const report::ObjectiveLine& o : r.objectives) {
    out +=
        fmt::format("objective {} ({}) [{}] {} over {}, {}: {} {} limit {}, {} samples, {} {}:{}\n",
                    o.name, o.title, word_of(o.state), o.claim, o.scope, o.decision, o.measured,
                    o.bound, o.limit, o.samples, o.evidence, o.file, o.line);
  }
  for (const report::FlowLine& f : r.flows) {
    out += fmt::format("flow {} [{}] {} {}: {} iterations, {} failed, {} dropped\n", f.name,
                       word_of(f.state), f.title, f.route, f.iterations, f.failed_iterations,
                       f.dropped);
    if (!f.reason.empty()) out += fmt::format("  reason: {}\n", f.reason);
    for (const std::string& note : f.notes) out += fmt::format("  note: {}\n", note);
    for (const report::StepLine& step : f.steps) out += dump(step);
  }
  for (const report::Fact& fact : r.generator) {
    out += fmt::format("generator {}: {}\n", fact.name, fact.value);
  }
  for (const std::string& text : r.warnings) out += "warning: " + text + "\n";
  return out;
}

}  // namespace slogate
