// Suites, steps and answers built by hand, so that these tests do not depend on the parser.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenarios/compile/compiled_flow.h"
#include "scenarios/suite/json.h"

namespace slogate {

inline Json json(const std::string& text) {
  return parse_json("expected.json", text).value();
}

inline CheckSpec check_spec(Source source, std::string selector, Predicate predicate,
                            const std::string& expected = "true") {
  CheckSpec spec;
  spec.source = source;
  spec.selector = {std::move(selector), {"flow.json", 7, 5}};
  spec.predicate = predicate;
  spec.expected = json(expected);
  spec.at = {"flow.json", 7, 3};
  return spec;
}

inline CheckSpec negated(CheckSpec spec) {
  spec.negated = true;
  return spec;
}

inline FilterSpec filter_spec(Filter filter, std::string text = {}, std::int64_t number = 0) {
  return {filter, std::move(text), number, {"flow.json", 8, 5}};
}

inline CheckSpec filtered(CheckSpec spec, std::vector<FilterSpec> filters) {
  spec.filters = std::move(filters);
  return spec;
}

inline CheckSpec each_of(CheckSpec spec) {
  spec.each = true;
  return spec;
}

inline CaptureSpec capture_spec(std::string name, Source source, std::string selector) {
  CaptureSpec spec;
  spec.name = std::move(name);
  spec.source = source;
  spec.selector = {std::move(selector), {"flow.json", 9, 5}};
  spec.at = {"flow.json", 9, 3};
  return spec;
}

inline StepSpec step_spec(std::string name, std::string url, std::string method = "GET") {
  StepSpec spec;
  spec.name = std::move(name);
  spec.method = std::move(method);
  spec.url = {std::move(url), {"flow.json", 5, 16}};
  spec.at = {"flow.json", 5, 5};
  return spec;
}

inline VariableSpec variable(std::string name, std::string value) {
  VariableSpec spec;
  spec.name = std::move(name);
  spec.value = TemplateText{std::move(value), {"suite.json", 3, 12}};
  spec.at = {"suite.json", 3, 3};
  return spec;
}

inline VariableSpec env_variable(std::string name, std::string env) {
  VariableSpec spec;
  spec.name = std::move(name);
  spec.env = std::move(env);
  spec.at = {"suite.json", 4, 3};
  return spec;
}

inline Flow flow_of(std::string name, std::vector<StepSpec> steps) {
  Flow flow;
  flow.name = std::move(name);
  flow.file = flow.name + ".json";
  flow.steps.steps = std::move(steps);
  flow.at = {flow.file, 1, 1};
  return flow;
}

inline Suite suite_of(std::vector<Flow> flows) {
  Suite suite;
  suite.name = "test";
  suite.target = {"http://app.example", {"suite.json", 2, 13}};
  suite.flows = std::move(flows);
  return suite;
}

inline Suite suite_of_step(StepSpec step) {
  return suite_of({flow_of("f", {std::move(step)})});
}

// All that is wrong, joined by line breaks; empty where it compiles.
inline std::string errors_of(const Suite& suite, const Environment& environment = {},
                             const CompileOptions& options = {}) {
  const auto compiled = compile(suite, environment, options);
  if (compiled) return "";
  std::string text = compiled.error().text();
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

inline std::string errors_of_step(StepSpec step) {
  return errors_of(suite_of_step(std::move(step)));
}

inline CompiledSuite compiled(const Suite& suite, const Environment& environment = {},
                              const CompileOptions& options = {}) {
  return compile(suite, environment, options).value();
}

inline Exchange answer(int status, std::string body = {}, HeaderFields headers = {}) {
  Exchange exchange;
  exchange.response.status = status;
  exchange.response.body_bytes = body.size();
  exchange.response.body = std::move(body);
  exchange.response.headers = std::move(headers);
  return exchange;
}

}  // namespace slogate
