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

// An e-mail address is like nothing else in a report, however short it is.
bool Capture::too_short(const Frame& frame) const {
  if (!spec_.secret || spec_.one_time) return false;
  const auto is_short = [](const std::string& text) {
    return text.size() < Redactor::kShortestSecret && !text.empty() &&
           text.find('@') == std::string::npos;
  };
  if (!spec_.list) return is_short(frame.value(slot_));
  return std::ranges::any_of(frame.list(slot_), is_short);
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
    failure.got = fmt::format("a secret of under {} characters: declare it \"one_time\"",
                              Redactor::kShortestSecret);
    failure.at = spec_.at;
    return failure;
  }
  if (fallback_) {
    std::string& text = found.scratch.texts.next();
    (void)fallback_->render(frame, text);
    if (spec_.list) {
      frame.set_list(slot_, text.empty() ? std::vector<std::string>() : std::vector{text});
    } else {
      frame.set(slot_, text);
    }
    return std::nullopt;
  }
  frame.unset(slot_);
  if (spec_.optional || (spec_.sticky && !seen_before)) return std::nullopt;

  CheckFailure failure;
  failure.expected =
      fmt::format("{} is there, for the capture {}{}", subject_text(*matcher_), spec_.name,
                  spec_.sticky ? " (an earlier answer of this run had it)" : "");
  failure.got =
      found.value.kind == Value::Kind::null ? "null" : shortened(found.why, kLongestGot, redactor);
  failure.excerpt =
      excerpt(body.text(), telling_place(*matcher_, body, found), kLongestExcerpt, redactor);
  failure.at = spec_.at;
  return failure;
}

}  // namespace slogate
