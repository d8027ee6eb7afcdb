#include "scenarios/message/base64_forms.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace slogate {
namespace {

constexpr std::size_t kShortestInside = 6;

constexpr std::string_view kStandardAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Without padding; the last digit's missing bits are 0.
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

// The digits that depend on nothing but `text` when `before` bytes stand before it in the encoded text.
std::string digits_inside(std::string_view text, std::size_t before, std::string_view alphabet) {
  const std::string padded = std::string(before, '\0') + std::string(text);
  const std::string digits = base64(padded, alphabet);
  const std::size_t first = (before * 8 + 5) / 6;
  const std::size_t last = padded.size() * 8 / 6;
  return first < last ? digits.substr(first, last - first) : std::string();
}

void add_once(std::vector<Base64Form>& forms, std::string text, bool whole) {
  const auto known = std::find_if(forms.begin(), forms.end(),
                                  [&](const Base64Form& form) { return form.text == text; });
  if (known == forms.end()) {
    forms.push_back({std::move(text), whole});
  } else {
    known->whole = known->whole && whole;
  }
}

void add_whole(std::string_view text, std::string_view alphabet, std::vector<Base64Form>& forms) {
  std::string whole = base64(text, alphabet);
  add_once(forms, whole, true);
  whole.append((4 - whole.size() % 4) % 4, '=');
  add_once(forms, std::move(whole), true);
}

void add_forms(std::string_view text, std::vector<Base64Form>& forms) {
  for (const std::string_view alphabet : {kStandardAlphabet, kUrlAlphabet})
    add_whole(text, alphabet, forms);
  for (std::string& digits : base64_inside(text)) add_once(forms, std::move(digits), false);
}

std::string hex(std::uint32_t number, unsigned digits, std::string_view alphabet) {
  std::string out;
  while (digits-- > 0) out += alphabet[(number >> (4 * digits)) & 15U];
  return out;
}

std::string escaped_unit(std::uint32_t unit) {
  return "\\u" + hex(unit, 4, "0123456789abcdef");
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::string percent_escaped(std::string_view text, bool form) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else if (form && c == ' ') {
      out += '+';
    } else {
      out += '%' + hex(static_cast<unsigned char>(c), 2, "0123456789ABCDEF");
    }
  }
  return out;
}

// As the inside of a JSON string; `slashes`: with \/, as PHP writes it.
std::string json_escaped(std::string_view text, bool slashes) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || (slashes && c == '/')) {
      out += '\\';
      out += c;
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (byte < 0x20) {
      out += escaped_unit(byte);
    } else {
      out += c;
    }
  }
  return out;
}

// What stands behind ASCII as \u00e4 or a surrogate pair; broken UTF-8 stays as it is.
std::string ascii_escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length == 1 || i + length > text.size()) {
      out += text[i++];
      continue;
    }
    std::uint32_t code = lead & (0xffU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k)
      code = (code << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
    i += length;
    if (code < 0x10000) {
      out += escaped_unit(code);
    } else {
      out += escaped_unit(0xd800U + ((code - 0x10000) >> 10U));
      out += escaped_unit(0xdc00U + ((code - 0x10000) & 0x3ffU));
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> base64_inside(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view alphabet : {kStandardAlphabet, kUrlAlphabet}) {
    for (std::size_t before = 0; before < 3; ++before) {
      std::string digits = digits_inside(text, before, alphabet);
      if (digits.size() < kShortestInside || std::find(out.begin(), out.end(), digits) != out.end())
        continue;
      out.push_back(std::move(digits));
    }
  }
  return out;
}

std::vector<Base64Form> base64_forms(std::string_view text) {
  std::vector<Base64Form> forms;
  if (text.empty()) return forms;
  add_forms(text, forms);
  // Encoded once more, which never gives a digit in which the alphabets differ; digits that are few
  // would give fewer that are sure.
  const std::vector<Base64Form> once = forms;
  for (const Base64Form& form : once) {
    if (form.text.size() < kShortestInside) continue;
    if (form.whole) add_whole(form.text, kStandardAlphabet, forms);
    for (std::string& digits : base64_inside(form.text)) add_once(forms, std::move(digits), false);
  }
  const std::string json = json_escaped(text, false);
  for (const std::string& escaped : {percent_escaped(text, false), percent_escaped(text, true),
                                     json, json_escaped(text, true), ascii_escaped(json)}) {
    if (escaped == text) continue;
    for (std::string& digits : base64_inside(escaped)) add_once(forms, std::move(digits), false);
  }
  return forms;
}

}  // namespace slogate
