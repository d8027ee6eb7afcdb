#include <algorithm>

#include <fmt/format.h>

#include "scenarios/compile/flow_compiler.h"

namespace slogate {
namespace {

std::vector<Check> compile_conditions(const StepSpec& spec, FlowScope& scope) {
  std::vector<Check> conditions;
  for (const CheckSpec& when : spec.when) {
    if (when.source != Source::variable) {
      scope.tell(
          when.at,
          "\"when\" is decided before the request is sent: it can only look at a \"variable\"");
      continue;
    }
    if (auto check = compile_check(when, scope)) conditions.push_back(std::move(*check));
  }
  return conditions;
}

// False where a condition on a constant already says that the step is never sent.
bool can_be_sent(const StepSpec& spec, const std::vector<Check>& conditions,
                 const FlowScope& scope) {
  if (conditions.size() != spec.when.size()) return false;
  return std::ranges::all_of(conditions, [&](const Check& check) {
    return scope.is_slot(check.spec().selector.text) ||
           check.holds(Frame(scope.slot_names().size()));
  });
}

std::optional<std::size_t> compile_loop(const StepSpec& spec, FlowScope& scope) {
  if (spec.for_each.empty()) return std::nullopt;
  bool told = false;
  const FlowScope::Name* slot = scope.slot_of(spec.for_each, spec.at, told);
  if (slot != nullptr && slot->list) return slot->slot;
  if (told) return std::nullopt;
  if (slot != nullptr || scope.known(spec.for_each) != nullptr) {
    scope.tell(
        spec.at,
        fmt::format("\"for_each\" needs a list, and \"{}\" is a single value: capture it with "
                    "\"list\": true",
                    spec.for_each));
  } else {
    scope.tell(spec.at, unknown_name(spec.for_each, scope.all_names()));
  }
  return std::nullopt;
}

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
  for (const CaptureSpec& capture : spec.captures) {
    auto matcher = make_matcher(capture.source, capture.selector, capture.at, scope);
    if (matcher && scope.is_slot(capture.name)) {
      step.captures.emplace_back(std::move(matcher), capture, scope.name(capture.name).slot);
    }
  }
}

}  // namespace

CompiledStep compile_step(const StepSpec& spec, const Defaults& defaults, FlowScope& scope) {
  CompiledStep step;
  step.name = spec.name;
  step.at = spec.at;
  step.otherwise = spec.otherwise;
  step.stop_otherwise = spec.stop_otherwise;
  step.timeout = spec.timeout.value_or(defaults.timeout);
  step.for_each = compile_loop(spec, scope);
  step.when = compile_conditions(spec, scope);
  scope.enter_loop(!spec.for_each.empty());
  step.request = compile_request(spec, defaults, can_be_sent(spec, step.when, scope), scope);
  compile_checks(spec, scope, step);
  compile_captures(spec, scope, step);
  scope.enter_loop(false);
  scope.reached(spec);
  const auto looks = [](const auto& item) { return item.needs_body(); };
  step.keep_body =
      std::ranges::any_of(step.checks, looks) || std::ranges::any_of(step.captures, looks) ||
      std::ranges::any_of(step.explain, [&](const auto& item) { return looks(item.first); }) ||
      std::ranges::any_of(step.expires, [&](const auto& item) { return looks(item.first); });
  return step;
}

}  // namespace slogate
