// Captures whose values are made of secrets: secrets too, whatever their filters do.
#include <algorithm>

#include "scenarios/compile/flow_scope.h"

namespace slogate {
namespace {

bool declares_secret(const CaptureSpec& capture) {
  return capture.secret || capture.one_time;
}

// How many there are tells nothing of what they are.
bool counts(const CaptureSpec& capture) {
  return std::ranges::any_of(
      capture.filters, [](const FilterSpec& filter) { return filter.filter == Filter::count; });
}

bool same_source(const CaptureSpec& a, const CaptureSpec& b) {
  return a.source == b.source && a.selector.text == b.selector.text && a.attribute == b.attribute;
}

}  // namespace

bool FlowScope::is_secret_name(const std::string& name) {
  if (const auto slot = names_.find(name); slot != names_.end()) return slot->second.secret;
  const Known* known = variables_.find(name);
  return known != nullptr && known->secret();
}

bool FlowScope::holds_secret(const TemplateText& text) {
  std::vector<TemplatePart> parts;
  if (split_template(text.text, parts)) return false;
  return std::ranges::any_of(parts, [&](const TemplatePart& part) {
    switch (part.kind) {
      case TemplatePart::Kind::literal:
        return false;
      case TemplatePart::Kind::name:
        return is_secret_name(part.text);
      case TemplatePart::Kind::env:
        return variables_.is_secret_name(part.text);
      default:
        return true;
    }
  });
}

bool FlowScope::inherits_secret(const CaptureSpec& capture, const StepSpec& step) {
  if (declares_secret(capture) || capture.shown || counts(capture)) return false;
  if (capture.fallback && holds_secret(*capture.fallback)) return true;
  if (capture.source == Source::variable) return is_secret_name(capture.selector.text);
  return std::ranges::any_of(step.captures, [&](const CaptureSpec& other) {
    return declares_secret(other) && same_source(other, capture);
  });
}

FlowScope::Name* FlowScope::captured(const std::string& name) {
  const auto found = names_.find(name);
  return found != names_.end() && found->second.kind == Kind::capture ? &found->second : nullptr;
}

bool FlowScope::spread_secrets(const StepList& steps) {
  bool any = false;
  for (const BlockSpec& block : steps.blocks) {
    for (const StartSpec& start : block.repeat.start) {
      Name* const name = captured(start.name);
      if (name == nullptr || name->secret || !holds_secret(start.value)) continue;
      name->secret = true;
      any = true;
    }
  }
  for (const StepSpec& step : steps) {
    for (const CaptureSpec& capture : step.captures) {
      Name* const name = captured(capture.name);
      if (name == nullptr || name->secret || !inherits_secret(capture, step)) continue;
      name->secret = true;
      any = true;
    }
  }
  return any;
}

}  // namespace slogate
