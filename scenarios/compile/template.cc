#include "scenarios/compile/template.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "scenarios/compile/filter.h"
#include "scenarios/compile/one_time_key.h"

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

// Only what would end the quoted name or its line; a percent sign stands as it is.
void append_part(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (c == '"' || c == '\r' || c == '\n') {
      append_percent(c, out);
    } else {
      out += c;
    }
  }
}

// The filters but the last, from one of the two texts to the other. The text that is left is a view
// into one of them, or the given one.
bool filter_between(std::string_view& text, const std::vector<Filter>& filters,
                    std::array<std::string*, 2> between, std::string& why) {
  for (std::size_t i = 0; i + 1 < filters.size(); ++i) {
    std::string& next = *between[i % 2];
    next.clear();
    if (!apply_text_filter(filters[i], text, next, why)) return false;
    text = next;
  }
  return true;
}

}  // namespace

void append_escaped(std::string_view text, Escape escape, std::string& out) {
  switch (escape) {
    case Escape::none:
    case Escape::json_value:
      out += text;
      return;
    case Escape::json:
      append_json(text, out);
      return;
    case Escape::form:
      append_form(text, out);
      return;
    case Escape::url:
    case Escape::query:
      append_url(text, out);
      return;
    case Escape::part:
      append_part(text, out);
      return;
  }
}

// A byte-order mark may begin a text and not stand in one.
bool is_json_value(std::string_view text, JsonText& json) {
  const bool valid = !text.starts_with("\xef\xbb\xbf") && json.parse(text);
  json.clear();
  return valid;
}

bool append_filtered(std::string_view text, const std::vector<Filter>& filters, std::string& out,
                     std::string& why) {
  std::string one;
  std::string two;
  if (!filter_between(text, filters, {&one, &two}, why)) return false;
  if (filters.empty()) {
    out += text;
    return true;
  }
  std::string last;
  if (!apply_text_filter(filters.back(), text, last, why)) return false;
  out += last;
  return true;
}

bool Template::append_value(const Piece& piece, std::string_view value, const Frame& frame,
                            std::string& out, std::string& why) const {
  if (!piece.filters.empty()) {
    bool taken = filter_between(value, piece.filters, {&frame.between(0), &frame.between(1)}, why);
    // The text that the last filter is not reading from.
    std::string& last = frame.between((piece.filters.size() + 1) % 2);
    if (taken) {
      last.clear();
      taken = apply_text_filter(piece.filters.back(), value, last, why);
    }
    if (!taken) {
      why = secret_ ? fmt::format("the secret value of \"{}\" does not fit its filter", piece.name)
                    : fmt::format("a value does not fit its filter: {}", why);
      return false;
    }
    value = last;
  }
  if (piece.escape == Escape::json_value && !is_json_value(value, frame.json())) {
    why = fmt::format("\"{}\" is no JSON", piece.name);
    return false;
  }
  append_escaped(value, piece.escape, out);
  return true;
}

bool Template::append_slot(const Piece& piece, const Frame& frame, std::string& out,
                           std::string& why) const {
  const auto slot = static_cast<std::size_t>(piece.slot);
  if (!frame.has(slot)) {
    why = fmt::format("\"{}\" has no value here", piece.name);
    return false;
  }
  return piece.totp ? append_code(piece, frame, out, why)
                    : append_value(piece, frame.value(slot), frame, out, why);
}

// compile() has refused a constant key or counter that is none; a captured one may be none.
bool Template::append_code(const Piece& piece, const Frame& frame, std::string& out,
                           std::string& why) const {
  const bool counted = piece.counter >= 0;
  const auto counter = static_cast<std::size_t>(piece.counter);
  if (counted && !frame.has(counter)) {
    why = fmt::format("\"{}\" has no value here", piece.counter_name);
    return false;
  }
  OneTimeKey key;
  const auto slot = static_cast<std::size_t>(piece.slot);
  if (const auto fault = read_one_time_key(frame.value(slot), counted, key); !fault.empty()) {
    why = fmt::format("the key in \"{}\" is {}", piece.name, fault);
    return false;
  }
  if (!counted)
    return append_value(piece, totp_code(key.bytes, frame.unix_seconds, key.shape), frame, out,
                        why);
  const auto count = read_counter(frame.value(counter));
  if (!count) {
    why = fmt::format("the counter in \"{}\" is no whole number from 0 to 2^63-1",
                      piece.counter_name);
    return false;
  }
  return append_value(piece, hotp_code(key.bytes, *count, key.shape), frame, out, why);
}

bool Template::render(const Frame& frame, std::string& out, std::string* why) const {
  bool good = true;
  std::string reason;
  for (const Piece& piece : pieces_) {
    out += piece.literal;
    if (piece.slot < 0 || append_slot(piece, frame, out, reason)) continue;
    if (good && why != nullptr) *why = reason;
    good = false;
  }
  return good;
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
