#include "scenarios/compile/filter.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "scenarios/compile/digest.h"
#include "scenarios/compile/excerpt.h"
#include "scenarios/compile/template.h"

namespace slogate {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool decode_percent(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return false;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return true;
}

bool decode_base64_of_both(std::string_view text, std::string& out) {
  auto bytes = decode_base64(text);
  if (!bytes) bytes = decode_base64url(text);
  if (bytes) out += *bytes;
  return bytes.has_value();
}

bool misfit(std::string_view text, std::string_view what, std::string& why) {
  why = fmt::format("\"{}\" is no {}", shortened(text, kLongestGot / 2), what);
  return false;
}

}  // namespace

std::string_view trimmed_text(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_text_filter(Filter filter) {
  switch (filter) {
    case Filter::number:
    case Filter::regex:
    case Filter::split:
    case Filter::index:
    case Filter::count:
    case Filter::date:
      return false;
    default:
      return true;
  }
}

bool apply_text_filter(Filter filter, std::string_view text, std::string& out, std::string& why) {
  const std::size_t before = out.size();
  switch (filter) {
    case Filter::trim:
      out += trimmed_text(text);
      return true;
    case Filter::lower:
    case Filter::upper:
      out += text;
      std::transform(text.begin(), text.end(), out.begin() + static_cast<std::ptrdiff_t>(before),
                     filter == Filter::lower ? lower : upper);
      return true;
    case Filter::url_encode:
      append_escaped(text, Escape::url, out);
      return true;
    case Filter::url_decode:
      if (decode_percent(text, out)) return true;
      out.resize(before);
      return misfit(text, "percent-encoded text", why);
    case Filter::base64_encode:
      append_base64({text}, out);
      return true;
    case Filter::base64_decode:
      return decode_base64_of_both(text, out) || misfit(text, "base64", why);
    case Filter::sha256:
    case Filter::md5:
      if (append_hash_hex(filter == Filter::md5 ? Hash::md5 : Hash::sha256, {text}, out))
        return true;
      why = "this machine's OpenSSL offers no MD5";
      return false;
    default:
      why = "no filter of texts";
      return false;
  }
}

}  // namespace slogate
