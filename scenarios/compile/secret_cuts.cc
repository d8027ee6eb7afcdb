#include "scenarios/compile/secret_cuts.h"

#include <algorithm>
#include <functional>

#include "scenarios/compile/body_view.h"
#include "scenarios/compile/check.h"
#include "scenarios/compile/matcher.h"

namespace slogate {
namespace {

bool at_or_before(const char* a, const char* b) {
  return std::less_equal<>()(a, b);
}

const char* end_of(std::string_view text) {
  return text.data() + text.size();
}

std::vector<const Value*> values_of(const Found& found) {
  std::vector<const Value*> values;
  if (!found.list) return {&found.value};
  for (const Value& item : found.scratch.items) values.push_back(&item);
  return values;
}

void look(const Matcher& matcher, const BodyView& body, const Frame& frame,
          std::chrono::sys_seconds now, const Redactor& redactor, Redactor& wider) {
  const bool cuts_itself = matcher.source == Source::regex;
  if (matcher.filters.empty() && !cuts_itself) return;
  SecretCuts cuts(redactor, wider);
  if (cuts_itself) cuts.watch(body.text());
  Found found(body.parsed().scratch);
  found.scratch.redactor = nullptr;
  found.scratch.cuts = &cuts;
  matcher.look(&body, frame, now, found);
  cuts.note(found);
  found.scratch.cuts = nullptr;
}

}  // namespace

void SecretCuts::watch(std::string_view text) {
  for (const auto& [begin, end] : known_.places_in(text))
    hidden_.emplace_back(text.data() + begin, text.data() + end);
}

void SecretCuts::before(const Found& found) {
  inputs_.clear();
  for (const Value* value : values_of(found)) {
    if (value->kind == Value::Kind::text) {
      inputs_.push_back(value->text);
    } else {
      inputs_.push_back(texts_.emplace_back(text_of(*value)));
    }
    if (!inputs_.back().empty()) watch(inputs_.back());
  }
}

bool SecretCuts::lies_in_input(std::string_view text) const {
  return std::any_of(inputs_.begin(), inputs_.end(), [&](std::string_view input) {
    return at_or_before(input.data(), text.data()) && at_or_before(end_of(text), end_of(input));
  });
}

void SecretCuts::behind(Filter filter, const Found& found) {
  if (filter == Filter::count) return;
  const std::vector<const Value*> values = values_of(found);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Value& value = *values[i];
    if (value.kind == Value::Kind::text && lies_in_input(value.text)) {
      note_view(value.text);
    } else if (values.size() == inputs_.size()) {
      note_made(filter, inputs_[i], value);
    }
  }
}

void SecretCuts::note(const Found& found) {
  for (const Value* value : values_of(found)) {
    if (value->kind == Value::Kind::text) note_view(value->text);
  }
}

// Cut out of a text as it stands there.
void SecretCuts::note_view(std::string_view text) {
  for (const auto& [begin, end] : std::vector<Range>(hidden_)) {
    const char* const from = at_or_before(begin, text.data()) ? text.data() : begin;
    const char* const to = at_or_before(end_of(text), end) ? end_of(text) : end;
    const bool whole = from == begin && to == end;
    if (whole || !at_or_before(from + 1, to)) continue;
    const std::string_view part(from, static_cast<std::size_t>(to - from));
    // A few characters are hidden only as the whole value that they are told with.
    hide(Redactor::too_short(part) ? text : part);
  }
}

// Made of a text: what is the secret in other letters, or comes of nothing else, is a secret too. All else is found in
// the encoding that the filter gives it.
void SecretCuts::note_made(Filter filter, std::string_view from, const Value& made) {
  const std::string& text = texts_.emplace_back(text_of(made));
  const bool same_places = filter == Filter::lower || filter == Filter::upper;
  for (const auto& [begin, end] : std::vector<Range>(hidden_)) {
    const char* const first = at_or_before(begin, from.data()) ? from.data() : begin;
    const char* const last = at_or_before(end_of(from), end) ? end_of(from) : end;
    if (!at_or_before(first + 1, last)) continue;
    if (same_places) {
      const std::string_view part = made.text.substr(static_cast<std::size_t>(first - from.data()),
                                                     static_cast<std::size_t>(last - first));
      hide(Redactor::too_short(part) ? made.text : part);
      // It lies elsewhere, for the filters behind this one.
      hidden_.emplace_back(part.data(), end_of(part));
    } else if ((first == from.data() && last == end_of(from)) || first != begin || last != end) {
      hide(text);
      if (made.kind == Value::Kind::text) hidden_.emplace_back(made.text.data(), end_of(made.text));
    }
  }
}

void SecretCuts::hide(std::string_view part) {
  if (Redactor::too_short(part)) return wider_.add_member(part);
  wider_.add(part);
}

void Check::find_cuts(const BodyView& body, const Frame& frame, std::chrono::sys_seconds now,
                      const Redactor& redactor, Redactor& wider) const {
  look(*matcher_, body, frame, now, redactor, wider);
}

void Capture::find_cuts(const BodyView& body, const Frame& frame, std::chrono::sys_seconds now,
                        const Redactor& redactor, Redactor& wider) const {
  look(*matcher_, body, frame, now, redactor, wider);
}

}  // namespace slogate
