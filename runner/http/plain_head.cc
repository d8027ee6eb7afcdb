#include "runner/http/plain_head.h"

#include <array>
#include <charconv>
#include <utility>

#include "runner/http/printable.h"
#include "runner/http/response_parser.h"
#include "scenarios/message/exchange.h"

namespace slogate {
namespace {

// RFC 9110 5.6.2.
constexpr std::array<bool, 256> kTokens = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789"
                                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_token(std::string_view text) {
  bool all = !text.empty();
  for (const char c : text) all = all && kTokens[static_cast<unsigned char>(c)];
  return all;
}

// The next line without its end, taken from the bytes; nothing where there is no whole one.
std::optional<std::string_view> take_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\r');
  if (end == std::string_view::npos || end + 1 >= bytes.size() || bytes[end + 1] != '\n')
    return std::nullopt;
  if (end + 2 > ResponseParser::kMaxLine) return std::nullopt;
  const std::string_view line = bytes.substr(0, end);
  bytes.remove_prefix(end + 2);
  return line;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// "HTTP/1.1 200 OK", with or without a reason. 0 where it is not plain or not final.
int status_of(std::string_view line) {
  if (!line.starts_with("HTTP/1.1 ") || !is_printable(line)) return 0;
  line.remove_prefix(9);
  int status = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), status);
  const bool three = error == std::errc{} && end == line.data() + 3;
  const bool ends = line.size() == 3 || (line.size() > 3 && line[3] == ' ');
  return three && ends && status >= 200 && status <= 599 ? status : 0;
}

// What a field says of the framing. False: more than a plain head may hold.
bool read_framing(std::string_view name, std::string_view value, PlainHead& head,
                  bool& has_length) {
  switch (name.size()) {
    case 7:
      return !same_name(name, "upgrade");
    case 10:
      if (!same_name(name, "connection")) return true;
      if (same_name(value, "close")) head.keep_alive = false;
      return same_name(value, "close") || same_name(value, "keep-alive");
    case 14: {
      if (!same_name(name, "content-length")) return true;
      const auto [end, error] =
          std::from_chars(value.data(), value.data() + value.size(), head.length);
      const bool whole = error == std::errc{} && end == value.data() + value.size();
      const bool again = std::exchange(has_length, true);
      return whole && !again;
    }
    case 16:
      return !same_name(name, "proxy-connection");
    case 17:
      return !same_name(name, "transfer-encoding");
    default:
      return true;
  }
}

std::uint32_t distance(std::string_view from, std::string_view to) {
  return static_cast<std::uint32_t>(to.data() - from.data());
}

// Takes the fields and the empty line behind them from `bytes`, which are the end of `whole`. False where one is not
// plain.
bool read_fields(std::string_view whole, std::string_view& bytes, HeaderFields& fields,
                 PlainHead& head, bool& has_length) {
  while (true) {
    const auto line = take_line(bytes);
    if (!line) return false;
    if (line->empty()) return true;
    const std::size_t colon = line->find(':');
    if (colon == std::string_view::npos || fields.size() == ResponseParser::kMaxHeaders)
      return false;
    const std::string_view name = line->substr(0, colon);
    const std::string_view value = trimmed(line->substr(colon + 1));
    if (!is_token(name) || !is_printable(value)) return false;
    if (!read_framing(name, value, head, has_length)) return false;
    fields.add_place({distance(whole, name), static_cast<std::uint32_t>(name.size()),
                      distance(whole, value), static_cast<std::uint32_t>(value.size())},
                     name);
  }
}

// All of a known head counts, and nothing behind it.
bool begins_with(std::string_view bytes, std::string_view head) {
  return !head.empty() && bytes.starts_with(head);
}

}  // namespace

std::optional<PlainHead> PlainHeadReader::read(std::string_view bytes, bool head,
                                               HeaderFields& fields) {
  for (const Known& known : known_) {
    if (known.to_head != head || !begins_with(bytes, known.fields.text())) continue;
    fields = known.fields;
    return known.head;
  }
  const auto out = read_plain_head(bytes, head, fields);
  if (!out) return out;
  Known& oldest = known_[next_++ % known_.size()];
  oldest.head = *out;
  oldest.to_head = head;
  oldest.fields = fields;
  return out;
}

std::optional<PlainHead> read_plain_head(std::string_view bytes, bool head, HeaderFields& fields) {
  const std::string_view whole = bytes.substr(0, ResponseParser::kMaxHeaderBlock);
  bytes = whole;
  PlainHead out;
  bool has_length = false;
  const auto first = take_line(bytes);
  out.status = first ? status_of(*first) : 0;
  const bool plain = out.status != 0 && read_fields(whole, bytes, fields, out, has_length);
  const bool bodiless = head || out.status == 204 || out.status == 304;
  if (!plain || (!bodiless && !has_length)) {
    fields.clear();
    return std::nullopt;
  }
  if (bodiless) out.length = 0;
  out.size = whole.size() - bytes.size();
  fields.take_text(whole.substr(0, out.size));
  return out;
}

}  // namespace slogate
