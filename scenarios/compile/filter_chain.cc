#include "scenarios/compile/filter_chain.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "scenarios/compile/date.h"
#include "scenarios/compile/excerpt.h"
#include "scenarios/compile/filter.h"
#include "scenarios/compile/matcher.h"
#include "scenarios/compile/secret_cuts.h"

namespace slogate {
namespace {

// Also when a page is split at every letter.
constexpr std::size_t kMostPieces = 100'000;
constexpr std::size_t kLongestQuote = 100;

// Not even `exists: false` holds of what a filter cannot work on.
bool misfit(Found& found, std::string why) {
  std::string& text = found.scratch.texts.next();
  text = std::move(why);
  found.lose(text);
  found.unreadable = true;
  return false;
}

std::string quote(std::string_view text, const Redactor* redactor = nullptr) {
  return fmt::format("\"{}\"", shortened(text, kLongestQuote, redactor));
}

std::string_view word_of(Filter filter) {
  switch (filter) {
    case Filter::trim:
      return "trim";
    case Filter::lower:
      return "lower";
    case Filter::upper:
      return "upper";
    case Filter::url_encode:
      return "url_encode";
    case Filter::url_decode:
      return "url_decode";
    case Filter::base64_encode:
      return "base64_encode";
    case Filter::base64_decode:
      return "base64_decode";
    case Filter::sha256:
      return "sha256";
    case Filter::md5:
      return "md5";
    case Filter::number:
      return "number";
    case Filter::regex:
      return "regex";
    case Filter::split:
      return "split";
    case Filter::index:
      return "index";
    case Filter::count:
      return "count";
    case Filter::date:
      return "date";
  }
  return {};
}

// A text's own characters; all else in words, written to the pool.
std::string_view text_in(const Value& value, Found& found) {
  if (value.kind == Value::Kind::text) return value.text;
  std::string& text = found.scratch.texts.next();
  append_text(value, text);
  return text;
}

}  // namespace

bool FilterChain::add(const FilterSpec& spec, std::string& why) {
  Link link{spec.filter, spec.text, spec.number, nullptr};
  if (spec.filter == Filter::regex) {
    link.pattern = make_pattern(spec.text);
    if (!link.pattern->ok()) {
      why = fmt::format("bad pattern \"{}\": {}", spec.text, link.pattern->error());
      return false;
    }
  }
  if (spec.filter == Filter::split && spec.text.empty()) {
    why = "\"split\" is empty, say at which text";
    return false;
  }
  links_.push_back(std::move(link));
  return true;
}

bool FilterChain::takes_list() const {
  return !links_.empty() &&
         (links_.front().filter == Filter::count || links_.front().filter == Filter::index);
}

std::string FilterChain::text() const {
  std::string out;
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const Link& link = links_[i];
    if (i > 0) out += i + 1 == links_.size() ? " and " : ", ";
    out += word_of(link.filter);
    if (link.filter == Filter::index) out += fmt::format(" {}", link.number);
    if (!link.text.empty()) out += fmt::format(" {}", quote(link.text));
  }
  return out;
}

void FilterChain::apply(Found& found) const {
  for (const Link& link : links_) {
    if (found.missing()) return;
    SecretCuts* const cuts = found.scratch.cuts;
    if (cuts != nullptr) cuts->before(found);
    apply(link, found);
    if (cuts != nullptr) cuts->behind(link.filter, found);
  }
}

void FilterChain::apply(const Link& link, Found& found) const {
  if (link.filter == Filter::count) return count(found);
  if (link.filter == Filter::index) return pick(link.number, found);
  if (link.filter == Filter::split) return split(link, found);
  spread(found);
  if (!found.list) {
    (void)convert(link, found.value, found);
    return;
  }
  for (Value& item : found.scratch.items) {
    if (!convert(link, item, found)) return;
  }
  if (!found.scratch.items.empty()) found.value = found.scratch.items.front();
}

bool FilterChain::convert(const Link& link, Value& value, Found& found) const {
  if (value.kind == Value::Kind::null) return misfit(found, "null is no text");
  if (link.filter == Filter::regex) return match(link, value, found);
  if (link.filter == Filter::number && value.kind == Value::Kind::number) return true;
  const std::string_view text = text_in(value, found);
  if (link.filter == Filter::number) {
    double number = 0;
    if (!number_in(text, number))
      return misfit(found, quote(text, found.scratch.redactor) + " is no number");
    value = value_of(number);
    return true;
  }
  if (link.filter == Filter::date) {
    const auto seconds = parse_date(link.text, text);
    if (!seconds)
      return misfit(found, fmt::format("{} is no date of the form {}",
                                       quote(text, found.scratch.redactor), link.text));
    value = value_of(*seconds);
    return true;
  }
  if (link.filter == Filter::trim) {
    value = value_of(trimmed_text(text));
    return true;
  }
  std::string& out = found.scratch.texts.next();
  std::string why;
  if (!apply_text_filter(link.filter, text, out, why)) return misfit(found, std::move(why));
  value = value_of(std::string_view(out));
  return true;
}

bool FilterChain::match(const Link& link, Value& value, Found& found) const {
  const std::string_view text = text_in(value, found);
  re2::StringPiece match[2];
  const int wanted = link.pattern->NumberOfCapturingGroups() > 0 ? 2 : 1;
  if (!link.pattern->Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, match,
                           wanted)) {
    std::string& why = found.scratch.texts.next();
    fmt::format_to(std::back_inserter(why), "no match in {}", quote(text, found.scratch.redactor));
    found.lose(why);
    return false;
  }
  value = value_of(std::string_view(match[wanted - 1].data(), match[wanted - 1].size()));
  return true;
}

void FilterChain::count(Found& found) const {
  std::size_t count = found.value.count;
  if (found.list) {
    count = found.total;
  } else if (found.value.kind != Value::Kind::array && found.value.kind != Value::Kind::object) {
    (void)misfit(found, "no list to count");
    return;
  }
  found.list = false;
  found.value = value_of(static_cast<double>(count));
}

void FilterChain::pick(std::int64_t index, Found& found) const {
  spread(found);
  if (!found.list) {
    (void)misfit(found, fmt::format("no list to take index {} of", index));
    return;
  }
  const std::vector<Value>& items = found.scratch.items;
  const auto size = static_cast<std::int64_t>(items.size());
  const std::int64_t at = index < 0 ? size + index : index;
  if (at < 0 || at >= size) {
    std::string& why = found.scratch.texts.next();
    fmt::format_to(std::back_inserter(why), "no index {} in a list of {}", index, size);
    found.lose(why);
    return;
  }
  const Value value = items[static_cast<std::size_t>(at)];
  found.list = false;
  found.value = value;
}

void FilterChain::split(const Link& link, Found& found) const {
  if (found.list || found.value.kind == Value::Kind::array) {
    (void)misfit(found, "a list, which cannot be split");
    return;
  }
  std::string_view text = text_in(found.value, found);
  found.begin_list();
  while (found.scratch.items.size() < kMostPieces) {
    const std::size_t end = text.find(link.text);
    found.scratch.items.push_back(value_of(text.substr(0, end)));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + link.text.size());
  }
  found.end_list();
}

void spread(Found& found) {
  if (found.list || found.value.kind != Value::Kind::array || found.value.tree == nullptr) return;
  const nlohmann::json& array = *found.value.tree;
  found.begin_list();
  for (const nlohmann::json& item : array) found.scratch.items.push_back(value_of(item));
  found.end_list();
  if (found.total == 0) found.why = "an empty array";
}

}  // namespace slogate
