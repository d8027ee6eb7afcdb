#include "scenarios/message/redactor.h"

#include <algorithm>
#include <utility>

#include "scenarios/message/base64_forms.h"
#include "scenarios/message/encoded_text.h"
#include "scenarios/message/utf8.h"

namespace slogate {
namespace {

constexpr std::string_view kMask = "***";

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// True where a word may begin at `at`: also after `%20` and after `\n`, which end in letters and
// digits.
bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0 || !is_word(text[at - 1])) return true;
  if (at >= 2 && text[at - 2] == '\\') return true;
  const bool hex = at >= 3 && is_hex(text[at - 2]) && is_hex(text[at - 1]);
  // `%2520`: encoded twice.
  return hex && (text[at - 3] == '%' || (at >= 5 && text.substr(at - 5, 3) == "%25"));
}

bool ends_word(std::string_view text, std::size_t end) {
  return end == text.size() || !is_word(text[end]);
}

// Between the marks of JSON, or alone.
bool is_json_value(std::string_view text, std::size_t at, std::size_t end) {
  std::string_view before = text.substr(0, at);
  std::string_view behind = text.substr(end);
  while (!before.empty() && is_blank(before.back())) before.remove_suffix(1);
  while (!behind.empty() && is_blank(behind.front())) behind.remove_prefix(1);
  const auto ends_so = [&](std::string_view mark) { return before.ends_with(mark); };
  const auto begins_so = [&](std::string_view mark) { return behind.starts_with(mark); };
  static constexpr std::array<std::string_view, 9> kBefore{":",   "[",   ",",   "%3A", "%5B",
                                                           "%2C", "%3a", "%5b", "%2c"};
  static constexpr std::array<std::string_view, 9> kBehind{",",   "]",   "}",   "%2C", "%5D",
                                                           "%7D", "%2c", "%5d", "%7d"};
  return (before.empty() || std::any_of(kBefore.begin(), kBefore.end(), ends_so)) &&
         (behind.empty() || std::any_of(kBehind.begin(), kBehind.end(), begins_so));
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789.+-eE") == std::string_view::npos;
}

// Of Unicode; a byte that is no UTF-8 is one.
std::size_t characters_of(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count)
    at += std::max<std::size_t>(utf8_length(text, at), 1);
  return count;
}

std::size_t bucket_of(char c) {
  return static_cast<unsigned char>(c);
}

}  // namespace

bool Redactor::too_short(std::string_view secret) {
  return !secret.empty() && characters_of(secret) < kShortestSecret &&
         secret.find('@') == std::string_view::npos;
}

void Redactor::add_form(std::string text, Stand stand) {
  if (text.empty()) return;
  std::vector<Form>& forms = forms_[bucket_of(text.front())];
  for (Form& form : forms) {
    if (form.text != text) continue;
    form.stand = std::min(form.stand, stand);
    return;
  }
  forms.push_back({std::move(text), stand});
  ++size_;
}

void Redactor::add(std::string_view secret) {
  if (secret.empty()) return;
  const std::vector<Form>& known = forms_[bucket_of(secret.front())];
  const Stand stand = secret.size() < kShortestSecret ? Stand::word : Stand::anywhere;
  if (std::any_of(known.begin(), known.end(), [&](const Form& form) {
        return form.text == secret && form.stand == Stand::anywhere;
      }))
    return;
  add_form(std::string(secret), stand);
  add_encoded(secret);
}

void Redactor::add_encoded(std::string_view text) {
  const Stand whole = text.size() < kShortestSecret ? Stand::word : Stand::anywhere;
  for (Base64Form& form : base64_forms(text))
    add_form(std::move(form.text), form.whole ? whole : Stand::anywhere);
}

void Redactor::add_member(std::string_view member) {
  if (member.empty()) return;
  std::string quoted;
  quoted.append("\"").append(member).append("\"");
  for (std::string& digits : base64_inside(quoted)) add_form(std::move(digits), Stand::anywhere);
  add_form(std::move(quoted), Stand::anywhere);
  if (is_number(member)) add_form(std::string(member), Stand::json_value);
}

// All are marked in the original text before any is replaced, so that of two secrets that overlap neither leaves a rest
// behind.
Redactor::Places Redactor::places_in(std::string_view text) const {
  Places places;
  if (disabled_ || size_ == 0) return places;
  const auto look = [&](const Form& form, std::size_t at) {
    const std::size_t length = match_encoded(text, at, form.text);
    if (length == 0) return;
    const std::size_t end = at + length;
    const bool counts = form.stand == Stand::anywhere ||
                        (begins_word(text, at) && ends_word(text, end) &&
                         (form.stand == Stand::word || is_json_value(text, at, end)));
    if (counts) places.emplace_back(at, end);
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!may_be_encoded(text[at])) {
      // Most of those that begin with the right character are ruled out by the next one.
      const char next = at + 1 < text.size() ? text[at + 1] : '\0';
      const bool any = may_be_encoded(next);
      for (const Form& form : forms_[bucket_of(text[at])]) {
        if (any || form.text.size() == 1 || form.text[1] == next) look(form, at);
      }
      continue;
    }
    for (const char first : first_characters(text, at)) {
      for (const Form& form : forms_[bucket_of(first)]) look(form, at);
    }
  }
  std::sort(places.begin(), places.end());
  return places;
}

bool Redactor::knows_part(std::string_view text) const {
  if (disabled_) return false;
  return std::any_of(forms_.begin(), forms_.end(), [&](const std::vector<Form>& forms) {
    return std::any_of(forms.begin(), forms.end(), [&](const Form& form) {
      return form.text.size() > text.size() && form.text.find(text) != std::string::npos;
    });
  });
}

std::string Redactor::redact(std::string_view text) const {
  std::size_t nowhere = std::string_view::npos;
  return redact(text, nowhere);
}

std::string Redactor::redact(std::string_view text, std::size_t& place) const {
  const Places places = places_in(text);
  if (places.empty()) return std::string(text);
  const std::size_t wanted = place;
  std::string out;
  std::size_t done = 0;
  const auto copy_to = [&](std::size_t end) {
    if (wanted != std::string_view::npos && wanted >= done && wanted < end)
      place = out.size() + (wanted - done);
    out += text.substr(done, end - done);
  };
  for (std::size_t i = 0; i < places.size();) {
    const std::size_t begin = places[i].first;
    std::size_t end = places[i].second;
    std::size_t next = i + 1;
    while (next < places.size() && places[next].first < end)
      end = std::max(end, places[next++].second);
    copy_to(begin);
    if (wanted >= begin && wanted < end) place = out.size();
    out += kMask;
    done = end;
    i = next;
  }
  copy_to(text.size());
  return out;
}

}  // namespace slogate
