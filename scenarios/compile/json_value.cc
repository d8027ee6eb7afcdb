#include "scenarios/compile/json_value.h"

#include <nlohmann/json.hpp>

#include "scenarios/compile/template.h"

namespace slogate {
namespace {

constexpr std::int64_t kNoTemplate = -1;

void set_scalar(const Value& value, Json& out) {
  out.kind = Json::Kind::null;
  out.items.clear();
  out.members.clear();
  switch (value.kind) {
    case Value::Kind::boolean:
      out.kind = Json::Kind::boolean;
      out.boolean = value.boolean;
      return;
    case Value::Kind::number: {
      const bool whole = value.whole == Value::Whole::yes;
      out.kind = whole ? Json::Kind::integer : Json::Kind::number;
      out.integer = value.integer;
      out.number = value.number;
      return;
    }
    case Value::Kind::text:
      out.kind = Json::Kind::string;
      out.string.assign(value.text);
      out.integer = kNoTemplate;
      return;
    default:
      return;
  }
}

Json json_of(const nlohmann::json& value) {
  Json out;
  if (!value.is_structured()) {
    set_scalar(value_of(value), out);
    return out;
  }
  out.kind = value.is_array() ? Json::Kind::array : Json::Kind::object;
  for (const auto& [key, item] : value.items()) {
    if (value.is_array()) {
      out.items.push_back(json_of(item));
    } else {
      out.members.push_back({key, {}, json_of(item)});
    }
  }
  return out;
}

}  // namespace

bool read_json(std::string_view text, JsonText& json, TextPool& pool, Json& out) {
  if (!is_json_value(text, json)) {
    set_scalar({}, out);
    return false;
  }
  (void)json.parse(text);
  const Value root = json.value_of(json.root(), pool);
  json.clear();
  if (root.kind == Value::Kind::array || root.kind == Value::Kind::object) {
    out = json_of(nlohmann::json::parse(text, nullptr, false));
  } else {
    set_scalar(root, out);
  }
  return true;
}

}  // namespace slogate
