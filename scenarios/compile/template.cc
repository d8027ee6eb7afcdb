#include "scenarios/compile/template.h"

#include <algorithm>

#include "scenarios/compile/digest.h"

namespace slogate {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void append_percent(char c, std::string& out) {
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHex[byte >> 4U];
  out += kHex[byte & 15U];
}

// RFC 8259 7: quotation mark, backslash and control characters; all else stands as it is.
void append_json(std::string_view text, std::string& out) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    } else {
      out += c;
    }
  }
}

// WHATWG URL 5.2: a blank is `+`; `*` stands, `~` does not.
void append_form(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (c == ' ') {
      out += '+';
    } else if ((is_unreserved(c) && c != '~') || c == '*') {
      out += c;
    } else {
      append_percent(c, out);
    }
  }
}

void append_url(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      append_percent(c, out);
    }
  }
}

}  // namespace

void append_escaped(std::string_view text, Escape escape, std::string& out) {
  switch (escape) {
    case Escape::none:
      out += text;
      return;
    case Escape::json:
      append_json(text, out);
      return;
    case Escape::form:
      append_form(text, out);
      return;
    case Escape::url:
      append_url(text, out);
      return;
  }
}

void Template::render(const Frame& frame, std::string& out) const {
  for (const Piece& piece : pieces_) {
    out += piece.literal;
    if (piece.slot < 0) continue;
    const auto slot = static_cast<std::size_t>(piece.slot);
    if (!frame.has(slot)) continue;
    if (piece.totp) {
      // compile() has refused a constant key that is no base32; a captured one that is none gives
      // no code.
      const auto key = decode_base32(frame.value(slot));
      if (key) out += totp_code(*key, frame.unix_seconds);
    } else {
      append_escaped(frame.value(slot), piece.escape, out);
    }
  }
}

std::string Template::render(const Frame& frame) const {
  std::string out;
  render(frame, out);
  return out;
}

bool Template::constant() const {
  return std::ranges::all_of(pieces_, [](const Piece& piece) { return piece.slot < 0; });
}

std::string_view Template::text() const {
  return pieces_.empty() ? std::string_view() : std::string_view(pieces_.front().literal);
}

bool Template::has_totp() const {
  return std::ranges::any_of(pieces_, [](const Piece& piece) { return piece.totp; });
}

}  // namespace slogate
