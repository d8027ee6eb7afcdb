#include <algorithm>

#include <fmt/format.h>

#include "scenarios/compile/body_view.h"
#include "scenarios/compile/check.h"
#include "scenarios/compile/excerpt.h"
#include "scenarios/compile/telling_place.h"
#include "scenarios/compile/wording.h"

namespace slogate {
namespace {

// What was found as a list: a JSON array's items, or a single value by itself.
void list_of(Found& found) {
  spread(found);
  if (found.missing()) return;
  if (found.list) {
    // An array may be empty; a source that finds nothing has no list.
    const bool array = found.value.kind == Value::Kind::missing && found.why == "an empty array";
    if (found.scratch.items.empty() && !array) found.lose(found.why);
    return;
  }
  if (found.value.kind == Value::Kind::null) return found.lose("null");
  if (found.value.typed) return found.lose("no array");
  const Value only = found.value;
  found.begin_list();
  found.scratch.items.push_back(only);
  found.end_list();
}

}  // namespace

Capture::Capture(std::shared_ptr<const Matcher> matcher, CaptureSpec spec, std::size_t slot,
                 std::optional<Template> fallback)
    : matcher_(std::move(matcher)),
      spec_(std::move(spec)),
      slot_(slot),
      fallback_(std::move(fallback)) {}

bool Capture::needs_body() const {
  return matcher_->needs_body();
}

bool Capture::keep(const Found& found, Frame& frame) const {
  const Value& value = found.value;
  if (spec_.list) {
    std::vector<std::string> all;
    for (const Value& item : found.scratch.items) all.push_back(text_of(item));
    frame.set_list(slot_, std::move(all));
    return true;
  }
  if (value.kind == Value::Kind::missing || value.kind == Value::Kind::null) return false;
  if (value.kind == Value::Kind::text) {
    frame.set(slot_, value.text);
  } else {
    std::string& text = found.scratch.texts.next();
    append_text(value, text);
    frame.set(slot_, text);
  }
  return true;
}

bool Capture::too_short(const Frame& frame) const {
  if (!spec_.secret || spec_.one_time) return false;
  if (!spec_.list) return Redactor::too_short(frame.value(slot_));
  return std::ranges::any_of(frame.list(slot_), Redactor::too_short);
}

bool Capture::does_without(Frame& frame, bool seen_before, std::string& text) const {
  if (!fallback_) {
    frame.unset(slot_);
    return spec_.optional || (spec_.sticky && !seen_before);
  }
  text.clear();
  std::string why;
  if (!fallback_->render(frame, text, &why)) {
    frame.unset(slot_);
    text = std::move(why);
    return false;
  }
  if (spec_.list) {
    frame.set_list(slot_, text.empty() ? std::vector<std::string>() : std::vector{text});
  } else {
    frame.set(slot_, text);
  }
  return true;
}

std::string without_default(std::string_view why) {
  return fmt::format(", and its default cannot stand in: {}", why);
}

std::string Capture::expectation() const {
  return fmt::format("{} is there, for the capture {}{}", subject_text(*matcher_), spec_.name,
                     spec_.sticky ? " (an earlier answer of this run had it)" : "");
}

std::optional<CheckFailure> Capture::take(const BodyView& body, Frame& frame, bool seen_before,
                                          std::chrono::sys_seconds now,
                                          const Redactor* redactor) const {
  Found found(body.parsed().scratch);
  found.scratch.redactor = redactor;
  matcher_->look(&body, frame, now, found);
  if (spec_.list) list_of(found);
  if (!found.missing() && keep(found, frame)) {
    if (!too_short(frame)) return std::nullopt;
    CheckFailure failure;
    failure.expected = fmt::format("{} can be kept secret, for the capture {}",
                                   subject_text(*matcher_), spec_.name);
    failure.got = fmt::format(
        "a secret of under {} characters: declare it \"one_time\"{}", Redactor::kShortestSecret,
        spec_.inherited ? ", or \"secret\": false where it may be shown" : "");
    failure.at = spec_.at;
    return failure;
  }
  std::string& fallback = found.scratch.texts.next();
  if (does_without(frame, seen_before, fallback)) return std::nullopt;

  CheckFailure failure;
  failure.expected = expectation();
  failure.got = found.value.kind == Value::Kind::null
                    ? "null"
                    : shortened(std::string(found.why) + namespace_hint(*matcher_, body, found),
                                kLongestGot, redactor);
  if (fallback_) failure.got += without_default(fallback);
  failure.excerpt =
      excerpt(body.text(), telling_place(*matcher_, body, found), kLongestExcerpt, redactor);
  failure.at = spec_.at;
  return failure;
}

}  // namespace slogate
