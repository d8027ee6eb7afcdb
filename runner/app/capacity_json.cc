// capacity.json: schema_version 1; rates in iterations a second, times in seconds.
#include <nlohmann/json.hpp>
#include <ostream>

#include "runner/app/capacity_report.h"
#include "runner/slo/verdict.h"

namespace slogate {
namespace {

using Json = nlohmann::ordered_json;

const char* word(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::held:
      return "held";
    case StepOutcome::broke:
      return "target gave in";
    case StepOutcome::generator:
      return "generator gave in";
    case StepOutcome::too_little:
      return "too little data";
    case StepOutcome::unclear:
      break;
  }
  return "not decided";
}

const char* word(RunEndKind end) {
  switch (end) {
    case RunEndKind::sigint:
      return "SIGINT";
    case RunEndKind::sigterm:
      return "SIGTERM";
    case RunEndKind::failed:
      return "failed";
    default:
      return "complete";
  }
}

Json objective_json(const ObjectiveVerdict& objective) {
  return {{"name", objective.objective.name}, {"state", word(objective.judgement)},
          {"limit", objective.limit},         {"measured", objective.measured},
          {"bound", objective.bound},         {"samples", objective.samples},
          {"evidence", objective.evidence}};
}

Json step_json(const CapacityStep& step) {
  Json out = {
      {"number", step.number},
      {"rate_per_second", step.rate},
      {"outcome", word(step.reading.outcome)},
      {"reason", step.reading.reason},
      {"run_file", step.folder + "/run.db"},
      {"verdict", word(step.verdict.overall)},
      {"iterations_due", step.due},
      {"iterations_finished", step.reading.finished},
      {"requests", step.requests},
      {"failed_requests", step.failed},
      {"dispatch_lag_p99_seconds", std::chrono::duration<double>(step.dispatch_lag_p99).count()}};
  if (step.growth) {
    out["queue"] = {{"grew", step.growth->grew},
                    {"iterations_in_the_middle", step.growth->before},
                    {"iterations_towards_the_end", step.growth->after},
                    {"mean_response_in_the_middle_seconds", step.growth->response_before},
                    {"mean_response_towards_the_end_seconds", step.growth->response_after}};
  }
  out["objectives"] = Json::array();
  for (const ObjectiveVerdict& objective : step.verdict.objectives)
    out["objectives"].push_back(objective_json(objective));
  return out;
}

Json gave_in_json(const CapacityFindings& found) {
  if (!found.limit) return nullptr;
  const char* who = found.limit->why == StepOutcome::broke       ? "target"
                    : found.limit->why == StepOutcome::generator ? "generator"
                                                                 : "not known";
  std::string reason;
  for (const CapacityStep& step : found.steps) {
    if (step.rate == found.limit->rate && step.reading.outcome == found.limit->why)
      reason = step.reading.reason;
  }
  return {{"who", who}, {"rate_per_second", found.limit->rate}, {"reason", reason}};
}

}  // namespace

void write_capacity_json(const CapacityFindings& found, std::ostream& out) {
  const RunHeader& header = found.header;
  Json json = {{"schema_version", 1},
               {"version", header.version},
               {"suite", header.suite},
               {"profile", header.profile},
               {"target", header.target},
               {"run_id", header.run_id},
               {"started", header.started},
               {"host", header.host},
               {"seed", header.seed},
               {"workers", header.workers},
               {"step_seconds", std::chrono::duration<double>(found.step).count()},
               {"resolution", found.resolution},
               {"ended", word(found.end)},
               {"settled", found.settled},
               {"exit_code", exit_code(found)},
               {"sentence", capacity_sentence(found)}};
  json["capacity"] = nullptr;
  if (found.held) {
    json["capacity"] = {{"rate_per_second", found.held->rate},
                        {"held_in_steps", found.held->times},
                        {"step", shown_step(found)->number}};
  }
  json["gave_in"] = gave_in_json(found);
  json["steps"] = Json::array();
  for (const CapacityStep& step : found.steps) json["steps"].push_back(step_json(step));
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace slogate
