#include <fmt/format.h>

#include "scenarios/suite/parsers.h"
#include "scenarios/suite/sources.h"

namespace slogate {
namespace {

bool has_filter(const CaptureSpec& capture, Filter filter) {
  for (const FilterSpec& spec : capture.filters) {
    if (spec.filter == filter) return true;
  }
  return false;
}

// Headers, cookies and a pattern give their first match, or with `list` all of them.
void check_list(const Reader& reader, const CaptureSpec& capture, ValueShape shape) {
  const bool several = capture.source == Source::header || capture.source == Source::cookie ||
                       capture.source == Source::regex;
  if (!capture.list || several || may_be_list(shape) || has_filter(capture, Filter::split)) return;
  reader.problem(reader.key_position("list"),
                 fmt::format("\"list\" needs a source of several values, there is one {} here",
                             shape_name(shape)));
}

void check_missing(const Reader& reader, const CaptureSpec& capture) {
  if (capture.optional && capture.sticky) {
    reader.problem(reader.key_position("sticky"),
                   "\"sticky\" is optional until seen already, leave \"optional\" out");
  }
  if (!capture.fallback) return;
  if (capture.optional)
    reader.refuse("optional", "does not go with \"default\", which fills the variable");
  if (capture.sticky)
    reader.refuse("sticky", "does not go with \"default\", which fills the variable");
  if (capture.list) reader.refuse("list", "does not go with \"default\", which is one text");
}

}  // namespace

CaptureSpec parse_capture(const std::string& name, const Position& at, const Json& json,
                          Diagnostics& problems) {
  CaptureSpec capture;
  capture.name = name;
  capture.at = at;
  (void)check_variable_name(name, at, problems);
  const Reader reader(json, keys::kCapture, problems);
  if (!reader.usable()) return capture;
  capture.list = reader.boolean("list", false);
  capture.secret = reader.boolean("secret", false);
  capture.one_time = reader.boolean("one_time", false);
  capture.shown = reader.has("secret") && !capture.secret;
  if (capture.one_time && reader.has("secret") && !capture.secret) {
    reader.refuse("one_time", "is a kind of secret, leave \"secret\": false out");
  }
  capture.secret = capture.secret || capture.one_time;
  capture.optional = reader.boolean("optional", false);
  capture.sticky = reader.boolean("sticky", false);
  capture.fallback = reader.template_text("default");
  if (reader.word("scope", {"iteration", "user"}).value_or(0) == 1)
    capture.scope = CaptureScope::user;
  check_missing(reader, capture);
  const SourceWord* source = parse_source(reader, "a capture");
  if (source == nullptr) return capture;
  capture.source = source->source;
  ValueShape shape = ValueShape::number;
  if (capture.source == Source::status) {
    const Json& value = *reader.find("status");
    if (value.kind != Json::Kind::boolean || !value.boolean)
      problems.add(value.at, "\"status\" must be true, a capture keeps what came");
  } else {
    parse_selector(reader, *source, capture.selector);
    shape = source_shape(capture.source, capture.selector.text);
  }
  capture.attribute = parse_attribute(reader, capture.source);
  if (capture.list && shape == ValueShape::text) {
    ValueShape many = ValueShape::any;
    capture.filters = parse_filters(reader, many);
  } else {
    capture.filters = parse_filters(reader, shape);
  }
  check_list(reader, capture, shape);
  return capture;
}

}  // namespace slogate
