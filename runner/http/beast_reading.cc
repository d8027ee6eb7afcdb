#include "runner/http/beast_reading.h"

#include <fmt/format.h>
#include <boost/beast/http/error.hpp>

#include <utility>

namespace slogate {
namespace http = boost::beast::http;

namespace {

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

// Line `number` of the header block; 0 is the status line.
std::string_view line_at(std::string_view block, std::size_t number) {
  for (; number > 0; --number) block.remove_prefix(block.find('\n') + 1);
  return block.substr(0, block.find('\r'));
}

}  // namespace

std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 60)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return text.size() > 60 ? out + "…" : out;
}

std::string named(std::string_view line) {
  line = line.substr(0, line.find_last_not_of("\r\n") + 1);
  const std::size_t colon = line.find(':');
  if (colon < 60) {
    const bool has_value = line.find_first_not_of(" \t", colon + 1) != std::string_view::npos;
    return shown(line.substr(0, colon + 1)) + (has_value ? " …" : "");
  }
  if (line.size() <= 60) return shown(line);
  const std::size_t end = line.find_last_of(" \t=;,", 60);
  return (end == std::string_view::npos ? "" : shown(line.substr(0, end))) + "…";
}

ResponseParser::Beast::Beast(ResponseParser& owner) : owner_(owner) {
  body_limit(boost::none);
  header_limit(static_cast<std::uint32_t>(2 * kMaxHeaderBlock));
}

std::string ResponseParser::Beast::describe(const Error& error, std::string_view block) const {
  const std::string line = status_read ? named(line_at(block, fields + 1)) : "";
  if (line.empty()) return fmt::format("{}: \"{}\"", error.message(), shown(line_at(block, 0)));
  const std::string what =
      error == http::error::bad_field   ? "a header line does not begin with a name and a colon"
      : error == http::error::bad_value ? "a header line has a value that is not allowed"
                                        : error.message() + " in a header line";
  return fmt::format("{}: \"{}\"", what, line);
}

void ResponseParser::Beast::refuse(Outcome outcome, std::string reason, Error& error) {
  refused = outcome;
  why = std::move(reason);
  error = http::error::bad_value;
}

void ResponseParser::Beast::on_response_impl(int code, View, int v, Error& error) {
  version = v;
  status_read = true;
  owner_.response_->status = code;
  if (code < 100 || code > 599) {
    refuse(Outcome::http_protocol, fmt::format("status {} is outside 100 to 599", code), error);
  }
  if (code == 101)
    refuse(Outcome::http_protocol, "101: the server changes the protocol unasked", error);
}

void ResponseParser::Beast::on_field_impl(Name field, View name, View value, Error& error) {
  if (++fields > kMaxHeaders) {
    return refuse(Outcome::http_header_limit, fmt::format("more than {} headers", kMaxHeaders),
                  error);
  }
  if (field == http::field::transfer_encoding) {
    coded = true;
    plain_chunked = same_name(view(value), "chunked");
  }
  if (field == http::field::content_length) has_length = true;
  if (owner_.in_body_) return;  // a trailer is no header (RFC 9110 6.5.1)
  owner_.response_->headers.add(view(name), view(value));
}

std::size_t ResponseParser::Beast::take(View body, Error& error) {
  if (!owner_.take_body(view(body))) refuse(owner_.outcome_, owner_.detail_, error);
  return error ? 0 : body.size();
}

void ResponseParser::Beast::on_chunk_header_impl(std::uint64_t size, View extensions,
                                                 Error& error) {
  first_chunk = false;
  chunk_left = size;
  if (extensions.size() > kMaxChunkExtension) {
    refuse(Outcome::http_chunk, "chunk extensions of more than 4 KiB", error);
  }
}

std::size_t ResponseParser::Beast::on_chunk_body_impl(std::uint64_t left, View body, Error& error) {
  const std::size_t used = take(body, error);
  chunk_left = left - used;
  if (*chunk_left == 0) chunk_left.reset();
  return used;
}

}  // namespace slogate
