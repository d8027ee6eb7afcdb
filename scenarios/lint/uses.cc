#include "scenarios/lint/uses.h"

#include <algorithm>
#include <cstddef>

namespace slogate {
namespace {

void add_json(const Json& json, Names& out) {
  if (json.kind == Json::Kind::string) add_names(json.string, out);
  for (const Json& item : json.items) add_json(item, out);
  for (const Json::Member& member : json.members) add_json(member.value, out);
}

void add_check(const CheckSpec& check, Names& out) {
  if (check.source == Source::variable) out.insert(check.selector.text);
  add_names(check.selector.text, out);
  add_json(check.expected, out);
}

void add_checks(const std::vector<CheckSpec>& checks, Names& out) {
  for (const CheckSpec& check : checks) add_check(check, out);
}

void add_texts(const std::vector<std::pair<std::string, TemplateText>>& texts, Names& out) {
  for (const auto& [name, text] : texts) add_names(text.text, out);
}

void add_body(const StepSpec& step, Names& out) {
  if (step.body_kind != BodyKind::file) add_json(step.body, out);
  for (const PartSpec& part : step.parts) {
    if (part.value) add_names(part.value->text, out);
    if (part.file_name) add_names(part.file_name->text, out);
  }
}

}  // namespace

void add_names(std::string_view text, Names& out) {
  static constexpr std::string_view kCode = "totp:";
  static constexpr std::string_view kCountedCode = "hotp:";
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '$') continue;
    if (text[i + 1] == '$') {
      ++i;  // `$${` is a literal
      continue;
    }
    const std::size_t end = text.find('}', i);
    if (text[i + 1] != '{' || end == std::string_view::npos) continue;
    std::string_view name = text.substr(i + 2, end - i - 2);
    name = name.substr(0, name.find('|'));
    if (name.starts_with(kCode)) {
      out.emplace(name);
      name.remove_prefix(kCode.size());
    }
    if (name.starts_with(kCountedCode)) {
      name.remove_prefix(kCountedCode.size());
      const std::size_t colon = std::min(name.find(':'), name.size());
      out.emplace(name.substr(std::min(colon + 1, name.size())));
      name = name.substr(0, colon);
    }
    out.emplace(name);
    i = end;
  }
}

void add_uses(const StepSpec& step, Names& out) {
  add_checks(step.when, out);
  if (!step.for_each.empty()) out.insert(step.for_each);
  add_names(step.url.text, out);
  add_texts(step.query, out);
  add_texts(step.headers, out);
  add_texts(step.cookies, out);
  add_names(step.auth.user.text, out);
  add_names(step.auth.secret.text, out);
  if (step.sign) {
    add_names(step.sign->key.text, out);
    add_names(step.sign->over.text, out);
  }
  add_body(step, out);
  add_checks(step.checks, out);
  for (const CaptureSpec& capture : step.captures) {
    if (capture.source == Source::variable) out.insert(capture.selector.text);
    add_names(capture.selector.text, out);
    if (capture.fallback) add_names(capture.fallback->text, out);
  }
  for (const auto* explanations : {&step.explain, &step.expires}) {
    for (const Explanation& explanation : *explanations) add_check(explanation.condition, out);
  }
}

void add_uses(const StepList& steps, Names& out) {
  for (const StepSpec& step : steps) add_uses(step, out);
  for (const BlockSpec& block : steps.blocks) {
    add_checks(block.when, out);
    add_checks(block.repeat.until, out);
    if (!block.repeat.list.empty()) out.insert(block.repeat.list);
    for (const StartSpec& start : block.repeat.start) add_names(start.value.text, out);
  }
}

Names uses_of(const Flow& flow) {
  Names out;
  for (const StepList* steps : {&flow.session_steps, &flow.session_end, &flow.steps})
    add_uses(*steps, out);
  if (flow.renew.after) add_names(flow.renew.after->text, out);
  return out;
}

Names uses_of_frame(const Suite& suite) {
  Names out;
  add_names(suite.target.text, out);
  for (const VariableSpec& variable : suite.variables) {
    if (variable.value) add_names(variable.value->text, out);
    if (variable.fallback) add_names(variable.fallback->text, out);
    if (!variable.env.empty()) out.insert("env:" + variable.env);
  }
  add_texts(suite.defaults.headers, out);
  if (suite.ready) add_uses(*suite.ready, out);
  return out;
}

}  // namespace slogate
