#include "scenarios/compile/check.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/body_view.h"
#include "scenarios/compile/excerpt.h"
#include "scenarios/compile/predicate.h"
#include "scenarios/compile/telling_place.h"
#include "scenarios/compile/wording.h"
#include "scenarios/suite/quantity.h"

namespace slogate {
namespace {

// Gives each string the index of its template, in the order in which compile() collected them.
void number_strings(Json& json, std::int64_t& next) {
  if (json.kind == Json::Kind::string) json.integer = next++;
  for (Json& item : json.items) number_strings(item, next);
  for (Json::Member& member : json.members) number_strings(member.value, next);
}

bool is_number(const Json& json) {
  return json.kind == Json::Kind::integer || json.kind == Json::Kind::number;
}

// A text that is expected: a status class is a word of its own, and an amount a number.
std::string text_words(const CheckSpec& spec, const std::string& text) {
  if (spec.predicate == Predicate::length || spec.predicate == Predicate::count) return text;
  if (spec.source == Source::status && status_class(text) != 0) return text;
  return fmt::format("\"{}\"", text);
}

// The template of a text that is expected; nullptr of anything else.
const Template* template_of(const Json& json, const std::vector<Template>& templates) {
  const auto index = static_cast<std::size_t>(json.integer);
  return json.kind == Json::Kind::string && index < templates.size() ? &templates[index] : nullptr;
}

// As the flow file says it: times as durations, arrays and objects as JSON.
std::string source_text(const CheckSpec& spec, const Json& json,
                        const std::vector<Template>& templates) {
  const Template* const text = template_of(json, templates);
  if (text != nullptr && text->json()) return json.string;
  if (spec.source == Source::time && spec.filters.empty() && is_number(json))
    return duration_text(Duration(std::llround(json.number)));
  return json.kind == Json::Kind::string ? text_words(spec, json.string) : json.dump();
}

std::string rendered_text(const CheckSpec& spec, const Json& json,
                          const std::vector<Template>& templates, const Frame& frame) {
  const Template* const expected = template_of(json, templates);
  if (expected == nullptr || expected->secret()) return source_text(spec, json, templates);
  std::string text;
  if (!expected->render(frame, text)) return source_text(spec, json, templates);
  return expected->json() ? text : text_words(spec, text);
}

// What nearly every step asks: seen without a value made of the answer.
bool has_wanted_status(const CheckSpec& spec, const Response& response) {
  return spec.source == Source::status && spec.predicate == Predicate::equals && !spec.negated &&
         !spec.each && spec.filters.empty() && spec.expected.kind == Json::Kind::integer &&
         response.status != 0 && response.status == spec.expected.integer;
}

}  // namespace

Check::Check(std::shared_ptr<const Matcher> matcher, CheckSpec spec, std::vector<Template> expected)
    : matcher_(std::move(matcher)), spec_(std::move(spec)), expected_(std::move(expected)) {
  std::int64_t next = 0;
  number_strings(spec_.expected, next);
}

std::optional<CheckFailure> Check::evaluate(const BodyView& body, const Frame& frame,
                                            std::chrono::sys_seconds now,
                                            const Redactor* redactor) const {
  if (has_wanted_status(spec_, body.exchange().response)) return std::nullopt;
  Found found(body.parsed().scratch);
  found.scratch.redactor = redactor;
  matcher_->look(&body, frame, now, found);
  Expectation expectation(*matcher_, spec_, expected_, frame);
  if (expectation.met_by(found)) return std::nullopt;
  if (matcher_->shape_only) load_tree(*matcher_, body, found);
  return failure(body, frame, found, expectation);
}

CheckFailure Check::failure(const BodyView& body, const Frame& frame, Found& found,
                            const Expectation& expectation) const {
  CheckFailure failure;
  failure.expected = claim_text(spec_, *matcher_, [&](const Json& json) {
    return rendered_text(spec_, json, expected_, frame);
  });
  failure.got = expectation.why();
  if (failure.got.empty()) {
    failure.got = got_text(*matcher_, spec_, found, expectation);
    const std::string hint = namespace_hint(*matcher_, body, found);
    if (!hint.empty())
      failure.got = shortened(failure.got + hint, kLongestGot, found.scratch.redactor);
  }
  const std::string_view text = body.text();
  const std::optional<std::size_t> member = expectation.culprit();
  std::size_t place = telling_place(*matcher_, body, found, member);
  // What must not be there is what the reader wants to see.
  if (const auto hit = expectation.hit()) {
    const std::size_t start = place_of_view(value_at(found, member).text, text);
    if (start != std::string_view::npos) place = start + *hit;
  }
  if (spec_.predicate == Predicate::schema && !spec_.negated) {
    if (const auto violation = expectation.violation(value_at(found, member)))
      place = place_below(*matcher_, body, found, member, violation->pointer, place);
  }
  failure.excerpt = excerpt(text, place, kLongestExcerpt, found.scratch.redactor);
  failure.because = spec_.because;
  failure.at = spec_.at;
  return failure;
}

bool Check::holds(const Frame& frame) const {
  Scratch scratch;
  Found found(scratch);
  matcher_->look(nullptr, frame, {}, found);
  return Expectation(*matcher_, spec_, expected_, frame).met_by(found);
}

bool Check::needs_body() const {
  return matcher_->needs_body();
}

std::string Check::text() const {
  return claim_text(spec_, *matcher_,
                    [&](const Json& json) { return source_text(spec_, json, expected_); });
}

}  // namespace slogate
