// Every field of the Report under the name that it has there, in the same order; `never_sent`,
// `unanswered`, `apart`, `wilson`, `looks`, `separate_windows`, and an `effective_samples` that is
// not `samples`, only where there is something to say. The text is ASCII: whatever a
// target sent stands as an escape, so that the file is inert in a terminal and in a log, and nothing
// of it is lost but bytes that are no UTF-8, which become U+FFFD.
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "reports/model/writers.h"

namespace slogate::report {
namespace {

using Json = nlohmann::ordered_json;

Json of(const std::string& text) {
  return text;
}
Json of(const Fact& fact);
Json of(const ObjectiveLine& line);
Json of(const FailureLine& failure);
Json of(const ExchangeLine& exchange);
Json of(const StepLine& step);
Json of(const FlowLine& flow);

template <class T>
Json list(const std::vector<T>& items) {
  Json array = Json::array();
  for (const T& item : items) array.push_back(of(item));
  return array;
}

Json of(const Fact& fact) {
  return {{"name", fact.name}, {"value", fact.value}};
}

Json of(const Latency& latency) {
  return {{"p50", latency.p50}, {"p95", latency.p95}, {"p99", latency.p99}, {"max", latency.max}};
}

Json of(const ObjectiveLine& line) {
  Json json;
  json["name"] = line.name;
  json["title"] = line.title;
  json["claim"] = line.claim;
  json["scope"] = line.scope;
  json["decision"] = line.decision;
  json["state"] = word(line.state);
  json["measured"] = line.measured;
  json["bound"] = line.bound;
  if (!line.wilson.empty()) json["wilson"] = line.wilson;
  json["limit"] = line.limit;
  json["samples"] = line.samples;
  if (line.effective_samples != 0 && line.effective_samples != line.samples)
    json["effective_samples"] = line.effective_samples;
  if (line.looks > 0) {
    json["looks"] = line.looks;
    json["separate_windows"] = line.separate_windows;
  }
  json["evidence"] = line.evidence;
  json["file"] = line.file;
  json["line"] = line.line;
  return json;
}

Json of(const FailureLine& failure) {
  Json json;
  json["type"] = failure.type;
  json["title"] = failure.title;
  json["is_error"] = failure.is_error;
  json["expected"] = failure.expected;
  json["got"] = failure.got;
  json["because"] = failure.because;
  json["excerpt"] = failure.excerpt;
  json["curl"] = failure.curl;
  json["request_id"] = failure.request_id;
  json["at"] = failure.at;
  json["file"] = failure.file;
  json["line"] = failure.line;
  return json;
}

Json of(const ExchangeLine& exchange) {
  Json json;
  json["title"] = exchange.title;
  json["request"] = exchange.request;
  json["response"] = exchange.response;
  json["checks"] = list(exchange.checks);
  return json;
}

Json of(const StepLine& step) {
  Json json;
  json["name"] = step.name;
  json["request"] = step.request;
  json["tags"] = list(step.tags);
  json["state"] = word(step.state);
  json["reason"] = step.reason;
  json["requests"] = step.requests;
  json["failed"] = step.failed;
  if (step.never_sent > 0) json["never_sent"] = step.never_sent;
  if (step.unanswered > 0) json["unanswered"] = step.unanswered;
  json["outcomes"] = list(step.outcomes);
  json["response"] = of(step.response);
  json["service"] = of(step.service);
  json["p50_seconds"] = step.p50_seconds;
  json["total_seconds"] = step.total_seconds;
  json["failures"] = list(step.failures);
  json["more_failures"] = step.more_failures;
  json["exchanges"] = list(step.exchanges);
  json["file"] = step.file;
  json["line"] = step.line;
  return json;
}

Json of(const FlowLine& flow) {
  Json json;
  json["name"] = flow.name;
  json["title"] = flow.title;
  json["route"] = flow.route;
  json["state"] = word(flow.state);
  json["reason"] = flow.reason;
  json["iterations"] = flow.iterations;
  json["failed_iterations"] = flow.failed_iterations;
  json["dropped"] = flow.dropped;
  if (flow.apart) json["apart"] = true;
  json["notes"] = list(flow.notes);
  json["steps"] = list(flow.steps);
  return json;
}

Json of(const Report& report) {
  Json json;
  json["schema_version"] = 1;
  json["version"] = report.version;
  json["suite"] = report.suite;
  json["suite_title"] = report.suite_title;
  json["command"] = report.command;
  json["profile"] = report.profile;
  json["target"] = report.target;
  json["run_id"] = report.run_id;
  json["started"] = report.started;
  json["host"] = report.host;
  json["duration_seconds"] = report.duration_seconds;
  json["load"] = report.load;
  json["complete"] = report.complete;
  json["verdict"] = word(report.verdict);
  json["exit_code"] = report.exit_code;
  json["sentence"] = report.sentence;
  json["reasons"] = list(report.reasons);
  json["facts"] = list(report.facts);
  json["not_checked"] = list(report.not_checked);
  json["not_seen"] = list(report.not_seen);
  json["objectives"] = list(report.objectives);
  json["flows"] = list(report.flows);
  json["generator"] = list(report.generator);
  json["warnings"] = list(report.warnings);
  return json;
}

}  // namespace

void write_json(const Report& report, std::ostream& out) {
  out << of(report).dump(2, ' ', true, Json::error_handler_t::replace) << '\n';
}

}  // namespace slogate::report
