#include "scenarios/message/redactor.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "scenarios/message/encoded_text.h"

namespace slogate {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::string_view kEscapes = "%&\\+";  // what an encoded character may begin with
// A fragment of base64 that is shorter than this may stand in any text by chance.
constexpr std::size_t kShortestFragment = 6;

constexpr std::string_view kStandardAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Base64 without padding; the last digit's missing bits are 0.
std::string base64(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    held = (held << 8U) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += alphabet[(held >> (bits - 6)) & 63U];
  }
  if (bits > 0) out += alphabet[(held << (6 - bits)) & 63U];
  return out;
}

// The base64 digits that depend on nothing but `secret` when `before` bytes stand before it in the
// encoded text.
std::string base64_fragment(std::string_view secret, std::size_t before,
                            std::string_view alphabet) {
  const std::string padded = std::string(before, '\0') + std::string(secret);
  const std::string digits = base64(padded, alphabet);
  const std::size_t first = (before * 8 + 5) / 6;
  const std::size_t last = padded.size() * 8 / 6;
  return first < last ? digits.substr(first, last - first) : std::string();
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

}  // namespace

void Redactor::add_form(std::string text, bool whole_word) {
  if (text.empty()) return;
  for (Form& form : forms_) {
    if (form.text == text) {
      form.whole_word = form.whole_word && whole_word;
      return;
    }
  }
  const auto place = std::find_if(forms_.begin(), forms_.end(),
                                  [&](const Form& form) { return form.text.size() < text.size(); });
  forms_.insert(place, {std::move(text), whole_word});
}

void Redactor::add(std::string_view secret) {
  if (secret.empty()) return;
  const bool word = secret.size() < kShortestSecret;
  add_form(std::string(secret), word);

  for (const std::string_view alphabet : {kStandardAlphabet, kUrlAlphabet}) {
    std::string whole = base64(secret, alphabet);
    add_form(whole, word);
    whole.append((4 - whole.size() % 4) % 4, '=');
    add_form(whole, word);
    for (std::size_t before = 0; before < 3; ++before) {
      std::string fragment = base64_fragment(secret, before, alphabet);
      if (fragment.size() >= kShortestFragment) add_form(std::move(fragment), false);
    }
  }
}

// [begin, end) of every form of every secret, in order. All are marked in the original text before any is replaced, so
// that of two secrets that overlap neither leaves a rest behind.
std::vector<std::pair<std::size_t, std::size_t>> Redactor::places_in(std::string_view text) const {
  // A form begins with its own first character, or with that of an escape: few forms for each place.
  std::array<std::vector<const Form*>, 256> by_first;
  for (const Form& form : forms_)
    by_first[static_cast<unsigned char>(form.text.front())].push_back(&form);
  std::vector<std::pair<std::size_t, std::size_t>> places;
  const auto look = [&](const Form& form, std::size_t at) {
    const std::size_t length = match_encoded(text, at, form.text);
    if (length == 0) return;
    const std::size_t end = at + length;
    if (!form.whole_word || (begins_word(text, at) && ends_word(text, end)))
      places.emplace_back(at, end);
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (kEscapes.find(text[at]) != std::string_view::npos) {
      for (const Form& form : forms_) look(form, at);
    } else {
      for (const Form* form : by_first[static_cast<unsigned char>(text[at])]) look(*form, at);
    }
  }
  std::sort(places.begin(), places.end());
  return places;
}

std::string Redactor::redact(std::string_view text) const {
  std::size_t nowhere = std::string_view::npos;
  return redact(text, nowhere);
}

std::string Redactor::redact(std::string_view text, std::size_t& place) const {
  if (disabled_ || forms_.empty()) return std::string(text);
  const auto places = places_in(text);
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
