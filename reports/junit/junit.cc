// JUnit XML has no specification; what its readers do with each attribute decides what is written
// here. No nesting (dorny/test-reporter ignores nested suites), a type on every failure and error
// (Surefire requires it), the message again in the body (GitLab shows only that), times with three
// decimals and never a sum over a load (Azure adds them up).
#include <algorithm>
#include <ostream>
#include <set>

#include <fmt/format.h>

#include "reports/junit/case.h"
#include "reports/junit/objectives.h"
#include "reports/model/finding.h"
#include "reports/model/writers.h"

namespace slogate::report {
namespace {

constexpr std::size_t kFailuresPerSuite =
    50;  // told in full; a long soak must not swamp its reader
constexpr std::size_t kExcerptBytes = 2048;
constexpr std::size_t kKindBytes =
    60;  // leaves room for the flow's name, which tells the suites apart

// Counts down the failures that a suite may still tell in full.
struct Budget {
  std::size_t left = kFailuresPerSuite;
};

std::string run_kind(const Report& report) {
  return report.profile.empty() ? report.command : report.profile;
}

std::string paragraph(const FailureLine& failure, bool first) {
  std::string text;
  const auto add = [&text](std::string_view label, const std::string& value) {
    if (value.empty()) return;
    text += fmt::format("{}{}{}", text.empty() ? "" : "\n", label, value);
  };
  if (!first) add("", failure.type + ": " + message(failure));
  if (first && !message(failure).starts_with(failure.title)) add("", failure.title);
  add("because: ", failure.because);
  add("when: ", failure.at);
  add("request id: ", failure.request_id);
  add("at: ", location(failure.file, failure.line));
  add("again: ", failure.curl);
  add("answer:\n", plain_text(failure.excerpt, Lines::keep, kExcerptBytes));
  return text;
}

// By cause: what could be measured and is wrong is a failure, whatever else went wrong beside it.
bool is_error(const StepLine& step) {
  if (step.failures.empty()) return step.state != State::fail;
  return std::all_of(step.failures.begin(), step.failures.end(),
                     [](const FailureLine& failure) { return failure.is_error; });
}

// The failures with the one that decides in front.
std::vector<const FailureLine*> in_order(const StepLine& step) {
  std::vector<const FailureLine*> order;
  for (const FailureLine& failure : step.failures) order.push_back(&failure);
  std::stable_partition(
      order.begin(), order.end(),
      [error = is_error(step)](const FailureLine* failure) { return failure->is_error == error; });
  return order;
}

std::string failure_body(const StepLine& step, bool load,
                         const std::vector<const FailureLine*>& failures, Budget& budget) {
  std::string body;
  const auto add = [&body](std::string_view gap, const std::string& text) {
    if (text.empty()) return;
    if (!body.empty()) body += gap;
    body += text;
  };
  add("\n", step.request.empty() ? "" : "request: " + step.request);
  if (step.failed > 0 && !load)
    add("\n", fmt::format("{} of {} requests failed", step.failed, step.requests));
  if (step.never_sent + step.unanswered > 0) add("\n", remark(step));
  std::uint64_t untold = step.more_failures;
  for (const FailureLine* failure : failures) {
    if (budget.left == 0) {
      ++untold;
      continue;
    }
    --budget.left;
    const bool first = failure == failures.front();
    add(first ? "\n" : "\n\n", paragraph(*failure, first));
  }
  if (untold > 0) add("\n\n", fmt::format("and {} more that are not listed here", untold));
  return body;
}

std::string latency_line(std::string_view label, const Latency& latency) {
  if (latency.p50.empty()) return {};
  return fmt::format("\n{}: p50 {}, p95 {}, p99 {}, max {}", label, latency.p50, latency.p95,
                     latency.p99, latency.max);
}

std::string step_output(const StepLine& step) {
  std::string text = fmt::format("{}{}requests: {}, failed: {}", step.request,
                                 step.request.empty() ? "" : "\n", step.requests, step.failed);
  text += latency_line("response time", step.response);
  text += latency_line("service time", step.service);
  for (const Fact& outcome : step.outcomes)
    text += fmt::format("\n{}: {}", outcome.name, outcome.value);
  if (const std::string more = remark(step); !more.empty()) text += "\n" + more;
  if (is_trouble(step.state)) return text;  // its failures stand in the result
  for (const FailureLine& failure : step.failures)
    text += "\nwithin the limits: " + message(failure);
  return text;
}

// Many readers list the message alone: under load it says how often, or one failure of thousands
// reads as a step that is down.
void add_trouble(const StepLine& step, bool load, pugi::xml_node test, Budget& budget,
                 SuiteNode& suite) {
  std::string type = step.state == State::inconclusive ? "slo.inconclusive" : "assert.check";
  std::string text = step.reason.empty() ? std::string(word(step.state)) : step.reason;
  const std::vector<const FailureLine*> failures = in_order(step);
  if (!failures.empty()) {
    type = failures.front()->type;
    text = message(*failures.front());
  }
  if (load && step.failed > 0) {
    text += fmt::format(" ({} of {} requests failed)", count_text(step.failed),
                        count_text(step.requests));
  }
  const std::string body = failure_body(step, load, failures, budget);
  if (is_error(step)) {
    suite.error(test, type, text, body);
  } else {
    suite.fail(test, type, text, body);
  }
}

void add_step(const Report& report, const FlowLine& flow, std::size_t index, std::size_t width,
              Budget& budget, SuiteNode& suite) {
  const StepLine& step = flow.steps[index];
  const double seconds = report.load ? step.p50_seconds : step.total_seconds;
  pugi::xml_node test = suite.add_case(
      {fmt::format("{:0{}} {}", index + 1, width, step.name), seconds, step.file, step.line});
  if (is_trouble(step.state)) {
    add_trouble(step, report.load, test, budget, suite);
  } else if (step.state != State::pass) {
    const std::string more = remark(step);
    const std::string& own = more.empty() ? flow.reason : more;
    suite.skip(test, own.empty() ? "never reached" : own);
    return;
  }
  suite.output(test, step_output(step));
}

// A flow whose own state no step shows: left out before it had steps, or broken without a broken
// step.
void add_flow_case(const FlowLine& flow, std::size_t width, SuiteNode& suite) {
  pugi::xml_node test = suite.add_case({fmt::format("{:0{}} {}", 0, width, flow.name), 0, "", 0});
  const std::string text = flow.reason.empty() ? std::string(word(flow.state)) : flow.reason;
  if (flow.state == State::fail) {
    suite.fail(test, "flow.failed", text, "");
  } else if (is_trouble(flow.state)) {
    suite.error(test, flow.state == State::error ? "flow.error" : "slo.inconclusive", text, "");
  } else if (flow.state != State::pass) {
    suite.skip(test, text);
  }
}

bool steps_show(const FlowLine& flow) {
  const auto trouble = [](const StepLine& step) { return is_trouble(step.state); };
  if (is_trouble(flow.state)) return std::any_of(flow.steps.begin(), flow.steps.end(), trouble);
  return !flow.steps.empty();
}

struct Totals {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  long long milliseconds = 0;

  void add(const SuiteNode& suite) {
    tests += suite.tests();
    failures += suite.failures();
    errors += suite.errors();
    milliseconds += suite.milliseconds();
  }
};

void add_run_facts(const Report& report, int id, const std::string& file, SuiteNode& suite) {
  // Without zone and fraction: the schemas that readers bring along allow neither.
  suite.set("timestamp", report.started.substr(0, 19));
  suite.set("hostname", report.host);
  suite.set("file", file);
  suite.set("id", fmt::format("{}", id));
  suite.property("suite", report.suite);
  suite.property("target", report.target);
  suite.property("profile", report.profile);
  suite.property("run_id", report.run_id);
  suite.property("slogate", report.version);
  suite.property("complete", report.complete ? "true" : "false");
}

void add_flow(const Report& report, const FlowLine& flow, int id, pugi::xml_node root,
              Totals& totals) {
  SuiteNode suite(root,
                  clipped(plain_text(run_kind(report), Lines::fold), kKindBytes) + "." + flow.name);
  add_run_facts(report, id, flow.steps.empty() ? "" : flow.steps.front().file, suite);
  suite.property("title", flow.title);
  suite.property("route", flow.route);
  const std::size_t width = std::max<std::size_t>(2, fmt::format("{}", flow.steps.size()).size());
  if (!steps_show(flow)) add_flow_case(flow, width, suite);
  Budget budget;
  for (std::size_t i = 0; i < flow.steps.size(); ++i)
    add_step(report, flow, i, width, budget, suite);
  suite.close();
  totals.add(suite);
}

}  // namespace

void write_junit(const Report& report, std::ostream& out) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node root = document.append_child("testsuites");

  Totals totals;
  int id = 0;
  std::set<std::string> told;
  for (const FlowLine& flow : report.flows) {
    add_flow(report, flow, id++, root, totals);
    told.insert(flow.name);
  }
  for (const Fact& left_out : report.not_checked) {
    if (!told.insert(left_out.name).second) continue;
    FlowLine flow;
    flow.name = left_out.name;
    flow.reason = left_out.value;
    add_flow(report, flow, id++, root, totals);
  }
  SuiteNode slo(root, "slo");
  add_run_facts(report, id, "", slo);
  add_objectives(report, slo);
  add_verdict(report, totals.failures + totals.errors + slo.failures() + slo.errors(), slo);
  slo.close();
  totals.add(slo);

  const auto set = [&root](const char* name, const std::string& value) {
    root.append_attribute(name).set_value(value.c_str());
  };
  set("name", clipped(plain_text(report.suite.empty() ? "slogate" : report.suite, Lines::fold),
                      kNameBytes));
  set("tests", fmt::format("{}", totals.tests));
  set("failures", fmt::format("{}", totals.failures));
  set("errors", fmt::format("{}", totals.errors));
  set("time", seconds_text(static_cast<double>(totals.milliseconds) / 1000.0));
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
}

}  // namespace slogate::report
