#include "reports/junit/objectives.h"

#include <fmt/format.h>

namespace slogate::report {
namespace {

std::string details(const ObjectiveLine& objective) {
  std::string text =
      fmt::format("limit: {}\nmeasured: {}\nbound: {}\nsamples: {}\ndecision: {}\nover: {}",
                  objective.limit, objective.measured.empty() ? "no data" : objective.measured,
                  objective.bound.empty() ? "none" : objective.bound, objective.samples,
                  objective.decision, objective.scope);
  if (!objective.wilson.empty()) text += "\nWilson's interval: " + objective.wilson;
  if (!objective.evidence.empty()) text += "\n" + objective.evidence;
  return text;
}

std::string claim(const ObjectiveLine& objective) {
  if (objective.scope.empty()) return objective.claim;
  return objective.claim + " over " + objective.scope;
}

std::string summary(const ObjectiveLine& objective, std::string_view result) {
  const std::string measured =
      objective.measured.empty() ? "no data" : "measured " + objective.measured;
  return fmt::format("{}: {}, {}", claim(objective), result, measured);
}

void add_objective(const ObjectiveLine& objective, SuiteNode& suite) {
  pugi::xml_node test =
      suite.add_case({objective.name + ": " + claim(objective), 0, objective.file, objective.line});
  std::string where = objective.file;
  if (!where.empty() && objective.line > 0) where += fmt::format(":{}", objective.line);
  const std::string body = details(objective) + (where.empty() ? "" : "\n" + where);
  switch (objective.state) {
    case State::pass:
      suite.output(test, details(objective));
      break;
    case State::fail:
      suite.fail(test, "slo.failed", summary(objective, "not met"), body);
      break;
    case State::error:
      suite.error(test, "slo.error", summary(objective, "not measured"), body);
      break;
    case State::inconclusive:
      suite.error(test, "slo.inconclusive", summary(objective, "inconclusive"), body);
      break;
    case State::skipped:
    case State::not_applicable:
      suite.skip(test, "not applicable: " + objective.evidence);
      break;
  }
}

}  // namespace

void add_objectives(const Report& report, SuiteNode& suite) {
  for (const ObjectiveLine& objective : report.objectives) add_objective(objective, suite);
}

void add_verdict(const Report& report, int broken, SuiteNode& suite) {
  if (report.complete && (report.verdict == State::pass || broken > 0)) return;
  std::string body;
  for (const std::string& reason : report.reasons) body += (body.empty() ? "" : "\n") + reason;
  pugi::xml_node test = suite.add_case({"verdict of the whole run", 0, "", 0});
  if (!report.complete) {
    suite.error(test, "run.incomplete",
                "the run did not end by itself; the file holds what was measured until then", body);
  } else if (report.verdict == State::fail) {
    suite.fail(test, "slo.failed", report.sentence, body);
  } else {
    suite.error(test, "slo.inconclusive", report.sentence, body);
  }
}

}  // namespace slogate::report
