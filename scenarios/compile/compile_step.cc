#include <algorithm>

#include <fmt/format.h>

#include "scenarios/compile/flow_compiler.h"

namespace slogate {
namespace {

// "status is under 400", where a step says nothing of the status: an error page must not count as
// an answer.
CheckSpec default_status_check(const StepSpec& spec) {
  CheckSpec check;
  check.source = Source::status;
  check.predicate = Predicate::less_than;
  check.expected.kind = Json::Kind::integer;
  check.expected.integer = 400;
  check.expected.number = 400;
  check.at = spec.at;
  return check;
}

void compile_explanations(const std::vector<Explanation>& specs, FlowScope& scope,
                          std::vector<std::pair<Check, std::string>>& out) {
  for (const Explanation& explanation : specs) {
    if (auto compiled = compile_check(explanation.condition, scope)) {
      out.emplace_back(std::move(*compiled), explanation.say);
    }
  }
}

void compile_checks(const StepSpec& spec, FlowScope& scope, CompiledStep& step) {
  std::vector<CheckSpec> specs = spec.checks;
  const auto on_status = [](const CheckSpec& check) { return check.source == Source::status; };
  if (std::ranges::none_of(specs, on_status))
    specs.insert(specs.begin(), default_status_check(spec));
  for (const CheckSpec& check : specs) {
    if (auto compiled = compile_check(check, scope)) step.checks.push_back(std::move(*compiled));
  }
  compile_explanations(spec.explain, scope, step.explain);
  compile_explanations(spec.expires, scope, step.expires);
}

void compile_captures(const StepSpec& spec, FlowScope& scope, CompiledStep& step) {
  for (CaptureSpec capture : spec.captures) {
    if (!scope.is_slot(capture.name)) continue;
    capture.inherited = scope.inherits_secret(capture, spec);
    capture.secret = capture.secret || capture.inherited;
    auto compiled = compile_capture(capture, scope.name(capture.name).slot, scope);
    if (compiled) step.captures.push_back(std::move(*compiled));
  }
}

}  // namespace

std::vector<Check> compile_conditions(const std::vector<CheckSpec>& specs, std::string_view word,
                                      FlowScope& scope) {
  std::vector<Check> conditions;
  scope.enter_condition(true);
  for (const CheckSpec& spec : specs) {
    if (spec.source != Source::variable) {
      if (spec.broken) continue;  // which source is meant is not known
      scope.tell(spec.at,
                 fmt::format("\"{}\" is decided {}: it can only look at a \"variable\"", word,
                             word == "until" ? "between two turns of its block"
                                             : "before the request is sent"));
      continue;
    }
    auto check = compile_check(spec, scope);
    if (check && !spec.broken) conditions.push_back(std::move(*check));
  }
  scope.enter_condition(false);
  return conditions;
}

bool can_hold(const std::vector<CheckSpec>& specs, const std::vector<Check>& compiled,
              const FlowScope& scope) {
  if (compiled.size() != specs.size()) return false;
  return std::ranges::all_of(compiled, [&](const Check& check) {
    return scope.is_slot(check.spec().selector.text) ||
           check.holds(Frame(scope.slot_names().size()));
  });
}

std::optional<std::size_t> compile_list(const std::string& name, const Position& at,
                                        FlowScope& scope) {
  bool told = false;
  const FlowScope::Name* slot = scope.slot_of(name, at, told);
  if (slot != nullptr && slot->list) return slot->slot;
  if (told || scope.hides(name)) return std::nullopt;
  if (slot != nullptr || scope.known(name) != nullptr) {
    scope.tell(
        at, fmt::format("\"for_each\" needs a list, and \"{}\" is a single value: capture it with "
                        "\"list\": true",
                        name));
  } else {
    scope.tell_unknown(name, at);
  }
  return std::nullopt;
}

CompiledStep compile_step(const StepSpec& spec, const Defaults& defaults, bool reachable,
                          FlowScope& scope) {
  CompiledStep step;
  step.name = spec.name;
  step.at = spec.at;
  step.otherwise = spec.otherwise;
  step.stop_otherwise = spec.stop_otherwise;
  step.timeout = spec.timeout.value_or(defaults.timeout);
  step.connect_timeout = spec.connect_timeout.value_or(defaults.connect_timeout);
  step.first_byte_timeout = spec.first_byte_timeout.value_or(defaults.first_byte_timeout);
  step.max_body = spec.max_body.value_or(defaults.max_body);
  step.retry = spec.retry;
  step.think = spec.think.value_or(defaults.think);
  step.on_failure = spec.on_failure;
  // Of a repetition that was not read, items and turns are not missed.
  const bool loops = !spec.for_each.empty() || spec.unread;
  if (!spec.for_each.empty()) {
    const Position& at = spec.for_each_at.line > 0 ? spec.for_each_at : spec.at;
    step.for_each = compile_list(spec.for_each, at, scope);
  }
  step.when = compile_conditions(spec.when, "when", scope);
  if (loops) scope.enter_loop(true);
  const bool sent = reachable && can_hold(spec.when, step.when, scope);
  step.request = compile_request(spec, defaults, sent, scope);
  compile_checks(spec, scope, step);
  compile_captures(spec, scope, step);
  if (loops) scope.leave_loop(true);
  scope.reached(spec);
  const auto looks = [](const auto& item) { return item.needs_body(); };
  step.keep_body =
      std::ranges::any_of(step.checks, looks) || std::ranges::any_of(step.captures, looks) ||
      std::ranges::any_of(step.explain, [&](const auto& item) { return looks(item.first); }) ||
      std::ranges::any_of(step.expires, [&](const auto& item) { return looks(item.first); });
  return step;
}

}  // namespace slogate
