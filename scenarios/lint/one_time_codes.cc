#include "scenarios/lint/one_time_codes.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <set>

#include <fmt/format.h>

#include "scenarios/lint/places.h"
#include "scenarios/lint/uses.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

// What a step sends, and not what it looks at.
Names sent_by(StepSpec step) {
  step.when.clear();
  step.checks.clear();
  step.captures.clear();
  step.explain.clear();
  step.expires.clear();
  Names out;
  add_uses(step, out);
  return out;
}

bool is_given_code(const VariableSpec& variable) {
  return variable.one_time && !variable.env.empty() &&
         (!variable.fallback || variable.fallback->text.empty());
}

// A key of codes by the time, however it is called.
struct TimedKey {
  std::string name;    // as the step calls it
  std::string origin;  // the same for the same key
  Duration period = std::chrono::seconds(30);
};

// What an address that stands in the suite says; one from the environment is not known here.
Duration period_of(const std::string& key) {
  static constexpr std::string_view kPeriod = "period=";
  const std::size_t at = key.find(kPeriod);
  if (!key.starts_with("otpauth://") || at == std::string::npos) return std::chrono::seconds(30);
  return std::chrono::seconds(std::strtol(key.c_str() + at + kPeriod.size(), nullptr, 10));
}

TimedKey key_called(const Suite& suite, const Flow& flow, const std::string& name) {
  for (const VariableSpec& variable : suite.variables) {
    if (variable.name != name) continue;
    const auto& text = variable.value ? variable.value : variable.fallback;
    const Duration period = period_of(text ? text->text : "");
    return {name, variable.env.empty() ? text->text : "env:" + variable.env, period};
  }
  // Captured, or of a row: the flow's own.
  return {name, fmt::format("{}: {}", flow.name, name)};
}

std::vector<TimedKey> keys_of(const Suite& suite, const Flow& flow, const StepSpec& step) {
  static constexpr std::string_view kCode = "totp:";
  std::vector<TimedKey> out;
  for (const std::string& name : sent_by(step)) {
    if (name.starts_with(kCode)) out.push_back(key_called(suite, flow, name.substr(kCode.size())));
  }
  return out;
}

// The least that is waited after the step where it is walked.
Duration least_think(const Suite& suite, const Place& place) {
  const ThinkSpec& think = place.step->think ? *place.step->think : suite.defaults.think;
  return think.kind == ThinkKind::exponential || !place.when.empty() ? Duration(0) : think.low;
}

void find_shared_in_iteration(const Suite& suite, const Flow& flow, Diagnostics& told) {
  struct Sent {
    const Place* place;
    Duration at;
  };
  std::map<std::string, Sent> last;
  Duration now{0};
  const std::vector<Place> places = places_of({&flow.session_steps, &flow.steps});
  for (const Place& place : places) {
    for (const TimedKey& key : keys_of(suite, flow, *place.step)) {
      const auto before = last.find(key.origin);
      // Under conditions they may be alternatives.
      if (before != last.end() && now - before->second.at < key.period &&
          (place.when.empty() || before->second.place->when.empty())) {
        told.add(place.step->at,
                 fmt::format("the steps \"{}\" and \"{}\" send codes of one key, \"{}\", in one "
                             "iteration: a code serves once, so the second one waits up to {} for "
                             "the next",
                             before->second.place->step->name, place.step->name, key.name,
                             duration_text(key.period)));
      }
      last.insert_or_assign(key.origin, Sent{&place, now});
    }
    now += least_think(suite, place);
  }
}

bool walks(const Profile& profile, const Flow& flow) {
  return profile.shares.empty() || std::ranges::any_of(profile.shares, [&](const Share& share) {
           return share.flow == flow.name;
         });
}

void find_shared_by_flows(const Suite& suite, const Profile& profile, std::set<std::string>& said,
                          Diagnostics& told) {
  std::map<std::string, const Flow*> first;
  for (const Flow& flow : suite.flows) {
    if (!walks(profile, flow)) continue;
    for (const StepList* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) {
      for (const StepSpec& step : *steps) {
        for (const TimedKey& key : keys_of(suite, flow, step)) {
          const Flow* other = first.emplace(key.origin, &flow).first->second;
          if (other == &flow || !said.insert(key.origin + "\n" + flow.name).second) continue;
          told.add(step.at,
                   fmt::format("the flows \"{}\" and \"{}\" send codes of one key, \"{}\", in the "
                               "profile \"{}\": a code serves once, so they wait up to {} for one "
                               "another",
                               other->name, flow.name, key.name, profile.name,
                               duration_text(key.period)));
        }
      }
    }
  }
}

}  // namespace

void find_shared_codes(const Suite& suite, Diagnostics& told) {
  for (const Flow& flow : suite.flows) find_shared_in_iteration(suite, flow, told);
  std::set<std::string> said;
  for (const Profile& profile : suite.profiles) find_shared_by_flows(suite, profile, said, told);
}

std::vector<CodeUse> one_time_codes(const Suite& suite) {
  std::vector<CodeUse> out;
  for (const VariableSpec& variable : suite.variables) {
    if (!is_given_code(variable)) continue;
    for (const Flow& flow : suite.flows) {
      for (const StepList* steps : {&flow.session_steps, &flow.steps, &flow.session_end}) {
        for (const StepSpec& step : *steps) {
          const Names names = sent_by(step);
          if (names.contains(variable.name) || names.contains("secret:" + variable.env) ||
              names.contains("env:" + variable.env))
            out.push_back({flow.name, step.name, variable.env, step.at});
        }
      }
    }
  }
  return out;
}

}  // namespace slogate
