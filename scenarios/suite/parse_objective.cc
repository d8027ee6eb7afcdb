#include <fmt/format.h>

#include <charconv>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/quoted.h"
#include "scenarios/suite/reader.h"

namespace slogate {
namespace {

using namespace std::chrono_literals;

// 0.99 of `p99`; p50 to p99.99.
std::optional<double> parse_quantile(std::string_view word) {
  if (word.size() < 2 || word.size() > 6 || word[0] != 'p') return std::nullopt;
  const std::string_view number = word.substr(1);
  if (number.front() < '0' || number.front() > '9') return std::nullopt;
  const std::string text = std::string(number) + "e-2";
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < 0.5 || value > 0.9999) return std::nullopt;
  return value;
}

// False where it is missing or unknown, which has been told.
bool parse_measure(const Reader& reader, Objective& objective) {
  const Json* value = reader.require("measure");
  if (value == nullptr || !check_kind(*value, Json::Kind::string, "\"measure\"", reader.problems()))
    return false;
  const std::string& word = value->string;
  if (const std::optional<double> quantile = parse_quantile(word)) {
    objective.measure = Measure::quantile;
    objective.quantile = *quantile;
    return true;
  }
  if (word == "max") {
    objective.measure = Measure::max;
  } else if (word == "error_rate") {
    objective.measure = Measure::error_rate;
  } else if (word == "rate_5xx") {
    objective.measure = Measure::rate_5xx;
  } else if (word == "availability") {
    objective.measure = Measure::availability;
  } else {
    reader.problem(
        value->at,
        "unknown measure " + in_quotes(word) +
            meant(word,
                  {"p99", "p50", "p90", "p95", "p99.9", "max", "error_rate", "rate_5xx",
                   "availability"},
                  ", known are p50 to p99.99, max, error_rate, rate_5xx and availability"));
    return false;
  }
  return true;
}

bool is_time(Measure measure) {
  return measure == Measure::quantile || measure == Measure::max;
}

void parse_limit(const Reader& reader, Objective& objective) {
  const std::string measure = reader.find("measure")->string;
  const bool availability = objective.measure == Measure::availability;
  const std::string_view key = availability ? "at_least" : "below";
  reader.refuse(availability ? "below" : "at_least",
                fmt::format("does not go with {}, its limit is \"{}\"", measure, key));
  if (reader.has(availability ? "below" : "at_least") && !reader.has(key)) return;
  const Json* value = reader.require(key);
  if (value == nullptr) return;
  const bool time = is_time(objective.measure);
  const std::string form =
      fmt::format("the limit of {} is {}", measure,
                  time ? "a duration such as \"2s\"" : "a share such as \"0.5%\"");
  if (value->kind != Json::Kind::string) {
    reader.problem(value->at, fmt::format("\"{}\" is {}, {}", key, value->kind_name(), form));
    return;
  }
  std::optional<double> limit;
  if (time) {
    if (const auto duration = parse_duration(value->string)) {
      limit = std::chrono::duration<double>(*duration).count();
    }
  } else {
    limit = parse_share(value->string);
  }
  if (!limit) {
    reader.problem(value->at, fmt::format("\"{}\" is {}, {}", key, in_quotes(value->string), form));
  } else if (!availability && *limit == 0) {
    reader.problem(value->at,
                   fmt::format("\"below\" is {}, nothing is below that", in_quotes(value->string)));
  } else {
    objective.limit = *limit;
  }
}

Scope parse_scope(const Reader& reader, ScopePlaces& places) {
  const Json* json = reader.find("over");
  if (json == nullptr) return {};
  const Reader scope(*json, keys::kScope, reader.problems());
  if (!scope.usable()) return {};
  for (const std::string_view key : keys::kScopeWords) {
    const Json* value = scope.find(key);
    if (value != nullptr && value->kind == Json::Kind::string && value->string.empty()) {
      scope.problem(value->at, fmt::format("\"{}\" is empty, leave it out", key));
    }
  }
  places = {json->at, scope.place_of("flow"), scope.place_of("step"), scope.place_of("tag"),
            scope.place_of("group")};
  Scope over{scope.text("flow"), scope.text("step"), scope.text("tag"), scope.text("group")};
  if (scope.has("group") && scope.has("step")) {
    scope.refuse("step", "does not go with \"group\", which is measured as a whole");
    over.step.clear();
  }
  return over;
}

}  // namespace

Objective parse_objective(const Json& json, Diagnostics& problems) {
  Objective objective;
  objective.at = json.at;
  const Reader reader(json, keys::kObjective, problems);
  if (!reader.usable()) return objective;
  objective.name = reader.name();
  objective.name_at = reader.place_of("name");
  objective.title = reader.text("title");
  if (objective.title.empty()) objective.title = objective.name;
  const bool measured = parse_measure(reader, objective);
  if (measured) parse_limit(reader, objective);
  objective.over = parse_scope(reader, objective.over_at);
  objective.in = reader.texts("in");
  objective.in_at = reader.places_of("in");
  if (const Json* in = reader.find("in");
      in != nullptr && in->kind == Json::Kind::array && in->items.empty()) {
    problems.add(in->at, "\"in\" is an empty array, leave it out for all profiles");
  }
  if (const auto word = reader.word("decision", {"observed", "confident"})) {
    objective.decision = *word == 0 ? Decision::observed : Decision::confident;
  }
  objective.window = reader.duration("window", 1s, 8760h).value_or(Duration::zero());
  if (!measured) return objective;
  if (objective.measure == Measure::max && objective.decision == Decision::confident) {
    problems.add(reader.find("decision")->at,
                 "\"decision\" is \"confident\", a maximum is always \"observed\"");
  }
  if (objective.measure != Measure::rate_5xx)
    reader.refuse("window", "goes with the measure rate_5xx only");
  if (objective.measure == Measure::availability &&
      objective.over != Scope{objective.over.flow, "", "", ""}) {
    problems.add(reader.find("over")->at,
                 "availability is that of flows, only \"flow\" goes with it");
  }
  return objective;
}

TargetLimit parse_target_limit(const Json& json, Diagnostics& problems) {
  TargetLimit limit;
  limit.at = json.at;
  const Reader reader(json, keys::kLimit, problems);
  if (!reader.usable()) return limit;
  if (reader.require("over") != nullptr) limit.over = parse_scope(reader, limit.over_at);
  if (reader.require("at_most") != nullptr)
    limit.at_most =
        static_cast<std::uint64_t>(reader.whole("at_most", 1, 1'000'000'000).value_or(1));
  if (reader.require("per") != nullptr) limit.per = reader.duration("per", 1s, 8760h).value_or(1s);
  limit.because = reader.text("because");
  return limit;
}

}  // namespace slogate
