// The part of an evaluation that decides filters: conditions, values of operands, functions.
#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "scenarios/content/jsonpath_pattern.h"
#include "scenarios/content/jsonpath_place.h"
#include "scenarios/content/jsonpath_select.h"

namespace slogate::jsonpath {
namespace {

using nlohmann::json;

// A pattern from the document costs as much of the budget as so many nodes, and one for each byte.
constexpr std::size_t kPatternVisits = 1'000;

// Unicode scalar values: the bytes that do not continue a UTF-8 sequence.
std::size_t characters_in(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

bool Selection::holds(const Condition& condition, const json& node) {
  bool result = false;
  switch (condition.kind) {
    case Condition::Kind::any_of:
      result = std::any_of(condition.parts.begin(), condition.parts.end(),
                           [&](const Condition& part) { return holds(part, node); });
      break;
    case Condition::Kind::all_of:
      result = std::all_of(condition.parts.begin(), condition.parts.end(),
                           [&](const Condition& part) { return holds(part, node); });
      break;
    case Condition::Kind::compares: {
      json left;
      json right;
      result = compare(value_of(condition.left, node, left), condition.comparison,
                       value_of(condition.right, node, right), budget_);
      break;
    }
    case Condition::Kind::exists:
      result = exists(condition.left.query, node);
      break;
    case Condition::Kind::holds:
      result = call_holds(*condition.left.call, node);
      break;
  }
  return result != condition.negated;
}

bool Selection::exists(const Query& query, const json& node) {
  if (query.singular) return follow(query, node) != nullptr;
  Findings findings;
  findings.enough = 1;
  static_cast<void>(walk(query, query.relative ? node : root_, findings));
  return findings.count > 0;
}

const json* Selection::follow(const Query& query, const json& node) {
  const json* place = query.relative ? &node : &root_;
  for (const Segment& segment : query.segments) {
    if (!budget_.spend(1)) return nullptr;
    place = child_of(*place, segment.selectors.front());
    if (place == nullptr) return nullptr;
  }
  return place;
}

const json* Selection::value_of(const Operand& operand, const json& node, json& made) {
  switch (operand.kind) {
    case Operand::Kind::literal:
      return operand.literal.get();
    case Operand::Kind::query:
      return follow(operand.query, node);
    case Operand::Kind::call:
      return value_of_call(*operand.call, node, made);
  }
  return nullptr;
}

const json* Selection::value_of_call(const Call& call, const json& node, json& made) {
  const Operand& argument = call.arguments.front();
  if (call.function == Function::length) {
    json inner;
    const json* value = value_of(argument, node, inner);
    if (value == nullptr) return nullptr;
    if (value->is_string()) {
      const auto& text = value->get_ref<const std::string&>();
      if (!budget_.spend(text.size() / 256)) return nullptr;
      made = characters_in(text);
    } else if (value->is_structured()) {
      made = value->size();
    } else {
      return nullptr;
    }
    return &made;
  }
  Findings findings;
  if (call.function == Function::value) findings.enough = 2;
  const Query& query = argument.query;
  static_cast<void>(walk(query, query.relative ? node : root_, findings));
  if (call.function == Function::value) return findings.count == 1 ? findings.first : nullptr;
  made = findings.count;
  return &made;
}

bool Selection::call_holds(const Call& call, const json& node) {
  json made;
  const json* value = value_of(call.arguments[0], node, made);
  if (value == nullptr || !value->is_string()) return false;
  const re2::RE2* pattern = pattern_of(call, node);
  if (pattern == nullptr) return false;
  const auto& text = value->get_ref<const std::string&>();
  if (!budget_.spend(text.size() / 256)) return false;
  return call.function == Function::match ? re2::RE2::FullMatch(text, *pattern)
                                          : re2::RE2::PartialMatch(text, *pattern);
}

// The pattern of the query's own text, or the one that the document holds: compiled when it is not
// the one of the node before. nullptr where it is none.
const re2::RE2* Selection::pattern_of(const Call& call, const json& node) {
  if (call.pattern != nullptr) return call.pattern.get();
  json made;
  const json* value = value_of(call.arguments[1], node, made);
  if (value == nullptr || !value->is_string()) return nullptr;
  const auto& text = value->get_ref<const std::string&>();
  if (has_pattern_ && text == pattern_text_) return pattern_.get();
  if (!budget_.spend(kPatternVisits + text.size())) return nullptr;
  std::string why;
  pattern_ = compile_pattern(text, why);
  pattern_text_ = text;
  has_pattern_ = true;
  return pattern_.get();
}

}  // namespace slogate::jsonpath
