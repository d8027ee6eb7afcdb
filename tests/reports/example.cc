#include "tests/reports/example.h"

#include "tests/reports/example_flows.h"

namespace slogate::report {
namespace {

std::vector<std::string> not_seen() {
  return {"backups: that they exist and can be restored",
          "disk space, memory and database connections of the server",
          "the app's own logs, and that they hold no personal data",
          "that a rollback works within five minutes"};
}

Report base() {
  Report report;
  report.version = "0.1.0";
  report.suite = "go-live";
  report.suite_title = "LifeTimeCircle go-live";
  report.target = "https://staging.lifetimecircle.de";
  report.run_id = "7f3c2a9e";
  report.started = "2026-03-06T10:00:00Z";
  report.host = "runner-1";
  report.not_seen = not_seen();
  return report;
}

ObjectiveLine objective(const std::string& name, const std::string& title, const std::string& claim,
                        const std::string& scope, const std::string& limit, int line) {
  ObjectiveLine result;
  result.name = name;
  result.title = title;
  result.claim = claim;
  result.scope = scope;
  result.limit = limit;
  result.file = "scenarios/go-live/suite.json";
  result.line = line;
  return result;
}

void decide(ObjectiveLine& line, State state, const std::string& measured, const std::string& bound,
            std::uint64_t samples, const std::string& evidence) {
  line.state = state;
  line.measured = measured;
  line.bound = bound;
  line.samples = samples;
  line.evidence = evidence;
}

std::vector<ObjectiveLine> smoke_objectives() {
  std::vector<ObjectiveLine> lines = {
      objective("api-p99", "API answers in time", "p99 < 2 s", "API requests", "< 2 s", 31),
      objective("error-rate", "Few errors", "error rate < 0.5 %", "all requests", "< 0.5 %", 36),
      objective("page-load", "Start page is there quickly", "max < 3 s", "pages with their assets",
                "< 3 s", 41),
      objective("rollback", "No reason to roll back", "5xx share < 1 %", "all requests, 15 minutes",
                "< 1 %", 46)};
  decide(lines[0], State::pass, "182 ms", "", 12,
         "12 requests: shows that the flows work, says nothing about 1 in 100.");
  decide(lines[1], State::fail, "7.7 %", "", 13,
         "1 of 13 requests failed; the limit allows none of so few.");
  decide(lines[2], State::pass, "96 ms", "", 2, "2 pages were loaded.");
  decide(lines[3], State::not_applicable, "", "", 13,
         "A 15-minute window cannot be judged in a run of 1.9 s.");
  for (ObjectiveLine& line : lines) line.decision = "observed";
  return lines;
}

std::vector<ObjectiveLine> load_objectives() {
  std::vector<ObjectiveLine> lines = {
      objective("api-p99", "API answers in time", "p99 < 2 s", "API requests", "< 2 s", 31),
      objective("admin-p99", "Admin answers in time", "p99 < 2 s", "API requests of flow admin",
                "< 2 s", 33),
      objective("error-rate", "Few errors", "error rate < 0.5 %", "all requests", "< 0.5 %", 36),
      objective("auth-p99", "Sign-in answers in time", "p99 < 2 s", "flow auth", "< 2 s", 39)};
  decide(lines[0], State::pass, "41 ms", "at most 44 ms", 4600,
         "The 95 % bound is inside the limit.");
  decide(lines[1], State::pass, "38 ms", "at most 43 ms", 900,
         "The 95 % bound is inside the limit.");
  decide(lines[2], State::pass, "0.02 %", "at most 0.10 %", 4620,
         "1 of 4,620 requests failed; the 95 % bound is inside the limit.");
  lines[2].wilson = "0.0038 % to 0.12 %";
  lines[2].effective_samples = 3'900;
  lines[2].looks = 46;
  lines[2].separate_windows = 3;
  decide(lines[3], State::not_applicable, "", "", 2, "Judged in smoke only.");
  for (ObjectiveLine& line : lines) line.decision = "confident";
  return lines;
}

}  // namespace

Report failing_smoke() {
  Report report = base();
  report.command = "smoke";
  report.profile = "smoke";
  report.duration_seconds = 1.94;
  report.verdict = State::fail;
  report.exit_code = 1;
  report.sentence = "Fail: sign-in does not start (502 from the proxy); not checked: admin.";
  report.reasons = {
      "auth / request-code: expected status 200, got 502",
      "health / certificate: the server could not be reached, its certificate has expired",
      "objective error-rate: 7.7 % of 13 requests failed, the limit is below 0.5 %"};
  report.not_checked = {{"admin", "ADMIN_TOKEN and USER_TOKEN are not set (--skip-flow admin)"}};
  report.facts = {
      {"requests", "13"}, {"failed requests", "1"}, {"seed", "1"}, {"waited until ready", "4 s"}};
  report.generator = {{"dispatch lag p99", "0.1 ms"}, {"CPU", "3 % of one core"}};
  report.objectives = smoke_objectives();
  report.flows = smoke_flows();
  return report;
}

Report passing_load() {
  Report report = base();
  report.command = "load";
  report.profile = "load";
  report.load = true;
  report.duration_seconds = 10.02;
  report.verdict = State::pass;
  report.exit_code = 0;
  report.sentence = "Pass: all 3 objectives that this profile judges are met over 4,620 requests.";
  report.reasons = {"API p99 is at most 44 ms, the limit is 2 s",
                    "1 of 4,620 requests failed: the error rate is at most 0.10 %"};
  report.facts = {{"load", "92 iterations/s for 10 s"},
                  {"requests", "4,620"},
                  {"error rate", "0.02 %"},
                  {"workers", "2"},
                  {"seed", "1"}};
  report.generator = {{"dispatch lag p99", "0.4 ms"},
                      {"wait for a user p99", "0.0 ms"},
                      {"dropped iterations", "0"},
                      {"CPU", "21 % of one core"}};
  report.objectives = load_objectives();
  report.flows = load_flows();
  return report;
}

Report inconclusive_load() {
  Report report = passing_load();
  report.duration_seconds = 1.2;
  report.facts[1].value = "555";
  report.facts[2].value = "0.00 %";
  StepLine& trust_light = report.flows[1].steps[0];
  trust_light.requests = 444;
  trust_light.failed = 0;
  trust_light.outcomes.clear();
  trust_light.failures.clear();
  report.complete = false;
  report.verdict = State::inconclusive;
  report.exit_code = 130;
  report.sentence =
      "Inconclusive: the run was interrupted after 1.2 s, too early to judge 2 of 3 objectives.";
  report.reasons = {
      "objective admin-p99: 41 samples; at least 299 are needed to say anything about p99",
      "the run was ended by SIGINT before its plan was over"};
  report.warnings = {"The resolver gave two addresses for the target; only the first was used."};
  decide(report.objectives[0], State::pass, "40 ms", "at most 61 ms", 552,
         "The 95 % bound is inside the limit.");
  decide(report.objectives[1], State::inconclusive, "37 ms", "", 41,
         "41 samples; at least 299 are needed to say anything about p99.");
  decide(report.objectives[2], State::inconclusive, "0.00 %", "at most 0.54 %", 555,
         "0 of 555 requests failed; 598 without a failure are needed to show less than 0.5 %.");
  return report;
}

}  // namespace slogate::report
