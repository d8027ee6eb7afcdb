#include "scenarios/compile/check.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/body_view.h"
#include "scenarios/compile/excerpt.h"
#include "scenarios/compile/predicate.h"
#include "scenarios/compile/wording.h"

namespace slogate {
namespace {

// Gives each string the index of its template, in the order in which compile() collected them.
void number_strings(Json& json, std::int64_t& next) {
  if (json.kind == Json::Kind::string) json.integer = next++;
  for (Json& item : json.items) number_strings(item, next);
  for (Json::Member& member : json.members) number_strings(member.value, next);
}

// As the flow file says it; arrays and objects as JSON.
std::string source_text(const Json& json) {
  return json.kind == Json::Kind::string ? fmt::format("\"{}\"", json.string) : json.dump();
}

std::string rendered_text(const Json& json, const std::vector<Template>& templates,
                          const Frame& frame) {
  const auto index = static_cast<std::size_t>(json.integer);
  if (json.kind != Json::Kind::string || index >= templates.size() || templates[index].secret()) {
    return source_text(json);
  }
  return fmt::format("\"{}\"", templates[index].render(frame));
}

// Where the body is most telling: at the match, at the member that a pointer ends in, or at its
// beginning.
std::size_t telling_place(const Matcher& matcher, const Found& found, std::string_view body) {
  if (found.at != std::string_view::npos) return found.at;
  if (matcher.source == Source::json && !matcher.pointer.empty()) {
    return body.find(fmt::format("\"{}\"", matcher.pointer.back()));
  }
  return std::string_view::npos;
}

}  // namespace

Check::Check(std::shared_ptr<const Matcher> matcher, CheckSpec spec, std::vector<Template> expected)
    : matcher_(std::move(matcher)), spec_(std::move(spec)), expected_(std::move(expected)) {
  std::int64_t next = 0;
  number_strings(spec_.expected, next);
}

std::optional<CheckFailure> Check::evaluate(const BodyView& body, const Frame& frame,
                                            std::chrono::sys_seconds now) const {
  Found found;
  matcher_->look(&body, frame, now, found);
  if (Expectation(*matcher_, spec_, expected_, frame).met_by(found)) return std::nullopt;

  const std::string& text = body.exchange().response.body;
  std::size_t place = telling_place(*matcher_, found, text);
  if (spec_.source == Source::body && spec_.predicate == Predicate::not_contains &&
      !expected_.empty()) {
    place = text.find(expected_.front().render(frame));
  }
  CheckFailure failure;
  failure.expected = claim_text(spec_, matcher_->selector, [&](const Json& json) {
    return rendered_text(json, expected_, frame);
  });
  failure.got = got_text(*matcher_, spec_, found);
  failure.excerpt = excerpt(text, place, kLongestExcerpt);
  failure.because = spec_.because;
  failure.at = spec_.at;
  return failure;
}

bool Check::holds(const Frame& frame) const {
  Found found;
  matcher_->look(nullptr, frame, {}, found);
  return Expectation(*matcher_, spec_, expected_, frame).met_by(found);
}

bool Check::needs_body() const {
  return matcher_->needs_body();
}

std::string Check::text() const {
  return claim_text(spec_, matcher_->selector, source_text);
}

Capture::Capture(std::shared_ptr<const Matcher> matcher, CaptureSpec spec, std::size_t slot)
    : matcher_(std::move(matcher)), spec_(std::move(spec)), slot_(slot) {}

bool Capture::needs_body() const {
  return matcher_->needs_body();
}

std::optional<CheckFailure> Capture::take(const BodyView& body, Frame& frame,
                                          bool seen_before) const {
  std::string why;
  bool taken = false;
  Found found;
  if (spec_.list) {
    std::vector<std::string> all;
    taken = matcher_->look_all(body, all, why);
    if (taken) frame.set_list(slot_, std::move(all));
  } else {
    matcher_->look(&body, frame, {}, found);
    why = found.why;
    taken = true;
    switch (found.kind) {
      case Found::Kind::missing:
        taken = false;
        break;
      case Found::Kind::text:
      case Found::Kind::list:
        frame.set(slot_, found.text);
        break;
      case Found::Kind::number:
        frame.set(slot_, digits_of(found.number));
        break;
      case Found::Kind::boolean:
        frame.set(slot_, found.boolean ? "true" : "false");
        break;
      case Found::Kind::json:
        taken = !found.json->is_null();
        if (!taken) why = "null";
        if (taken && found.json->is_string()) {
          frame.set(slot_, found.json->get_ref<const std::string&>());
        } else if (taken) {
          frame.set(slot_, found.json->dump());
        }
        break;
    }
  }
  if (taken) return std::nullopt;
  frame.unset(slot_);
  if (spec_.optional || (spec_.sticky && !seen_before)) return std::nullopt;

  const std::string& text = body.exchange().response.body;
  CheckFailure failure;
  failure.expected = fmt::format("{} is there, for the capture {}{}",
                                 subject_text(spec_.source, matcher_->selector), spec_.name,
                                 spec_.sticky ? " (an earlier answer of this run had it)" : "");
  failure.got = shortened(why, kLongestGot);
  failure.excerpt = excerpt(text, telling_place(*matcher_, found, text), kLongestExcerpt);
  failure.at = spec_.at;
  return failure;
}

}  // namespace slogate
