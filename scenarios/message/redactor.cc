#include "scenarios/message/redactor.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "scenarios/message/url.h"

namespace slogate {
namespace {

constexpr std::string_view kMask = "***";
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

std::string lower_escapes(std::string text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] != '%') continue;
    for (std::size_t k = i + 1; k <= i + 2; ++k) {
      if (text[k] >= 'A' && text[k] <= 'F') text[k] = static_cast<char>(text[k] - 'A' + 'a');
    }
  }
  return text;
}

std::string with_plus_for_space(std::string_view encoded) {
  std::string out;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded.substr(i, 3) == "%20") {
      out += '+';
      i += 2;
    } else {
      out += encoded[i];
    }
  }
  return out;
}

void append_unit(std::string& out, std::uint32_t unit, bool upper) {
  const std::string_view hex = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4)
    out += hex[(unit >> static_cast<unsigned>(shift)) & 15U];
}

// One code point of UTF-8 from `at`; a malformed byte stands for itself.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  const unsigned more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : 0;
  if (more == 0 || at + more > text.size()) return lead;
  std::uint32_t code = lead & (0x3fU >> more);
  for (unsigned i = 0; i < more; ++i)
    code = (code << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3fU);
  return code;
}

struct JsonStyle {
  bool ascii = false;  // everything outside ASCII as \uXXXX
  bool slash = false;  // `/` as `\/`
  bool upper = false;  // hex digits
};

std::string json_escaped(std::string_view text, JsonStyle style) {
  static constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
  static constexpr std::string_view kLetters = "\"\\bfnrt";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    const std::size_t known = kShort.find(c);
    if (known != std::string_view::npos) {
      out += '\\';
      out += kLetters[known];
    } else if (c == '/' && style.slash) {
      out += "\\/";
    } else if (byte < 0x20) {
      append_unit(out, byte, style.upper);
    } else if (byte >= 0x80 && style.ascii) {
      const std::uint32_t code = next_code_point(text, at);
      if (code >= 0x10000) {
        append_unit(out, 0xd800U + ((code - 0x10000) >> 10U), style.upper);
        append_unit(out, 0xdc00U + ((code - 0x10000) & 0x3ffU), style.upper);
      } else {
        append_unit(out, code, style.upper);
      }
      continue;
    } else {
      out += c;
    }
    ++at;
  }
  return out;
}

std::string html_escaped(std::string_view text, std::string_view apostrophe) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += apostrophe;
        break;
      default:
        out += c;
    }
  }
  return out;
}

// True where a word may begin at `at`: also after `%20` and after `\n`, which end in letters and
// digits.
bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0 || !is_word(text[at - 1])) return true;
  if (at >= 2 && text[at - 2] == '\\') return true;
  return at >= 3 && text[at - 3] == '%' && is_hex(text[at - 2]) && is_hex(text[at - 1]);
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

  const std::string encoded = percent_encode(secret);
  for (const std::string& form : {encoded, with_plus_for_space(encoded)}) {
    add_form(form, word);
    add_form(lower_escapes(form), word);
  }
  for (const bool slash : {false, true}) {
    add_form(json_escaped(secret, {false, slash, false}), word);
    add_form(json_escaped(secret, {true, slash, false}), word);
    add_form(json_escaped(secret, {true, slash, true}), word);
  }
  for (const std::string_view apostrophe : {"'", "&#39;", "&#x27;", "&apos;"}) {
    add_form(html_escaped(secret, apostrophe), word);
  }
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

std::string Redactor::redact(std::string_view text) const {
  if (disabled_ || forms_.empty()) return std::string(text);
  // All places are marked in the original text before any is replaced, so that of two secrets that
  // overlap neither leaves a rest behind.
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (const Form& form : forms_) {
    for (std::size_t at = text.find(form.text); at != std::string_view::npos;
         at = text.find(form.text, at + 1)) {
      const std::size_t end = at + form.text.size();
      if (!form.whole_word || (begins_word(text, at) && ends_word(text, end)))
        places.emplace_back(at, end);
    }
  }
  if (places.empty()) return std::string(text);
  std::sort(places.begin(), places.end());
  std::string out;
  std::size_t done = 0;
  for (std::size_t i = 0; i < places.size();) {
    std::size_t end = places[i].second;
    std::size_t next = i + 1;
    while (next < places.size() && places[next].first < end)
      end = std::max(end, places[next++].second);
    out += text.substr(done, places[i].first - done);
    out += kMask;
    done = end;
    i = next;
  }
  out += text.substr(done);
  return out;
}

}  // namespace slogate
