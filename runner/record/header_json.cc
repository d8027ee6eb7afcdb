#include "runner/record/header_json.h"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace slogate {

namespace {

using nlohmann::json;

constexpr std::array<std::pair<Measure, std::string_view>, 5> kMeasures{{
    {Measure::quantile, "quantile"},
    {Measure::max, "max"},
    {Measure::error_rate, "error_rate"},
    {Measure::rate_5xx, "rate_5xx"},
    {Measure::availability, "availability"},
}};

std::string_view measure_word(Measure measure) {
  for (const auto& [value, text] : kMeasures) {
    if (value == measure) return text;
  }
  return "quantile";
}

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json to_json(const Objective& objective) {
  json decision = nullptr;
  if (objective.decision)
    decision = *objective.decision == Decision::observed ? "observed" : "confident";
  return json{
      {"name", objective.name},
      {"title", objective.title},
      {"measure", measure_word(objective.measure)},
      {"quantile", objective.quantile},
      {"limit", objective.limit},
      {"over",
       {{"flow", objective.over.flow},
        {"step", objective.over.step},
        {"tag", objective.over.tag},
        {"group", objective.over.group}}},
      {"in", objective.in},
      {"decision", decision},
      {"window_ns", objective.window.count()},
      {"file", objective.at.file},
      {"line", objective.at.line},
      {"column", objective.at.column},
  };
}

// Takes values out of an object; the first thing that is wrong sticks.
class Fields {
 public:
  Fields(const json& object, std::string& problem) : object_(object), problem_(problem) {}

  template <class T>
  const Fields& take(const char* key, T& value) const {
    if (const json* found = find(key)) {
      try {
        found->get_to(value);
      } catch (const json::exception&) {
        problem_ = fmt::format("\"{}\" has the wrong type", key);
      }
    }
    return *this;
  }

  [[nodiscard]] const json* find(const char* key) const {
    if (!problem_.empty()) return nullptr;
    const auto found = object_.is_object() ? object_.find(key) : object_.end();
    if (!object_.is_object() || found == object_.end()) {
      problem_ = fmt::format("\"{}\" is missing", key);
      return nullptr;
    }
    return &*found;
  }

 private:
  const json& object_;
  std::string& problem_;
};

void take_measure(const Fields& fields, Measure& measure, std::string& problem) {
  std::string text;
  fields.take("measure", text);
  if (!problem.empty()) return;
  for (const auto& [value, known] : kMeasures) {
    if (known == text) {
      measure = value;
      return;
    }
  }
  problem = fmt::format("\"{}\" is no measure that this version knows", text);
}

void take_decision(const Fields& fields, std::optional<Decision>& decision, std::string& problem) {
  const json* found = fields.find("decision");
  if (found == nullptr || found->is_null()) return;
  if (*found == "observed") {
    decision = Decision::observed;
  } else if (*found == "confident") {
    decision = Decision::confident;
  } else {
    problem = "\"decision\" is neither observed nor confident";
  }
}

Objective objective_from(const json& value, std::string& problem) {
  Objective objective;
  const Fields fields(value, problem);
  std::int64_t window_ns = 0;
  fields.take("name", objective.name)
      .take("title", objective.title)
      .take("quantile", objective.quantile);
  fields.take("limit", objective.limit).take("in", objective.in).take("window_ns", window_ns);
  fields.take("file", objective.at.file)
      .take("line", objective.at.line)
      .take("column", objective.at.column);
  objective.window = std::chrono::nanoseconds(window_ns);
  take_measure(fields, objective.measure, problem);
  take_decision(fields, objective.decision, problem);
  if (const json* over = fields.find("over")) {
    Fields(*over, problem)
        .take("flow", objective.over.flow)
        .take("step", objective.over.step)
        .take("tag", objective.over.tag)
        .take("group", objective.over.group);
  }
  return objective;
}

void take_not_checked(const Fields& fields, std::vector<NotChecked>& list, std::string& problem) {
  const json* found = fields.find("not_checked");
  if (found == nullptr) return;
  for (const json& value : *found) {
    NotChecked entry;
    Fields(value, problem).take("flow", entry.flow).take("reason", entry.reason);
    list.push_back(std::move(entry));
  }
}

}  // namespace

std::string header_to_json(const RunHeader& header) {
  json objectives = json::array();
  for (const Objective& objective : header.objectives) objectives.push_back(to_json(objective));
  json not_checked = json::array();
  for (const NotChecked& entry : header.not_checked) {
    not_checked.push_back({{"flow", entry.flow}, {"reason", entry.reason}});
  }
  return dump(json{
      {"version", header.version},
      {"run_id", header.run_id},
      {"command", header.command},
      {"suite", header.suite},
      {"suite_title", header.suite_title},
      {"profile", header.profile},
      {"target", header.target},
      {"load", header.load},
      {"started", header.started},
      {"host", header.host},
      {"seed", header.seed},
      {"workers", header.workers},
      {"observed_by_default", header.observed_by_default},
      {"keeps_exchanges", header.keeps_exchanges},
      {"planned_ns", header.planned_ns},
      {"interval_ns", header.interval_ns},
      {"waited_ready_ns", header.waited_ready_ns},
      {"not_checked", std::move(not_checked)},
      {"unplanned", header.unplanned},
      {"unsent_when", header.unsent_when},
      {"not_seen", header.not_seen},
      {"objectives", std::move(objectives)},
  });
}

std::string header_from_json(std::string_view text, RunHeader& header) {
  const json value = json::parse(text, nullptr, false);
  if (value.is_discarded()) return "it is no JSON";
  std::string problem;
  const Fields fields(value, problem);
  fields.take("version", header.version)
      .take("run_id", header.run_id)
      .take("command", header.command);
  fields.take("suite", header.suite)
      .take("suite_title", header.suite_title)
      .take("profile", header.profile);
  fields.take("target", header.target).take("load", header.load).take("started", header.started);
  fields.take("host", header.host).take("seed", header.seed).take("workers", header.workers);
  fields.take("observed_by_default", header.observed_by_default);
  fields.take("keeps_exchanges", header.keeps_exchanges);
  fields.take("planned_ns", header.planned_ns).take("interval_ns", header.interval_ns);
  fields.take("waited_ready_ns", header.waited_ready_ns).take("not_seen", header.not_seen);
  take_not_checked(fields, header.not_checked, problem);
  // Not there in the files of older versions.
  if (value.contains("unplanned")) fields.take("unplanned", header.unplanned);
  if (value.contains("unsent_when")) fields.take("unsent_when", header.unsent_when);
  if (const json* found = fields.find("objectives")) {
    for (const json& objective : *found)
      header.objectives.push_back(objective_from(objective, problem));
  }
  return problem;
}

std::string texts_to_json(const std::vector<std::string>& texts) {
  return dump(json(texts));
}

std::optional<std::vector<std::string>> texts_from_json(std::string_view text) {
  const json value = json::parse(text, nullptr, false);
  if (!value.is_array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const json& entry : value) {
    if (!entry.is_string()) return std::nullopt;
    texts.push_back(entry.get<std::string>());
  }
  return texts;
}

}  // namespace slogate
